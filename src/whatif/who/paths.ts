import type { PageState } from '../../model/state.js';
import type { FieldUse } from '../../uses/fieldUse.js';

/** A step of a call path: outermost first. */
export interface PathStep {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/**
 * How a page in a state comes to the function of a use: what interprocedural footprints can tell. The one place where they plug in;
 * undefined where that is not known, and the answer says so.
 */
export type PathsTo = (use: FieldUse, state: PageState) => readonly PathStep[] | undefined;

export const noPaths: PathsTo = () => undefined;
