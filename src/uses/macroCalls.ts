/** A macro's body read in the place of its call, with the arguments bound to its parameters. */
import { type CType, VOID } from '../c/ctype.js';
import type { Syntax } from '../c/syntax.js';
import type { MacroPlace } from '../kernel/tree.js';
import { isMaskedType } from './typesHere.js';
import { type Frame, type Value, textOf } from './frame.js';
import { MAX_MACRO_DEPTH, MAX_MACRO_WORK, type Reading } from './reading.js';
import { plain } from './values.js';

/** Reads a macro's body with the arguments in the place of its parameters. */
export function expandMacro(r: Reading, place: MacroPlace, args: readonly Syntax[], frame: Frame): Value | undefined {
  r.depth++;
  r.work++;
  try {
    const body = r.bodies.read(place, args, frame);
    if (!body) return undefined;
    r.variables.push(new Map());
    let last: Value = plain(() => VOID);
    for (const statement of body.statements) {
      if (statement.type === 'expression_statement' && statement.children[0]) {
        last = r.expression(statement.children[0], body.frame);
      } else {
        r.statement(statement, body.frame);
      }
    }
    const type = last.type();
    r.variables.pop();
    return { type: () => type, place: last.place, target: last.target };
  } finally {
    r.depth--;
  }
}

export function expandQuietly(r: Reading, place: MacroPlace, args: readonly Syntax[], frame: Frame): CType | undefined {
  if (r.depth >= MAX_MACRO_DEPTH || r.work >= MAX_MACRO_WORK) return undefined;
  r.quiet++;
  const type = expandMacro(r, place, args, frame)?.type();
  r.quiet--;
  return type;
}

/** `DEFINE_FOLIO_VMA_WALK(pvmw, ...);`: a macro that declares names does so in the block it is written in. */
export function declaringMacro(r: Reading, call: Syntax, frame: Frame): boolean {
  const [callee, list] = call.children;
  if (callee?.type !== 'identifier' || r.depth >= MAX_MACRO_DEPTH) return false;
  const name = textOf(frame, callee);
  for (const place of r.types.macros(name)) {
    if (!place.macro.params || place.macro.name === frame.macro) continue;
    const body = r.bodies.read(place, list?.children ?? [], frame);
    // A call that the grammar could not read looks like a declaration too, of an impossible type.
    if (body?.statements[0]?.type !== 'declaration' || body.statements[0].children[0]?.type === 'macro_type_specifier') continue;
    for (const arg of list?.children ?? []) if (!isMaskedType(arg, frame)) r.read(arg, frame);
    r.depth++;
    for (const statement of body.statements) r.statement(statement, body.frame);
    r.depth--;
    return true;
  }
  return false;
}
