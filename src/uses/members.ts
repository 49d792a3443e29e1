/** Member access and member designators: where mentions of tracked members are noted. */
import { type CType, UNKNOWN } from '../c/ctype.js';
import type { Syntax } from '../c/syntax.js';
import { operatorBetween } from './expressions.js';
import { typeFromNode } from './typesHere.js';
import { type Draft, type Frame, type Value, textOf } from './frame.js';
import type { Reading } from './reading.js';
import type { FileTypes } from './types.js';
import { unknownValue, setAccess } from './values.js';

export function memberExpression(r: Reading, node: Syntax, frame: Frame): Value {
  const [base, token] = node.children;
  if (!base || !token) return unknownValue('incomplete member expression');
  const arrow = operatorBetween(base, token, frame) === '->';
  const value = r.expression(base, frame);
  const written = fieldToken(r, token, frame);
  const path = r.standsForMember(written.name) ? renamedMember(r, written.name) : undefined;
  if (!path) return memberOf(r, value, written, arrow, frame);
  return path.reduce((from, name, step) => memberOf(r, from, { ...written, name }, arrow && step === 0, frame), value);
}

/** One member of a value: a mention, if the record is a tracked one. */
function memberOf(r: Reading, value: Value, { name, at, frame: writtenIn }: FieldToken, arrow: boolean, frame: Frame): Value {
  // `(&folio->page)->private` goes on inside the same record.
  // What a macro's body took the address of stays an address there, whatever its caller goes on to.
  const target = value.target.filter((draft) => !draft.inMacroBody || writtenIn.macro !== '');
  const place: Draft[] = arrow ? target : [...value.place];
  setAccess(target, 'read');
  // A path is told as it is written: what a macro's body goes on to is not.
  for (const draft of place) if (draft.inMacroBody === (writtenIn.macro !== '')) draft.path += `.${name}`;
  if (!r.tracked.fields.has(name)) return { type: () => memberType(r, value.type(), name, arrow), place, target: [] };
  const within = holder(r, value.type(), arrow);
  const members = membersOf(r, within);
  if (typeof members === 'string') {
    if (r.quiet === 0 && within.kind !== 'arithmetic' && frame.macro === '' && at >= 0) r.unknown.push({ at, field: name, why: members });
    return { type: () => UNKNOWN(members), place, target: [] };
  }
  if (writtenIn.macro !== '' && at >= 0 && r.quiet === 0) r.settled.add(`${writtenIn.file.path}:${at}`);
  const type = members.members.get(name);
  if (type && r.tracked.isTracked(members)) {
    const draft = noteMention(r, at, writtenIn, members.tag, name);
    // An array decays to its address, unless something is done to it.
    if (r.types.resolve(type).kind === 'array') draft.access = 'address';
    place.push(draft);
  }
  return { type: () => type ?? UNKNOWN(`no member ${name} in ${members.keyword} ${members.tag}`), place, target: [] };
}

export function noteMention(r: Reading, at: number, frame: Frame, record: string, field: string): Draft {
  const draft: Draft = { at, file: frame.file, record, field, path: field, access: 'read', macro: frame.macro === '' ? r.callMacro : frame.macro, inMacroBody: frame.macro !== '' };
  if (r.quiet === 0 && at >= 0) r.drafts.push(draft);
  return draft;
}

interface FieldToken {
  readonly name: string;
  /** Offset in the frame's file. */
  readonly at: number;
  readonly frame: Frame;
}

/** A member token, or what it stands for when it is a parameter of the macro being read. */
export function fieldToken(r: Reading, token: Syntax, frame: Frame): FieldToken {
  const name = textOf(frame, token);
  const argument = frame.params?.get(name);
  if (argument) {
    argument.seen++;
    return fieldToken(r, argument.node, argument.frame);
  }
  return { name, at: frame.toFile(token.start), frame };
}

export function memberType(r: Reading, base: CType, name: string, arrow: boolean): CType {
  const members = membersOf(r, holder(r, base, arrow));
  if (typeof members === 'string') return UNKNOWN(members);
  const own = members.members.get(name);
  if (own) return own;
  const path = renamedMember(r, name);
  return path ? path.reduce((from, part, step) => memberType(r, from, part, arrow && step === 0), base) : UNKNOWN(`no member ${name} in ${members.keyword} ${members.tag}`);
}

/** `#define r_oloc r_t.oloc`: a member's name that a macro stands for, as the members it goes through. */
function renamedMember(r: Reading, name: string): readonly string[] | undefined {
  const place = r.types.macros(name).find(({ macro }) => !macro.params && /^\s*[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*\s*$/.test(macro.body));
  const path = place?.macro.body.trim().split(/\s*\.\s*/);
  return path?.includes(name) ? undefined : path;
}

export function membersOf(r: Reading, type: CType): ReturnType<FileTypes['membersOf']> {
  const local = type.kind === 'record' && !type.body ? r.localRecords.get(`${type.keyword} ${type.tag}`) : undefined;
  return r.types.membersOf(local ?? type);
}

export function holder(r: Reading, base: CType, arrow: boolean): CType {
  const type = r.types.resolve(base);
  if (!arrow) return type;
  if (type.kind === 'pointer') return r.types.resolve(type.to);
  if (type.kind === 'array') return r.types.resolve(type.of);
  return type.kind === 'unknown' ? type : UNKNOWN('-> on what is no pointer');
}

export function readOffsetof(r: Reading, type: Syntax, member: Syntax, frame: Frame): void {
  let holder: CType = typeFromNode(r, type, frame);
  let previous: Draft | undefined;
  for (const token of memberChain(member)) {
    const resolvedToken = fieldChain(r, token, frame);
    for (const { node, frame: in_ } of resolvedToken) {
      const name = textOf(in_, node);
      const members = membersOf(r, r.types.resolve(holder));
      if (typeof members === 'string') return;
      if (previous) previous.path += `.${name}`;
      if (members.members.has(name) && r.tracked.isTracked(members)) {
        previous = noteMention(r, in_.toFile(node.start), in_, members.tag, name);
        previous.access = 'offsetof';
      }
      holder = members.members.get(name) ?? UNKNOWN('no such member');
    }
  }
}

/** A member designator that is a macro's parameter stands for the argument's own chain. */
export function fieldChain(r: Reading, token: Syntax, frame: Frame): { node: Syntax; frame: Frame }[] {
  const argument = frame.params?.get(textOf(frame, token));
  if (!argument) return [{ node: token, frame }];
  argument.seen++;
  return memberChain(argument.node).flatMap((part) => fieldChain(r, part, argument.frame));
}

/** `a.b[0].c` as its names in order. */
function memberChain(node: Syntax): Syntax[] {
  if (node.type === 'field_expression') return [...memberChain(node.children[0]!), ...node.children.slice(1)];
  if (node.type === 'subscript_expression') return memberChain(node.children[0]!);
  return [node];
}
