/** Where a piece of syntax was written: the file itself, a macro's body with its arguments, or an expansion. */
import type { CType } from '../c/ctype.js';
import type { Syntax } from '../c/syntax.js';
import type { SourceFile } from '../kernel/tree.js';
import type { Access } from './fieldUse.js';

export interface Frame {
  readonly file: SourceFile;
  /** The text that offsets of this frame's nodes point into. */
  readonly text: string;
  /** From an offset of `text` to one of the file; -1 for what a macro pasted together. */
  readonly toFile: (offset: number) => number;
  /** In a macro's body: what its parameters stand for. */
  readonly params: ReadonlyMap<string, Argument> | undefined;
  /** Empty in the file itself. */
  readonly macro: string;
}

export interface Argument {
  readonly node: Syntax;
  readonly frame: Frame;
  /** How often the body used it. */
  seen: number;
}

/** A mention of a tracked member whose access is still to be learnt from what surrounds it. */
export interface Draft {
  /** Offset in `file` of the member token. */
  readonly at: number;
  readonly file: SourceFile;
  readonly record: string;
  readonly field: string;
  path: string;
  access: Access | 'unevaluated';
  /** A literal NULL, 0 or false is assigned to it. */
  clears?: true;
  readonly macro: string;
  readonly inMacroBody: boolean;
}

/** The result of reading an expression. */
export interface Value {
  /** Computed when asked for: most values' types never matter. */
  readonly type: () => CType;
  /** The member mentions this expression denotes, while it can still be assigned to or have its address taken. */
  readonly place: readonly Draft[];
  /** For an address: the mentions it is the address of. */
  readonly target: readonly Draft[];
}

export function textOf(frame: Frame, node: { readonly start: number; readonly end: number }): string {
  return frame.text.slice(node.start, node.end);
}
