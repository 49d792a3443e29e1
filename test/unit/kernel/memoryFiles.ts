import type { SourceFiles } from '../../../src/kernel/files.js';
import { directoryOf } from '../../../src/kernel/files.js';

/** A tree that exists in memory only: path to text (latin-1, one character a byte). */
export class MemoryFiles implements SourceFiles {
  readonly #texts: ReadonlyMap<string, string>;

  constructor(texts: Readonly<Record<string, string>>) {
    this.#texts = new Map(Object.entries(texts));
  }

  read(path: string): string | undefined {
    return this.#texts.get(path);
  }

  isFile(path: string): boolean {
    return this.#texts.has(path);
  }

  list(directory: string): readonly string[] {
    const names = new Set<string>();
    for (const path of this.#texts.keys()) {
      if (directoryOf(path) === directory) names.add(path.slice(path.lastIndexOf('/') + 1));
      else if (directory === '' || path.startsWith(`${directory}/`)) names.add(`${path.slice(directory === '' ? 0 : directory.length + 1).split('/')[0]!}/`);
    }
    return [...names];
  }
}
