/** Checks files of a tree as they lie on disk, one after the other: the work of one thread. */
import { join } from 'node:path';
import { checkFile } from '../check/checkFile.js';
import type { CheckContext } from '../check/context.js';
import { suppress } from '../check/suppressions.js';
import type { TreeSettings } from '../check/settings/treeSettings.js';
import { toldIn, type ToldFinding } from '../check/told.js';
import { FileBytes, TooLong } from './fileBytes.js';
import { Needles } from './needles.js';

/** What some files gave. */
export interface CheckedPaths {
  readonly findings: readonly ToldFinding[];
  /** Files that could not be read. */
  readonly failures: readonly string[];
  readonly notes: readonly string[];
  /** Which of the settings' suppressions silenced something, by their place in the list. */
  readonly used: readonly number[];
}

export class PathChecker {
  readonly #root: string;
  readonly #context: CheckContext;
  readonly #settings: TreeSettings;
  readonly #needles: Needles;
  readonly #bytes = new FileBytes();

  constructor(root: string, context: CheckContext, settings: TreeSettings) {
    this.#root = root;
    this.#context = context;
    this.#settings = settings;
    this.#needles = new Needles(['page', ...context.pageWords]);
  }

  check(paths: readonly string[]): CheckedPaths {
    const { tree, footprints } = this.#context, { suppressions } = this.#settings;
    const findings: ToldFinding[] = [], failures: string[] = [], notes: string[] = [], used = new Set<number>();
    for (const path of paths) {
      let text: string | undefined;
      try {
        text = this.#needles.textOf(this.#bytes.read(join(this.#root, path)));
      } catch (error) {
        failures.push(error instanceof TooLong ? `${path}: ${error.message}` : `${path}: cannot read: ${(error as Error).message}`);
        continue;
      }
      if (text === undefined) continue;
      const source = tree.adopt(path, text);
      const outcome = suppress(source, toldIn(source, checkFile(source, this.#context)), suppressions);
      findings.push(...outcome.findings);
      notes.push(...outcome.problems);
      for (const entry of outcome.used) used.add(suppressions.indexOf(entry));
      footprints.release(source);
    }
    return { findings, failures, notes, used: [...used] };
  }
}
