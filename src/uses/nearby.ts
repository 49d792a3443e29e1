/**
 * Which functions can hold an expression of a tracked type at all: those that mention the type, or a name that something in reach declares
 * with it (a variable, a member, a function's result, a macro built on these). A superset, so that the others need no parse.
 */
import type { SourceFile } from '../kernel/tree.js';

const MAX_MACRO_BODY = 600;

export class NearbyNames {
  readonly #declares: RegExp;
  readonly #names: Set<string>;
  readonly #typedefs = new Set<string>();
  readonly #seen = new Set<SourceFile>();

  constructor(tags: Iterable<string>) {
    const all = [...tags];
    this.#names = new Set(all);
    this.#declares = new RegExp(`\\b(?:struct|union)\\s+(?:${all.join('|')})\\b[\\s*]*(?:__\\w+\\s+)*\\**\\s*(?:\\(\\s*\\*\\s*)?(\\w+)`, 'g');
  }

  /** Learns the names that files declare; each file is read once. */
  learn(files: readonly SourceFile[]): void {
    const fresh = files.filter((file) => !this.#seen.has(file));
    if (fresh.length === 0) return;
    for (const file of fresh) {
      this.#seen.add(file);
      for (const hit of file.text.matchAll(this.#declares)) {
        this.#names.add(hit[1]!);
        if (/\btypedef\s+(?:const\s+)?$/.test(file.text.slice(Math.max(0, hit.index - 20), hit.index))) this.#typedefs.add(hit[1]!);
      }
    }
    if (this.#typedefs.size > 0) {
      const declares = new RegExp(`\\b(?:${[...this.#typedefs].join('|')})\\b[\\s*]*(\\w+)`, 'g');
      for (const file of fresh) for (const hit of file.text.matchAll(declares)) this.#names.add(hit[1]!);
    }
    // A macro may be built on a macro of a file that comes later: two rounds.
    for (let round = 0; round < 2; round++) {
      for (const file of fresh) {
        for (const [name, macros] of file.outline.macros) {
          if (!this.#names.has(name) && macros.some((macro) => macro.body.length < MAX_MACRO_BODY && this.mentions(macro.body))) this.#names.add(name);
        }
      }
    }
  }

  /** Whether a text mentions any of the names. */
  mentions(text: string): boolean {
    for (const hit of text.matchAll(/[A-Za-z_]\w*/g)) if (this.#names.has(hit[0])) return true;
    return false;
  }
}
