import { overlap, type ByteRange } from '../../model/memberRange.js';
import type { PageState } from '../../model/state.js';
import type { FieldUse } from '../../uses/fieldUse.js';
import type { UsePath } from './paths.js';
import type { StateWay } from './stateWays.js';

/** What was found so far of the ways of one state's pages, and where was not looked yet. */
export class StatePaths {
  readonly state: PageState;
  /** Files that were not looked through, the next one last. */
  readonly #left: string[];
  /** By the function that touches the page. */
  readonly #found = new Map<string, StateWay[]>();

  /** @param files where to look, the likeliest first */
  constructor(state: PageState, files: readonly string[]) {
    this.state = state;
    this.#left = [...files].reverse();
  }

  get left(): number {
    return this.#left.length;
  }

  /** Takes the next files to be looked through. */
  take(count: number): readonly string[] {
    return this.#left.splice(-count).reverse();
  }

  add(ways: readonly StateWay[]): void {
    for (const way of ways) {
      const key = `${way.file} ${way.function}`;
      const known = this.#found.get(key);
      if (known) known.push(way);
      else this.#found.set(key, [way]);
    }
  }

  /** How such a page comes to a use, by the fewest calls; undefined where no way was found. */
  toUse(use: FieldUse, range: ByteRange): UsePath | undefined {
    const ways = (this.#found.get(`${use.file} ${use.function}`) ?? []).filter((one) => overlap(one.range, range));
    return ways.sort((a, b) => a.path.steps.length - b.path.steps.length)[0]?.path;
  }

  /** What was not looked at, in words; undefined when everything was. */
  missing(): string | undefined {
    if (this.state.origins.length === 0) return `paths to the uses: the model does not know by which functions code comes by a page of state ${this.state.name}`;
    return this.left === 0 ? undefined : `paths to uses from ${this.left} files that were not looked through for lack of time: ask again`;
  }
}

/** Files with uses of page members: those that the model names for the state first, then those with the most uses. */
export function likelyFiles(state: PageState, uses: readonly FieldUse[]): readonly string[] {
  if (state.origins.length === 0) return [];
  const count = new Map<string, number>();
  for (const { file } of uses) count.set(file, (count.get(file) ?? 0) + 1);
  const own = new Set(state.evidence.map(({ file }) => file));
  return [...count.keys()].filter((file) => file.endsWith('.c')).sort((a, b) => Number(own.has(b)) - Number(own.has(a)) || count.get(b)! - count.get(a)!);
}
