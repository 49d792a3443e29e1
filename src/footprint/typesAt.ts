/** Types as a function writes them, with typeof() settled. */
import { type CType, pointerTo, UNKNOWN } from '../c/ctype.js';
import { typeNamed } from '../c/declarations.js';
import { childOf, type Syntax } from '../c/syntax.js';
import type { Evaluation } from './evaluation.js';
import { located } from './expressions.js';

export function named(e: Evaluation, descriptor: Syntax): CType {
  return typeAt(e, typeNamed(descriptor, (n) => e.text(n)));
}

/** A type in which typeof(expression) is settled. */
export function typeAt(e: Evaluation, type: CType): CType {
  switch (type.kind) {
    case 'typeof': return typeofExpression(e, type.text);
    case 'pointer': {
      const to = typeAt(e, type.to);
      return to === type.to ? type : pointerTo(to);
    }
    case 'array': {
      const of = typeAt(e, type.of);
      return of === type.of ? type : { ...type, of };
    }
    default: return type;
  }
}

/** A type as text: a macro's argument, which may be a typeof. */
export function typeWritten(e: Evaluation, text: string): CType {
  const inner = /^\s*(?:__)?typeof(?:_unqual)?(?:__)?\s*\(([^]*)\)\s*$/.exec(text)?.[1];
  return inner === undefined ? e.plain.view.types.typeFromText(text) : typeofExpression(e, inner);
}

/** typeof() of a type, or of an expression whose value does not matter: a variable, a member chain, a pointer to one. */
function typeofExpression(e: Evaluation, text: string): CType {
  const asType = /^\s*(?:const\s+|volatile\s+)*(?:struct|union|enum|unsigned|signed|void|char|int|long|short|bool)\b/.test(text) ? e.plain.view.types.typeFromText(text) : undefined;
  if (asType) return asType;
  const parsed = e.plain.view.configured.parser.parse(`void f(){(void)(${text});}`, 0);
  const body = childOf(childOf(parsed, 'function_definition') ?? parsed, 'compound_statement');
  const inner = body?.children[0]?.children[0]?.children[1];
  if (!inner) return UNKNOWN('unreadable typeof');
  const offsets = { ...e.plain, text: `void f(){(void)(${text});}` };
  return e.inText(offsets, () => located(e, inner).type);
}
