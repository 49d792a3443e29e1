import type { CParser } from '../../c/syntax.js';
import { type KernelSetup } from '../../kernel/setup.js';
import type { KernelTree } from '../../kernel/tree.js';
import { overlap } from '../../model/memberRange.js';
import { claimsOf, pageModel, readingsOf } from '../../model/pageModel.js';
import { type OverlayAssert, overlayAsserts } from '../../layout/overlayAsserts.js';
import type { OverlayRecords } from '../../layout/overlays.js';
import type { LayoutSet } from '../../layout/record.js';
import { TreeLayouts } from '../../layout/treeLayouts.js';
import { grounds, type Grounds } from '../grounds.js';
import { applyEdits } from './apply.js';
import { brokenBy } from './asserts.js';
import { type Edit, EditError, editedMember } from './edit.js';
import { newOverlaps, type Overlap, recordChanges, type RecordChange } from './layoutDiff.js';

/** What the edits do under one configuration. */
export interface MoveRow {
  readonly config: string;
  readonly arch: string;
  readonly before: LayoutSet;
  readonly after: LayoutSet;
  readonly changes: readonly RecordChange[];
  readonly overlaps: readonly Overlap[];
  /** Asserts that held and no longer do. */
  readonly broken: readonly OverlayAssert[];
  /** Records that can no longer be laid out. */
  readonly lost: readonly string[];
  /** Who else keeps something in the bits of the members that were added, moved or retyped. */
  readonly claims: readonly { readonly member: string; readonly state: string; readonly by: string; readonly for: string }[];
  /** Readers that do not ask for the owner, of those bits. */
  readonly readers: readonly { readonly member: string; readonly reader: string }[];
}

export interface MoveAnswer {
  readonly edits: readonly Edit[];
  readonly rows: readonly MoveRow[];
  /** The edited headers, by path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly grounds: Grounds;
}

/** The same tree opened under several configurations; trees of one architecture may be shared. */
export interface MoveContext {
  readonly setups: readonly KernelSetup[];
  readonly parser: CParser;
  readonly overlays: OverlayRecords;
}

/**
 * Edits the headers' text in memory and lays everything out again, under every configuration. The trees are left as they were.
 * @throws EditError for what cannot be done
 */
export function answerMove(edits: readonly Edit[], { setups, parser, overlays }: MoveContext): MoveAnswer {
  const first = setups[0];
  if (!first || edits.length === 0) throw new EditError('nothing to change');
  const texts = applyEdits(edits, { fileOf: (record) => overlays.definedIn.get(record)?.[0], read: (file) => first.tree.source(file)?.text, records: overlays.tags });
  const before = new Map(setups.map((setup) => [setup, snapshot(setup, parser, overlays)]));
  const after = new Map([...new Set(setups.map(({ tree }) => tree))].flatMap((tree) => {
    const ofTree = setups.filter((setup) => setup.tree === tree);
    return edited(tree, texts, () => ofTree.map((setup) => [setup, layoutAfter(setup, before.get(setup)!, parser, overlays)] as const));
  }));
  const rows = setups.map((setup) => rowFor(edits, before.get(setup)!.layout, after.get(setup)!));
  const layout = rows[0]!.before;
  return {
    edits, rows, texts,
    grounds: grounds(layout, [
      `${setups.length} configurations: ${setups.map(({ config }) => config.name).join(', ')}; others may differ`,
      `${[...texts.keys()].join(', ')} edited in memory; every record that the tree asserts to be a view of struct page was laid out again: ${overlays.tags.join(', ')}`,
    ]),
  };
}

/** What one configuration becomes by the edits. */
interface After {
  readonly layout: LayoutSet;
  readonly broken: readonly OverlayAssert[];
}

function layoutAfter(setup: KernelSetup, before: Snapshot, parser: CParser, overlays: OverlayRecords): After {
  const layout = new TreeLayouts(setup, parser, overlays).all();
  return { layout, broken: brokenBy(before.asserts, layout, setup, parser) };
}

/** Does something in a tree with other texts in some files; the tree is left as it was. */
function edited<T>(tree: KernelTree, texts: ReadonlyMap<string, string>, run: () => T): T {
  const stored = new Map([...texts.keys()].map((file) => [file, tree.source(file)?.text]));
  try {
    for (const [file, text] of texts) tree.overlay(file, text);
    return run();
  } finally {
    for (const [file, text] of stored) tree.overlay(file, text === tree.files.read(file) ? undefined : text);
  }
}

/** A configuration as it is. */
export interface Snapshot {
  readonly layout: LayoutSet;
  readonly asserts: readonly OverlayAssert[];
}

/** A setup is opened for one state of its tree: what it looks like is found once. */
const snapshots = new WeakMap<KernelSetup, Snapshot>();

/** A configuration as it is today: the longer part of an answer, to be found before the question comes. */
export function snapshot(setup: KernelSetup, parser: CParser, overlays: OverlayRecords): Snapshot {
  let known = snapshots.get(setup);
  if (!known) {
    known = { layout: new TreeLayouts(setup, parser, overlays).all(), asserts: overlayAsserts(setup, parser, overlays, overlays.assertedIn) };
    snapshots.set(setup, known);
  }
  return known;
}

function rowFor(edits: readonly Edit[], before: LayoutSet, { layout: after, broken }: After): MoveRow {
  const members = edits.map(editedMember);
  const model = pageModel(after);
  const claims: MoveRow['claims'][number][] = [], readers: MoveRow['readers'][number][] = [];
  for (const { record, member } of members) {
    const field = after.records[record]?.fields.find(({ path }) => path === member);
    if (!field) continue;
    const range = { offset: Math.floor(field.offsetBits / 8), size: Math.ceil((field.offsetBits % 8 + field.sizeBits) / 8) };
    for (const state of model.states) {
      for (const claim of claimsOf(state, model)) if (claim.range.path !== member && claim.holds.kind !== 'null' && overlap(claim.range, range)) claims.push({ member, state: state.name, by: `${claim.range.record}.${claim.range.path}`, for: claim.for });
    }
    for (const observer of model.observers) if (readingsOf(observer, model).some((reading) => overlap(reading.range, range))) readers.push({ member, reader: observer.title });
  }
  return {
    config: before.config, arch: before.arch, before, after, changes: recordChanges(before, after), overlaps: newOverlaps(before, after, members), broken,
    lost: Object.keys(before.records).filter((tag) => !after.records[tag]), claims, readers,
  };
}
