/** Reads the uses of many files of one tree, one after the other: the work of one thread. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CParser } from '../c/syntax.js';
import { conditionAnswers } from '../kernel/activity.js';
import { type KernelSetup, TREE_MARKER } from '../kernel/setup.js';
import type { SourceFile } from '../kernel/tree.js';
import { findOverlays } from '../layout/overlays.js';
import type { FieldUse } from '../uses/fieldUse.js';
import { FileUsesReader } from '../uses/fileUses.js';
import type { LearntNames } from '../uses/nearby.js';
import { trackRecords } from '../uses/track.js';
import { UserError } from './errors.js';

/** Files larger than this are not C that anybody wrote; they are told and left out. */
const MAX_FILE_BYTES = 24 * 1024 * 1024;

export interface ScanOptions {
  readonly records: readonly string[];
}

/** What the scan of one file, or of many, gave. */
export interface ScanResult {
  readonly uses: readonly FieldUse[];
  /** Members of tracked names whose record could not be told, with the reason. */
  readonly unknown: readonly { readonly file: string; readonly line: number; readonly column: number; readonly field: string; readonly why: string }[];
  /** ERROR nodes by file, where there were any. */
  readonly errors: readonly { readonly file: string; readonly count: number }[];
  readonly warnings: readonly string[];
}

export class UsesScanner {
  readonly #root: string;
  readonly #setup: KernelSetup;
  readonly #reader: FileUsesReader;
  readonly #needles: readonly Buffer[];

  /** @throws UserError for a record that the tree does not define */
  constructor(root: string, setup: KernelSetup, parser: CParser, options: ScanOptions) {
    this.#root = root;
    this.#setup = setup;
    const overlays = findOverlays(setup.tree);
    const { tracked, missing } = trackRecords(setup.tree, parser, overlays, options.records);
    if (missing.length > 0) throw new UserError(`no definition of struct ${missing.join(', struct ')} in reach of ${TREE_MARKER}; known here: ${[...overlays.tags, ...overlays.descriptors].join(', ')}`);
    this.#reader = new FileUsesReader(setup.tree, { tracked, parser, holds: conditionAnswers(setup, parser) });
    this.#needles = [...tracked.tags, 'page'].map((word) => Buffer.from(word));
  }

  /** Learns the names that headers declare with tracked types: the first pass over a whole tree. */
  learn(headers: readonly string[]): LearntNames {
    const texts: string[] = [];
    for (const path of headers) {
      try {
        const bytes = readFileSync(join(this.#root, path));
        if (this.#needles.some((needle) => bytes.includes(needle))) texts.push(bytes.toString('latin1'));
      } catch {
        // Told when its turn to be scanned comes.
      }
    }
    this.#reader.nearby.learnTexts(texts);
    return this.#reader.nearby.learnt();
  }

  /** Takes over what all threads learnt: from here on a file's includes are read only if it can hold a use. */
  know(names: LearntNames): void {
    this.#reader.nearby.add(names);
    this.#reader.nearby.complete = true;
  }

  scan(paths: readonly string[]): ScanResult {
    const uses: FieldUse[] = [];
    const unknown: ScanResult['unknown'][number][] = [];
    const errors: ScanResult['errors'][number][] = [];
    const warnings: string[] = [];
    for (const path of paths) {
      const source = this.#source(path, warnings);
      if (!source) continue;
      const found = this.#read(source);
      for (const use of found.uses) uses.push(use);
      unknown.push(...found.unknown);
      errors.push(...found.errors);
      this.#setup.tree.release(source);
    }
    return { uses, unknown, errors, warnings };
  }

  /** A file that the tree holds in memory rather than on disk. */
  scanKnown(path: string): ScanResult {
    const source = this.#setup.tree.source(path);
    return source ? { ...this.#read(source), warnings: [] } : { uses: [], unknown: [], errors: [], warnings: [`${path}: cannot read`] };
  }

  #read(source: SourceFile): Omit<ScanResult, 'warnings'> {
    const { uses, losses } = this.#reader.read(source);
    return {
      uses,
      unknown: losses.unknown.map(({ line, column, field, why }) => ({ file: source.path, line, column, field, why })),
      errors: losses.errors > 0 ? [{ file: source.path, count: losses.errors }] : [],
    };
  }

  /** Undefined for a file that cannot hold a use (told from its bytes alone) or cannot be read. */
  #source(path: string, warnings: string[]): SourceFile | undefined {
    let bytes: Buffer;
    try {
      const absolute = join(this.#root, path);
      bytes = readFileSync(absolute);
      if (bytes.length > MAX_FILE_BYTES) {
        warnings.push(`${path}: ${Math.round(statSync(absolute).size / 1048576)} MB, larger than ${MAX_FILE_BYTES / 1048576} MB: not read`);
        return undefined;
      }
    } catch (error) {
      warnings.push(`${path}: cannot read: ${(error as Error).message}`);
      return undefined;
    }
    if (!this.#needles.some((needle) => bytes.includes(needle))) return undefined;
    const text = bytes.toString('latin1');
    return this.#reader.mayUse(text) ? this.#setup.tree.adopt(path, text) : undefined;
  }
}
