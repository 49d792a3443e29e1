/** Layouts of any record of a tree: finds the file that defines it and lays it out as that file and mm's headers see it. */
import type { CParser } from '../c/syntax.js';
import { configuredScope, type KernelSetup, TREE_MARKER } from '../kernel/setup.js';
import { definesRecord, type SourceFile } from '../kernel/tree.js';
import { LayoutEngine, LayoutError } from './compute.js';
import type { OverlayRecords } from './overlays.js';
import type { LayoutSet, RecordLayout } from './record.js';

/** Headers that together show nearly every record of memory management, in the order their users include them. */
const MM_HEADERS = ['linux/mm.h', 'linux/memremap.h', 'linux/fs.h', 'linux/pagemap.h', 'linux/vmalloc.h', 'linux/swap.h', 'linux/memcontrol.h', 'net/page_pool.h', 'net/page_pool/types.h', 'net/netmem.h'];

/** Where else a record's definition is looked for, each file included behind the headers above. */
const FOLDERS = ['mm', 'include/linux', 'include/net', 'include/net/page_pool', 'include/asm-generic', 'kernel', 'fs', 'block'];

export class TreeLayouts {
  readonly #setup: KernelSetup;
  readonly #parser: CParser;
  readonly #overlays: OverlayRecords;
  /** With the file as it was: an edit makes a new one. */
  readonly #engines = new Map<string, { readonly file: SourceFile | undefined; readonly engine: LayoutEngine }>();

  constructor(setup: KernelSetup, parser: CParser, overlays: OverlayRecords) {
    this.#setup = setup;
    this.#parser = parser;
    this.#overlays = overlays;
  }

  /** @throws LayoutError when the tree has no such record or something in it cannot be told */
  record(name: string): RecordLayout {
    const tag = name.replace(/^(struct|union)\s+/, '');
    const homes = this.#overlays.definedIn.get(tag) ?? [];
    let failure: LayoutError | undefined;
    for (const home of [...homes, '']) {
      try {
        return this.#engine(home).record(name);
      } catch (error) {
        if (!(error instanceof LayoutError)) throw error;
        failure ??= error;
      }
    }
    if (homes.length > 0) throw failure!;
    for (const home of this.#definers(tag)) {
      try {
        return this.#engine(home).record(name);
      } catch (error) {
        if (!(error instanceof LayoutError)) throw error;
        failure = error;
      }
    }
    throw failure!;
  }

  /** A record as one file of the tree sees it: several files may each have a private one of that name. */
  recordIn(file: string, name: string): RecordLayout {
    return definesRecord(this.#setup.tree.source(file), name) ? this.#engine(file).record(name) : this.record(name);
  }

  /** The layouts of struct page and its overlays (and descriptors), those that this configuration has. Views that several files each define for themselves are left out. */
  all(): LayoutSet {
    const records: Record<string, RecordLayout> = {};
    for (const tag of [...this.#overlays.tags, ...this.#overlays.descriptors]) {
      const homes = this.#overlays.definedIn.get(tag) ?? [];
      if (homes.length > 1 && homes.every((home) => home.endsWith('.c'))) continue;
      try {
        records[tag] = this.record(tag);
      } catch (error) {
        if (!(error instanceof LayoutError)) throw error;
      }
    }
    const { version, arch, config } = this.#setup;
    const { wordSize, int64Align, endian, charSigned } = arch;
    return { kernel: version, arch: arch.name, config: config.name, abi: { wordSize, int64Align, endian, charSigned }, records };
  }

  /** The engine that sees what a file sees; of a header, which need not include all it uses, behind mm's headers. */
  #engine(home: string): LayoutEngine {
    const file = home === '' ? undefined : this.#setup.tree.source(home), known = this.#engines.get(home);
    if (known && known.file === file) return known.engine;
    const scope = configuredScope(this.#setup, home.endsWith('.c') ? home : this.#includer(home), this.#parser);
    if (!scope) throw new LayoutError(`${home === '' ? TREE_MARKER : home} cannot be read`);
    const engine = new LayoutEngine(scope);
    this.#engines.set(home, { file, engine });
    return engine;
  }

  /** A file of our own that includes mm's headers and a header. */
  #includer(home: string): string {
    const path = `.pagelens/${home.replaceAll('/', '_') || 'mm'}.c`;
    const includes = MM_HEADERS.map((header) => `#include <${header}>`);
    if (home !== '') includes.push(`#include "../${home}"`);
    this.#setup.tree.overlay(path, includes.join('\n'));
    return path;
  }

  #definers(tag: string): string[] {
    const definition = new RegExp(`\\b(?:struct|union)\\s+${tag}\\b[^;(){}]*\\{|\\}[^;{}]*\\b${tag}\\s*;`);
    const found: string[] = [];
    for (const folder of FOLDERS) {
      for (const name of this.#setup.tree.files.list(folder)) {
        if (!/\.[ch]$/.test(name)) continue;
        const path = `${folder}/${name}`;
        const text = this.#setup.tree.files.read(path);
        if (text?.includes(tag) && definition.test(text)) found.push(path);
      }
    }
    return found;
  }
}
