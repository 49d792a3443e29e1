/** C types as far as finding members needs them: names are kept as names, and resolved where they are used. */
import type { Syntax } from './syntax.js';

export type CType =
  | { readonly kind: 'record'; readonly keyword: 'struct' | 'union'; readonly tag: string; /** Defined on the spot: `struct { ... } x`. */ readonly body?: RecordBody }
  | { readonly kind: 'enum'; readonly tag: string; /** Defined on the spot. */ readonly body?: EnumBody }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'arithmetic'; readonly name: string }
  | { readonly kind: 'void' }
  | { readonly kind: 'pointer'; readonly to: CType }
  | { readonly kind: 'array'; readonly of: CType; readonly size: Syntax | undefined }
  | { readonly kind: 'function'; readonly returns: CType; readonly params: readonly Declared[] }
  /** `typeof(x)`: what stands between the parentheses, and its offset in the text it was written in. */
  | { readonly kind: 'typeof'; readonly text: string; readonly start: number }
  | { readonly kind: 'unknown'; readonly why: string };

/** A name and the type its declarator gives it. */
export interface Declared {
  /** Empty for an unnamed parameter or an anonymous member. */
  readonly name: string;
  readonly type: CType;
  /** 0-based byte offset of the name token. */
  readonly at: number;
  /** Offsets of the whole declaration. */
  readonly start: number;
  readonly end: number;
  /** A bit-field's width. */
  readonly bits?: Syntax;
  readonly typedef?: boolean;
}

export interface RecordBody {
  readonly keyword: 'struct' | 'union';
  readonly members: readonly Declared[];
  readonly start: number;
  readonly end: number;
}

export interface EnumBody {
  /** The enumerators, in order. */
  readonly names: readonly string[];
  readonly start: number;
  readonly end: number;
}

export const UNKNOWN = (why: string): CType => ({ kind: 'unknown', why });
export const INT: CType = { kind: 'arithmetic', name: 'int' };
export const ULONG: CType = { kind: 'arithmetic', name: 'unsigned long' };
export const VOID: CType = { kind: 'void' };

export function pointerTo(to: CType): CType {
  return { kind: 'pointer', to };
}

/** A type as C spells it without a name: `struct list_head *`, `unsigned long [4]`. */
export function typeText(type: CType): string {
  switch (type.kind) {
    case 'record': return `${type.keyword} ${type.tag || '{...}'}`;
    case 'enum': return `enum ${type.tag || '{...}'}`;
    case 'named': case 'arithmetic': return type.name;
    case 'void': return 'void';
    case 'pointer': {
      if (type.to.kind === 'function') return `${typeText(type.to.returns)} (*)(${type.to.params.map((p) => typeText(p.type)).join(', ')})`;
      const inner = typeText(type.to);
      return inner.endsWith('*') ? `${inner}*` : `${inner} *`;
    }
    case 'array': return `${typeText(type.of)}[]`;
    case 'function': return `${typeText(type.returns)} (${type.params.map((p) => typeText(p.type)).join(', ')})`;
    case 'typeof': return 'typeof(...)';
    case 'unknown': return `? (${type.why})`;
  }
}
