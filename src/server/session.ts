/** One opened kernel tree: what every feature asks, computed when first asked for and dropped when a file it rests on changes. */
import type { CParser } from '../c/syntax.js';
import { NO_SETTINGS, readTreeSettings, SETTINGS_FILE, type TreeSettings } from '../check/settings/treeSettings.js';
import { type CheckContext, checkContext } from '../check/context.js';
import { conditionAnswers } from '../kernel/activity.js';
import { FileScope } from '../kernel/scope.js';
import { configuredScope, type KernelSetup, openTree } from '../kernel/setup.js';
import type { SourceFile } from '../kernel/tree.js';
import { LayoutEngine, LayoutError } from '../layout/compute.js';
import { findOverlays, type OverlayRecords } from '../layout/overlays.js';
import type { LayoutSet, RecordLayout } from '../layout/record.js';
import { TreeLayouts } from '../layout/treeLayouts.js';
import { ownState } from '../model/ownOwners.js';
import { type PageModel, pageModel } from '../model/pageModel.js';
import type { FieldUse } from '../uses/fieldUse.js';
import { FileUsesReader, type FileUses } from '../uses/fileUses.js';
import { IncrementalUses } from '../uses/incremental.js';
import { trackRecords } from '../uses/track.js';
import type { TrackedRecords } from '../uses/tracked.js';
import type { FileTypes } from '../uses/types.js';
import type { TreeChoice, WatchedFiles } from './host.js';

export interface SessionOptions {
  readonly choice: TreeChoice;
  /** The text of the chosen configuration file. */
  readonly configText: string | undefined;
  readonly files: WatchedFiles;
  readonly parser: CParser;
}

interface Facts {
  readonly overlays: OverlayRecords;
  readonly tracked: TrackedRecords;
  readonly reader: FileUsesReader;
  readonly live: IncrementalUses;
}

interface Layouts {
  readonly generation: number;
  readonly tree: TreeLayouts;
  readonly all: LayoutSet;
  readonly model: PageModel;
  /** With the views of struct page that a file defines for itself. */
  readonly within: Map<string, LayoutSet>;
  readonly ofFiles: Map<SourceFile, LayoutEngine | undefined>;
  checking?: CheckContext;
}

export class KernelSession {
  readonly choice: TreeChoice;
  readonly setup: KernelSetup;
  readonly parser: CParser;
  /** Grows with every change of a file on disk. */
  revision = 0;
  readonly #files: WatchedFiles;
  readonly #overlaid = new Set<string>();
  #facts: Facts | undefined;
  #layouts: Layouts | undefined;
  #settings: TreeSettings | undefined;

  /** @throws ConfigError for an unknown preset */
  constructor({ choice, configText, files, parser }: SessionOptions) {
    this.choice = choice;
    this.parser = parser;
    this.#files = files;
    this.setup = openTree(files, {
      arch: choice.arch === '' ? undefined : choice.arch,
      config: configText === undefined ? undefined : { name: choice.config, text: configText },
    });
  }

  get root(): string {
    return this.choice.root;
  }

  /** A path of the tree from an absolute one; undefined outside. */
  inTree(path: string): string | undefined {
    return path.startsWith(`${this.root}/`) ? path.slice(this.root.length + 1) : undefined;
  }

  source(path: string): SourceFile | undefined {
    return this.setup.tree.source(path);
  }

  /** Struct page, its overlays and the descriptors its words point to. */
  get overlays(): OverlayRecords {
    return this.#known().overlays;
  }

  /** The same records with their members' names. */
  get tracked(): TrackedRecords {
    return this.#known().tracked;
  }

  /** The uses in a file as it is now, unsaved text included. */
  uses(path: string): FileUses | undefined {
    return this.#known().live.read(path);
  }

  /** Those at an offset and around it, without reading the whole file for them. */
  usesAt(path: string, offset: number): readonly FieldUse[] {
    return this.#known().live.at(path, offset);
  }

  typesOf(source: SourceFile): FileTypes {
    return this.#known().reader.typesOf(new FileScope(this.setup.tree, source));
  }

  /** Layouts of struct page and its overlays under the tree's configuration, with those that a file defines for itself. */
  layoutsIn(path: string): LayoutSet {
    const laid = this.#laid();
    const { overlays } = this;
    let set = laid.within.get(path);
    if (!set) {
      const records: Record<string, RecordLayout> = { ...laid.all.records };
      for (const tag of overlays.tags) {
        if (records[tag] || !overlays.definedIn.get(tag)?.includes(path)) continue;
        const own = layoutOrNothing(() => laid.tree.recordIn(path, tag));
        if (own) records[tag] = own;
      }
      set = { ...laid.all, records };
      laid.within.set(path, set);
    }
    return set;
  }

  /** The tree's own settings; none where the file has mistakes, which the editor shows in it. */
  get settings(): TreeSettings {
    if (!this.#settings) {
      const bytes = this.#files.read(SETTINGS_FILE);
      const read = bytes === undefined ? undefined : readTreeSettings(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))));
      this.#settings = read && 'settings' in read ? read.settings : NO_SETTINGS;
    }
    return this.#settings;
  }

  get model(): PageModel {
    return this.#laid().model;
  }

  /** What the checker needs; its footprints are kept until something they rest on changes. */
  get checking(): CheckContext {
    const laid = this.#laid();
    return (laid.checking ??= checkContext(this.setup, this.parser, { overlays: this.overlays, layouts: laid.tree, owners: this.settings.owners }));
  }

  /** The layout of a record that a file defines; undefined where it cannot be told. */
  layoutIn(source: SourceFile, tag: string): RecordLayout | undefined {
    const laid = this.#laid();
    const shared = this.overlays.definedIn.get(tag)?.includes(source.path) ? this.layoutsIn(source.path).records[tag] : undefined;
    if (shared) return shared;
    let engine = laid.ofFiles.get(source);
    if (!engine && !laid.ofFiles.has(source)) {
      const scope = configuredScope(this.setup, source.path, this.parser);
      engine = scope && new LayoutEngine(scope);
      if (laid.ofFiles.size > 8) laid.ofFiles.clear();
      laid.ofFiles.set(source, engine);
    }
    return layoutOrNothing(() => engine?.record(tag));
  }

  /** Replaces a file's bytes by the editor's; undefined goes back to what is on disk. The same bytes change nothing. */
  overlay(path: string, bytes: string | undefined): void {
    const { tree } = this.setup;
    const before = tree.source(path);
    if (bytes === undefined) {
      this.#overlaid.delete(path);
      this.#facts?.live.forget(path);
      if (this.#files.read(path) === before?.text) return;
    } else {
      this.#overlaid.add(path);
      if (bytes === before?.text) return;
    }
    tree.overlay(path, bytes);
    this.#layouts?.checking?.footprints.changed(path, before);
    this.#dropWhatRestsOn(path);
  }

  /** A file changed, came or went on disk. */
  forget(path: string, cameOrWent: boolean): void {
    if (cameOrWent) this.#files.forget?.(path);
    this.revision++;
    if (this.#overlaid.has(path)) return;
    const before = this.setup.tree.source(path);
    this.setup.tree.forget(path);
    this.#layouts?.checking?.footprints.changed(path, before);
    this.#dropWhatRestsOn(path);
  }

  /** Whether a change of this file changes which records are tracked, or their members. */
  shapes(path: string): boolean {
    const overlays = this.#facts?.overlays;
    return overlays !== undefined && (overlays.assertedIn.includes(path) || [...overlays.definedIn.values()].some((homes) => homes.includes(path)));
  }

  #dropWhatRestsOn(path: string): void {
    if (path === SETTINGS_FILE) {
      this.#settings = undefined;
      this.#layouts = undefined;
    }
    if (!this.shapes(path)) return;
    this.#facts = undefined;
    this.#layouts = undefined;
  }

  #known(): Facts {
    if (!this.#facts) {
      const { tree } = this.setup;
      const overlays = findOverlays(tree);
      const { tracked } = trackRecords(tree, this.parser, overlays);
      const reader = new FileUsesReader(tree, { tracked, parser: this.parser, holds: conditionAnswers(this.setup, this.parser) });
      this.#facts = { overlays, tracked, reader, live: new IncrementalUses(tree, reader) };
    }
    return this.#facts;
  }

  #laid(): Layouts {
    const { tree } = this.setup;
    if (this.#layouts?.generation !== tree.generation) {
      const layouts = new TreeLayouts(this.setup, this.parser, this.overlays);
      const all = layouts.all();
      // Laying out reads headers through files of its own: what it shares is no change.
      this.#layouts = { generation: tree.generation, tree: layouts, all, model: pageModel(all, this.settings.owners.map(ownState)), within: new Map(), ofFiles: new Map() };
    }
    return this.#layouts;
  }
}

function layoutOrNothing(lay: () => RecordLayout | undefined): RecordLayout | undefined {
  try {
    return lay();
  } catch (error) {
    if (error instanceof LayoutError) return undefined;
    throw error;
  }
}
