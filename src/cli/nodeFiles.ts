/** A kernel tree on disk. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFiles } from '../kernel/files.js';
import { FileBytes } from './fileBytes.js';

export class NodeFiles implements SourceFiles {
  readonly #root: string;
  readonly #bytes = new FileBytes();
  readonly #entries = new Map<string, ReadonlySet<string>>();

  constructor(root: string) {
    this.#root = root;
  }

  read(path: string): string | undefined {
    return this.#bytesOf(path)?.toString('latin1');
  }

  readHolding(path: string, words: readonly string[]): string | undefined {
    const bytes = this.#bytesOf(path);
    return bytes && words.some((word) => bytes.includes(word, 0, 'latin1')) ? bytes.toString('latin1') : undefined;
  }

  #bytesOf(path: string): Buffer | undefined {
    try {
      return this.#bytes.read(join(this.#root, path));
    } catch {
      return undefined;
    }
  }

  isFile(path: string): boolean {
    const slash = path.lastIndexOf('/');
    return this.#names(slash < 0 ? '' : path.slice(0, slash)).has(path.slice(slash + 1));
  }

  list(directory: string): readonly string[] {
    return [...this.#names(directory)];
  }

  /** After a file came or went. */
  forget(path: string): void {
    const slash = path.lastIndexOf('/');
    this.#entries.delete(slash < 0 ? '' : path.slice(0, slash));
  }

  #names(directory: string): ReadonlySet<string> {
    let names = this.#entries.get(directory);
    if (!names) {
      names = new Set<string>();
      try {
        names = new Set(readdirSync(join(this.#root, directory), { withFileTypes: true }).map((entry) => {
          if (entry.isDirectory()) return `${entry.name}/`;
          if (!entry.isSymbolicLink()) return entry.name;
          try {
            return statSync(join(this.#root, directory, entry.name)).isDirectory() ? `${entry.name}/` : entry.name;
          } catch {
            return entry.name;
          }
        }));
      } catch {
        // No such directory: no names.
      }
      this.#entries.set(directory, names);
    }
    return names;
  }
}
