import type { SourcePlace } from '../layout/record.js';

/** What one mention of a member does with it. `address`: `&x->m` or an array that decays; `offsetof`: only the place matters. */
export type Access = 'read' | 'write' | 'readwrite' | 'address' | 'offsetof';

/** One typed mention of a record's member. Lines and columns are 1-based, columns in bytes, of the member token. */
export interface FieldUse extends SourcePlace {
  /** Tag of the record the member belongs to: `page`, `folio`, `slab`. */
  readonly record: string;
  /** The outermost member named: `lru` in `lru.next`. */
  readonly field: string;
  /** As written from the record on: `lru.next`. */
  readonly path: string;
  readonly access: Access;
  /** What is assigned is a literal NULL, 0 or false. */
  readonly clears?: true;
  /** The enclosing function, or empty outside of one. */
  readonly function: string;
  /** Whether the chosen config compiles the line; `unknown` when a condition could not be decided. */
  readonly active: boolean | 'unknown';
  /** The macro the token is an argument of, or stands in the body of; empty otherwise. */
  readonly macro: string;
  /** True when the token stands in a `#define` body. */
  readonly inMacroBody: boolean;
}
