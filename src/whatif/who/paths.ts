import type { ByteRange } from '../../model/memberRange.js';
import type { FieldUse } from '../../uses/fieldUse.js';

/** A step of a call path: a call, and whose body it stands in. */
export interface PathStep {
  readonly function: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** How a page of the asked state comes to a use. */
export interface UsePath {
  /** What tells the state: `vmalloc_to_page`, `vm_struct.pages`. */
  readonly origin: string;
  /** From the function that comes by the page, the outermost first; the last step is the use itself. */
  readonly steps: readonly PathStep[];
}

/** The functions that the model names as a reader's way, joined by calls of the opened tree. */
export type RoutePath =
  | { readonly found: 'way'; readonly steps: readonly PathStep[] }
  /** No call that could be followed leads from one to the other. */
  | { readonly found: 'gap'; readonly from: string; readonly to: string }
  | { readonly found: 'not-computed' };

/** Call paths of the opened tree, as far as they were looked for. */
export interface Paths {
  /** @param range the bytes asked about */
  readonly toUse: (use: FieldUse, range: ByteRange) => UsePath | undefined;
  readonly ofRoute: (route: readonly string[]) => RoutePath;
  /** What was not looked at; empty when everything was. */
  readonly missing: readonly string[];
}

/** Where no tree is open. */
export const noPaths: Paths = { toUse: () => undefined, ofRoute: () => ({ found: 'not-computed' }), missing: ['call paths: no tree was read for them'] };
