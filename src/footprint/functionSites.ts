/** The places that were noted while one function was read. They move with the text, so that what rests on them outlives an edit elsewhere in the file. */
import type { Site } from './value.js';

export class FunctionSites {
  readonly file: string;
  readonly function: string;
  readonly #offsets: number[] = [];

  constructor(file: string, name: string) {
    this.file = file;
    this.function = name;
  }

  /** @param offset 0-based byte in the file as it is now */
  at(offset: number): Site {
    return new MovingSite(this, this.#offsets.push(offset) - 1);
  }

  offsetOf(index: number): number {
    return this.#offsets[index]!;
  }

  /** @param moved where an offset lies after an edit */
  move(moved: (offset: number) => number): void {
    for (let i = 0; i < this.#offsets.length; i++) this.#offsets[i] = moved(this.#offsets[i]!);
  }
}

export class MovingSite implements Site {
  readonly #among: FunctionSites;
  readonly #index: number;

  constructor(among: FunctionSites, index: number) {
    this.#among = among;
    this.#index = index;
  }

  get file(): string {
    return this.#among.file;
  }

  get offset(): number {
    return this.#among.offsetOf(this.#index);
  }

  get function(): string {
    return this.#among.function;
  }
}
