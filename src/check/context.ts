/** What checking any file of an opened tree needs, made once. */
import type { CParser } from '../c/syntax.js';
import type { KernelSetup } from '../kernel/setup.js';
import { LayoutError } from '../layout/compute.js';
import { findOverlays, type OverlayRecords } from '../layout/overlays.js';
import type { RecordLayout } from '../layout/record.js';
import { TreeLayouts } from '../layout/treeLayouts.js';
import { Footprints } from '../footprint/footprints.js';
import { definesRecord, type KernelTree, type SourceFile } from '../kernel/tree.js';
import { NearbyNames } from '../uses/nearby.js';
import { pageHandles } from './pages/handles.js';
import { type PageHandlers, pageHandlers } from './pages/pageHandlers.js';
import { inEra } from '../model/era.js';
import { storedRecords } from '../model/lifeStage.js';
import { type OwnOwner, ownState } from '../model/ownOwners.js';
import { callsThat, eventsNamed, pageEvents } from '../model/pageEvents.js';
import { type PageModel, pageModel } from '../model/pageModel.js';
import type { PageState } from '../model/state.js';
import { StateTests } from './pages/stateTests.js';
import { wideTypes } from '../model/wideTypes.js';
import { trackRecords } from '../uses/track.js';
import type { TrackedRecords } from '../uses/tracked.js';

export interface CheckContext {
  readonly tree: KernelTree;
  readonly parser: CParser;
  readonly setup: KernelSetup;
  readonly tracked: TrackedRecords;
  readonly overlays: OverlayRecords;
  /** Tags of struct page and its overlays. */
  readonly pageRecords: ReadonlySet<string>;
  /** What the text of a file that handles pages holds: a record's name, or that of a function or member that gives one. Most files have none. */
  readonly pageNames: Pick<RegExp, 'test'>;
  /** The words one of which such a text holds. */
  readonly pageWords: readonly string[];
  /** The functions of a file that may handle pages: the others are not read. */
  readonly handlers: (file: SourceFile) => PageHandlers;
  readonly model: PageModel;
  /** Functions that free pages by the address of their memory. */
  readonly takesAddress: ReadonlyMap<string, string>;
  /** What functions that are asked about pages tell of them. */
  readonly tests: StateTests;
  /** Findings are held against those of the tree as it was, and what is in both is not told: rules may say more. */
  readonly isHeldAgainst: boolean;
  readonly layouts: TreeLayouts;
  readonly footprints: Footprints;
  /** Layouts of the tracked records; a record that only this file defines is asked for here. */
  readonly layoutOf: (record: string, file: string) => RecordLayout | undefined;
}

/** What a caller of {@link checkContext} has already, or adds. */
export interface ContextOptions {
  readonly overlays?: OverlayRecords;
  readonly layouts?: TreeLayouts;
  /** Owners of page words that only this tree knows: their pages are told by their origins like any other's. */
  readonly owners?: readonly OwnOwner[];
  /** See {@link CheckContext.isHeldAgainst}; default: false. */
  readonly isHeldAgainst?: boolean;
}

export function checkContext(setup: KernelSetup, parser: CParser, known: ContextOptions = {}): CheckContext {
  const overlays = known.overlays ?? findOverlays(setup.tree);
  const layouts = known.layouts ?? new TreeLayouts(setup, parser, overlays);
  const { tracked } = trackRecords(setup.tree, parser, overlays);
  const shared = new Map<string, RecordLayout | undefined>(), ofFiles = new WeakMap<SourceFile, Map<string, RecordLayout | undefined>>();
  const layoutOf = (record: string, file: string): RecordLayout | undefined => {
    const source = setup.tree.source(file);
    let found = shared;
    if (source && definesRecord(source, record)) {
      found = ofFiles.get(source) ?? new Map<string, RecordLayout | undefined>();
      ofFiles.set(source, found);
    }
    if (!found.has(record)) found.set(record, layoutOrNothing(layouts, record, file));
    return found.get(record);
  };
  const model = pageModel(layouts.all(), known.owners?.map(ownState));
  const events = pageEvents.filter((event) => inEra(event.era, model.layout.kernel));
  const interest = {
    markers: new Set(events.map((event) => event.function)),
    gives: new Map(events.flatMap((event) => (event.gives === undefined ? [] : [[event.function, event.gives]]))),
    takesAddress: new Map(events.flatMap((event) => (event.takes === undefined ? [] : [[event.function, event.takes]]))),
    frames: eventsNamed('frame-number'),
    givesBack: callsThat('gives-back', 'drops-reference'),
    wide: new Set(wideTypes.map((type) => type.function)),
    telling: new Set(model.states.flatMap((state: PageState) => state.origins.filter(({ by, era }) => (by === 'typed' || by === 'contents') && inEra(era, model.layout.kernel)).map(({ of }) => of))),
    origins: new Set(model.states.flatMap((state: PageState) => state.origins.filter((origin) => (origin.by === 'result' || origin.by === 'address') && inEra(origin.era, model.layout.kernel)).map((origin) => origin.of))),
  };
  // Most files that take memory by its address never look at its pages.
  const given = model.states.flatMap((state) => state.origins.filter(({ by }) => by !== 'address' && by !== 'contents').map((origin) => origin.of));
  const members = [...new Set(given.filter((name) => name.includes('.')).map((name) => name.replace(/^.*\./, '')))];
  const functions = [...new Set([...given.filter((name) => !name.includes('.')), ...[...interest.markers].filter((name) => !interest.takesAddress.has(name))])];
  const handles = pageHandles(setup.tree, overlays), names = handles.size === 0 ? '' : `|\\b(?:${[...handles.keys()].join('|')})\\b`;
  const records = new RegExp(`struct (?:${overlays.tags.join('|')})\\b${names}`), others = new RegExp(`(?:${[...functions].sort().join('|')}|(?:->|\\.)(?:${[...members].sort().join('|')}))\\b`);
  // Most files that handle pages name a record, which is told sooner.
  const pageNames = { test: (text: string): boolean => records.test(text) || others.test(text) };
  const pageWords = [...overlays.tags, ...handles.keys(), ...functions, ...members];
  const typed = model.states.flatMap((state) => state.origins.filter(({ by }) => by === 'typed').map(({ of }) => of));
  const calls = new RegExp(`\\b(?:${[...functions, ...interest.takesAddress.keys()].join('|')})\\b`);
  const handlers = pageHandlers((file) => footprints.view(file).types.scope, new NearbyNames(overlays.tags, tracked.fields), overlays.tags, [...handles.keys()], typed, calls, interest.takesAddress);
  const footprints: Footprints = new Footprints(setup, parser, tracked, {
    interest, layoutOf, records: overlays.tags, handles, nodes: Object.keys(storedRecords), givesPages: (name, file) => handlers(file).names.has(name),
  });
  return { tree: setup.tree, parser, setup, tracked, overlays, pageRecords: new Set(overlays.tags), pageNames, pageWords, handlers, model, takesAddress: interest.takesAddress, tests: new StateTests(model, () => footprints), isHeldAgainst: known.isHeldAgainst ?? false, layouts, footprints, layoutOf };
}

function layoutOrNothing(layouts: TreeLayouts, record: string, file: string): RecordLayout | undefined {
  try {
    return layouts.recordIn(file, record);
  } catch (error) {
    if (error instanceof LayoutError) return undefined;
    throw error;
  }
}
