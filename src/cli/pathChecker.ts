/** Checks files of a tree as they lie on disk, one after the other: the work of one thread. */
import { join } from 'node:path';
import { checkFile } from '../check/checkFile.js';
import type { CheckContext } from '../check/context.js';
import { suppress } from '../check/suppressions.js';
import type { TreeSettings } from '../check/settings/treeSettings.js';
import { toldIn, type ToldFinding } from '../check/told.js';
import { FileBytes } from './fileBytes.js';

/** Files larger than this are not C that anybody wrote. */
const MAX_FILE_BYTES = 24 * 1024 * 1024;

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
  readonly #needles: readonly Buffer[];
  readonly #bytes = new FileBytes(MAX_FILE_BYTES);

  constructor(root: string, context: CheckContext, settings: TreeSettings) {
    this.#root = root;
    this.#context = context;
    this.#settings = settings;
    const words = [...new Set(['page', ...context.pageWords])];
    // What holds `get_page` holds `page`.
    this.#needles = words.filter((word) => !words.some((other) => other !== word && word.includes(other))).map((word) => Buffer.from(word));
  }

  check(paths: readonly string[]): CheckedPaths {
    const { tree, footprints } = this.#context, { suppressions } = this.#settings;
    const findings: ToldFinding[] = [], failures: string[] = [], notes: string[] = [], used = new Set<number>();
    for (const path of paths) {
      let text: string | undefined;
      try {
        text = this.#interesting(this.#bytes.read(join(this.#root, path)));
      } catch (error) {
        failures.push(`${path}: cannot read: ${(error as Error).message || `more than ${MAX_FILE_BYTES / 1048576} MB`}`);
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

  /** The text of a file that names a page, or what gives one, at all. */
  #interesting(bytes: Buffer): string | undefined {
    return this.#needles.some((needle) => bytes.includes(needle)) ? bytes.toString('latin1') : undefined;
  }
}
