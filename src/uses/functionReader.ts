/** Walks a function (or any statements) with types in hand and notes every mention of a tracked record's member. */
import type { CType } from '../c/ctype.js';
import type { Syntax } from '../c/syntax.js';
import { readExpression } from './expressions.js';
import type { Draft, Frame } from './frame.js';
import { MacroBodies } from './macroBodies.js';
import { Reading, type UnknownUse } from './reading.js';
import { readStatement } from './statements.js';
import type { TrackedRecords } from './tracked.js';
import type { FileTypes } from './types.js';
import { declareName } from './typesHere.js';

export type { UnknownUse } from './reading.js';

export class FunctionReader {
  readonly #reading: Reading;

  /** @param standsForMember whether a name is a macro without arguments whose body may spell a member of interest */
  constructor(types: FileTypes, tracked: TrackedRecords, standsForMember: (name: string) => boolean) {
    this.#reading = new Reading(types, tracked, new MacroBodies(types), { statement: readStatement, expression: readExpression }, standsForMember);
  }

  get drafts(): readonly Draft[] {
    return this.#reading.drafts;
  }

  get unknown(): readonly UnknownUse[] {
    return this.#reading.unknown;
  }

  /** Members in macros' bodies whose record could be told, tracked or not: `path:offset`. */
  get settled(): ReadonlySet<string> {
    return this.#reading.settled;
  }

  /** Reads one top-level item's syntax. */
  readItem(root: Syntax, frame: Frame): void {
    this.#reading.startOver();
    for (const child of root.children) this.#reading.statement(child, frame);
  }

  /** Reads statements with the names known that were declared before. */
  readMore(block: Syntax, frame: Frame): void {
    this.#reading.statement(block, frame);
  }

  /** Makes names known before statements that do not declare them themselves (TP_PROTO of a trace event). */
  declareAll(names: readonly { readonly name: string; readonly type: CType }[], frame: Frame): void {
    for (const { name, type } of names) declareName(this.#reading, name, type, frame);
  }
}
