/** What is known while one function is read: names in scope, mentions found, how deep in macros we are. */
import type { CType } from '../c/ctype.js';
import type { Syntax } from '../c/syntax.js';
import type { Draft, Frame, Value } from './frame.js';
import type { MacroBodies } from './macroBodies.js';
import type { TrackedRecords } from './tracked.js';
import type { FileTypes } from './types.js';
import { unknownValue } from './values.js';

/** Node types that are expressions rather than statements. */
export const EXPRESSION = /(_expression|identifier|_literal|concatenated_string|true|false|null|initializer_list)$/;
export const MAX_MACRO_DEPTH = 24;
/** Expansions in one function; past it the rest is read without. */
export const MAX_MACRO_WORK = 4000;
/** Expansions in one function for the members that macros' bodies spell. */
export const MAX_BODY_WORK = 2000;

/** A member of an interesting name on something whose type cannot be told. */
export interface UnknownUse {
  readonly at: number;
  readonly field: string;
  readonly why: string;
}

/** Reads any node: statements.ts and expressions.ts call each other through this, since C nests them in each other. */
export interface NodeReaders {
  readonly statement: (r: Reading, node: Syntax, frame: Frame) => void;
  readonly expression: (r: Reading, node: Syntax, frame: Frame) => Value;
}

export class Reading {
  readonly drafts: Draft[] = [];
  readonly unknown: UnknownUse[] = [];
  readonly types: FileTypes;
  readonly tracked: TrackedRecords;
  readonly bodies: MacroBodies;
  /** Whether a name is a macro without arguments whose body may spell a member of interest. */
  readonly standsForMember: (name: string) => boolean;
  /** Innermost block last. */
  readonly variables: Map<string, CType>[] = [new Map<string, CType>()];
  readonly localRecords = new Map<string, CType>();
  readonly typeofs = new Map<string, CType>();
  depth = 0;
  work = 0;
  bodyWork = 0;
  /** Members in macros' bodies whose record could be told, tracked or not: `path:offset`. */
  readonly settled = new Set<string>();
  /** The outermost macro call being read, for mentions in its arguments. */
  callMacro = '';
  /** Above zero only a type is wanted: mentions are not noted. */
  quiet = 0;
  readonly #readers: NodeReaders;

  constructor(types: FileTypes, tracked: TrackedRecords, bodies: MacroBodies, readers: NodeReaders, standsForMember: (name: string) => boolean) {
    this.types = types;
    this.tracked = tracked;
    this.bodies = bodies;
    this.standsForMember = standsForMember;
    this.#readers = readers;
  }

  /** Forgets names, not mentions: another item, or the same one with other arms. */
  startOver(): void {
    this.variables.length = 1;
    this.variables[0]!.clear();
    this.localRecords.clear();
    this.typeofs.clear();
    this.work = 0;
    this.bodyWork = 0;
  }

  statement(node: Syntax, frame: Frame): void {
    this.#readers.statement(this, node, frame);
  }

  expression(node: Syntax, frame: Frame): Value {
    return this.#readers.expression(this, node, frame);
  }

  read(node: Syntax | undefined, frame: Frame): Value {
    return node ? this.expression(node, frame) : unknownValue('incomplete expression');
  }

  /** typeof, sizeof: the mention counts, nothing is loaded. */
  unevaluated(node: Syntax, frame: Frame): Value {
    const from = this.drafts.length;
    const value = this.expression(node, frame);
    for (let i = from; i < this.drafts.length; i++) this.drafts[i]!.access = 'unevaluated';
    return value;
  }
}
