/** Reads the uses of many files of one tree, one after the other: the work of one thread. */
import { join } from 'node:path';
import type { CParser } from '../c/syntax.js';
import { conditionAnswers } from '../kernel/activity.js';
import { type KernelSetup, TREE_MARKER } from '../kernel/setup.js';
import type { SourceFile } from '../kernel/tree.js';
import { findOverlays, type OverlayRecords } from '../layout/overlays.js';
import type { FieldUse } from '../uses/fieldUse.js';
import { FileUsesReader, inOrder, type UnknownPlace } from '../uses/fileUses.js';
import type { LearntNames } from '../uses/nearby.js';
import { trackRecords } from '../uses/track.js';
import { UserError } from './errors.js';
import { FileBytes, TooLong } from './fileBytes.js';
import { Needles } from './needles.js';

export interface ScanOptions {
  readonly records: readonly string[];
}

export interface UnknownInFile extends UnknownPlace {
  readonly file: string;
}

/** What the scan of one file, or of many, gave. */
export interface ScanResult {
  readonly uses: readonly FieldUse[];
  /** Members of tracked names whose record could not be told, with the reason. */
  readonly unknown: readonly UnknownInFile[];
  /** ERROR nodes by file, where there were any. */
  readonly errors: readonly { readonly file: string; readonly count: number }[];
  readonly warnings: readonly string[];
}

/** A part of a scan: what it tells about the macros of files that another part may read. */
export interface PartialScan extends ScanResult {
  readonly elsewhere: readonly FieldUse[];
  readonly settled: readonly string[];
}

/**
 * Puts the parts of a scan together: a macro's body is told with its own file, if that is one of those scanned.
 * @param files what was scanned, in the order to tell it
 */
export function joinScans(parts: readonly PartialScan[], files: readonly string[]): ScanResult {
  const elsewhere = usesByFile(parts.flatMap((part) => part.elsewhere));
  const uses = parts.flatMap((part) => part.uses);
  const settled = new Set(parts.flatMap((part) => part.settled));
  const byFile = elsewhere.size > 0 ? usesByFile(uses) : undefined;
  return {
    uses: byFile ? files.flatMap((file) => {
      const own = byFile.get(file) ?? [], bodies = elsewhere.get(file) ?? [];
      return bodies.length > 0 ? inOrder([...own, ...bodies]) : own;
    }) : uses,
    unknown: parts.flatMap((part) => part.unknown).filter((miss) => !miss.inMacroBody || !settled.has(`${miss.file}:${miss.at}`)),
    errors: parts.flatMap((part) => part.errors), warnings: parts.flatMap((part) => part.warnings),
  };
}

function usesByFile(uses: readonly FieldUse[]): ReadonlyMap<string, readonly FieldUse[]> {
  const byFile = new Map<string, FieldUse[]>();
  for (const use of uses) {
    const list = byFile.get(use.file);
    if (list) list.push(use);
    else byFile.set(use.file, [use]);
  }
  return byFile;
}

export class UsesScanner {
  readonly #root: string;
  readonly #setup: KernelSetup;
  readonly #reader: FileUsesReader;
  readonly #needles: Needles;
  readonly #bytes = new FileBytes();

  /** @throws UserError for a record that the tree does not define */
  constructor(root: string, setup: KernelSetup, parser: CParser, options: ScanOptions, known?: OverlayRecords) {
    this.#root = root;
    this.#setup = setup;
    const overlays = known ?? findOverlays(setup.tree);
    const { tracked, missing } = trackRecords(setup.tree, parser, overlays, options.records);
    if (missing.length > 0) throw new UserError(`no definition of struct ${missing.join(', struct ')} in reach of ${TREE_MARKER}; known here: ${[...overlays.tags, ...overlays.descriptors].join(', ')}`);
    this.#reader = new FileUsesReader(setup.tree, { tracked, parser, holds: conditionAnswers(setup, parser) });
    this.#needles = new Needles([...tracked.tags, 'page']);
  }

  /** Learns the names that headers declare with tracked types: the first pass over a whole tree. Headers that cannot hold a use need no second one. */
  learn(headers: readonly string[]): { readonly names: LearntNames; readonly without: readonly string[] } {
    const sources: SourceFile[] = [];
    const without: string[] = [];
    for (const path of headers) {
      try {
        const text = this.#needles.textOf(this.#bytes.read(join(this.#root, path)));
        if (text !== undefined) sources.push(this.#setup.tree.adopt(path, text));
        if (text === undefined || !this.#reader.mayUse(text)) without.push(path);
      } catch {
        // Told when its turn to be scanned comes.
      }
    }
    this.#reader.nearby.learn(sources);
    return { names: this.#reader.nearby.learnt(), without };
  }

  /** Takes over what all threads learnt: from here on a file's includes are read only if it can hold a use. */
  know(names: LearntNames): void {
    this.#reader.nearby.add(names);
    this.#reader.nearby.complete = true;
  }

  scan(paths: readonly string[]): PartialScan {
    const uses: FieldUse[] = [], elsewhere: FieldUse[] = [];
    const settled = new Set<string>();
    const unknown: ScanResult['unknown'][number][] = [];
    const errors: ScanResult['errors'][number][] = [];
    const warnings: string[] = [];
    for (const path of paths) {
      const source = this.#source(path, warnings);
      if (!source) continue;
      const found = this.#read(source);
      for (const use of found.uses) uses.push(use);
      elsewhere.push(...found.elsewhere);
      for (const place of found.settled) settled.add(place);
      unknown.push(...found.unknown);
      errors.push(...found.errors);
      this.#setup.tree.release(source);
    }
    return { uses, elsewhere, settled: [...settled], unknown, errors, warnings };
  }

  /** A file that the tree holds in memory rather than on disk. */
  scanKnown(path: string): ScanResult {
    const source = this.#setup.tree.source(path);
    return source ? { ...this.#read(source), warnings: [] } : { uses: [], unknown: [], errors: [], warnings: [`${path}: cannot read`] };
  }

  #read(source: SourceFile): Omit<PartialScan, 'warnings'> {
    const { uses, elsewhere, settled, losses } = this.#reader.read(source);
    return {
      uses, elsewhere, settled,
      unknown: losses.unknown.map((miss) => ({ file: source.path, ...miss })),
      errors: losses.errors > 0 ? [{ file: source.path, count: losses.errors }] : [],
    };
  }

  /** Undefined for a file that cannot hold a use (told from its bytes alone) or cannot be read. */
  #source(path: string, warnings: string[]): SourceFile | undefined {
    const absolute = join(this.#root, path);
    let text: string | undefined;
    try {
      text = this.#needles.textOf(this.#bytes.read(absolute));
    } catch (error) {
      warnings.push(error instanceof TooLong ? `${path}: ${error.message}` : `${path}: cannot read: ${(error as Error).message}`);
      return undefined;
    }
    return text !== undefined && this.#reader.mayUse(text) ? this.#setup.tree.adopt(path, text) : undefined;
  }
}
