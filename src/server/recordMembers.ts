/** The records a file defines and their members as written, those of every `#if` arm included. */
import { chooseArms, blankRanges, conditionAt, readArms } from '../c/arms.js';
import { takeAttributes } from '../c/attributes.js';
import { conditionText } from '../c/condition.js';
import { type CType, type RecordBody, typeText } from '../c/ctype.js';
import { typeNamed } from '../c/declarations.js';
import { maskKernelMacros } from '../c/mask.js';
import type { Item } from '../c/outline.js';
import { childOf, type Syntax, walk } from '../c/syntax.js';
import type { SourceFile } from '../kernel/tree.js';
import type { KernelSession } from './session.js';

/** Offsets are bytes of the file, ends exclusive. */
export interface WrittenMember {
  readonly name: string;
  /** Of the name. */
  readonly at: number;
  /** Of the whole declaration. */
  readonly start: number;
  readonly end: number;
  readonly type: string;
  /** The `#if` condition it stands in within its record. */
  readonly when: string | undefined;
}

export interface WrittenRecord {
  readonly keyword: 'struct' | 'union';
  readonly tag: string;
  readonly at: number;
  readonly start: number;
  readonly end: number;
  /** Those of anonymous structs and unions too, in the order they are written; once each. */
  readonly members: readonly WrittenMember[];
}

const recordsOfItem = new WeakMap<Item, readonly WrittenRecord[]>();

/** @param within only records that touch this range of the file */
export function recordsIn(session: KernelSession, source: SourceFile, within: { readonly start: number; readonly end: number } = { start: 0, end: Infinity }): readonly WrittenRecord[] {
  const found: WrittenRecord[] = [];
  for (const item of definingItems(source)) {
    if (item.start >= within.end || item.end <= within.start) continue;
    let records = recordsOfItem.get(item);
    if (!records) {
      records = readItem(session, source, item);
      recordsOfItem.set(item, records);
    }
    found.push(...records.filter((record) => record.start < within.end && record.end > within.start));
  }
  return found;
}

/** A record of a file by its tag. */
export function recordNamed(session: KernelSession, source: SourceFile, tag: string): WrittenRecord | undefined {
  for (const keyword of ['struct', 'union']) {
    for (const item of source.outline.names.get(`${keyword} ${tag}`) ?? []) {
      const record = recordsIn(session, source, item).find((one) => one.tag === tag && one.members.length > 0);
      if (record) return record;
    }
  }
  return undefined;
}

function definingItems(source: SourceFile): readonly Item[] {
  const items = new Set<Item>();
  for (const [name, places] of source.outline.names) if (/^(struct|union) /.test(name)) for (const item of places) items.add(item);
  return [...items].sort((a, b) => a.start - b.start);
}

function readItem(session: KernelSession, source: SourceFile, item: Item): readonly WrittenRecord[] {
  const arms = item.hasDirectives ? readArms(source.text, item.start, item.end, null) : undefined;
  const { isAttribute } = session.typesOf(source);
  const textAt = (node: { readonly start: number; readonly end: number }): string => source.text.slice(node.start, node.end);
  const records = new Map<number, { record: Omit<WrittenRecord, 'members'>; members: Map<number, WrittenMember> }>();
  for (const choice of arms ? chooseArms(arms, () => true) : [{ blank: [] }]) {
    const raw = blankRanges(source.text.slice(item.start, item.end), item.start, arms ? [...arms.directives, ...choice.blank] : []);
    const masked = maskKernelMacros(takeAttributes(raw).text, { insideFunction: false, isAttribute });
    walk(session.parser.parse(masked, item.start), (node) => {
      const body = bodyOf(node, textAt);
      const tag = childOf(node, 'type_identifier');
      if (!body || !tag) return true;
      const known = records.get(node.start) ?? { record: { keyword: body.keyword, tag: textAt(tag), at: tag.start, start: node.start, end: node.end }, members: new Map<number, WrittenMember>() };
      records.set(node.start, known);
      addMembers(body, known.members, (at) => {
        const condition = arms && conditionAt(arms, at, null);
        return condition ? conditionText(condition) : undefined;
      });
      return true;
    });
  }
  return [...records.values()].map(({ record, members }) => ({ ...record, members: [...members.values()].sort((a, b) => a.at - b.at) }));
}

function bodyOf(node: Syntax, textAt: (node: Syntax) => string): RecordBody | undefined {
  if (node.type !== 'struct_specifier' && node.type !== 'union_specifier') return undefined;
  if (!childOf(node, 'field_declaration_list')) return undefined;
  const type = typeNamed({ type: '', start: node.start, end: node.end, children: [node] }, (n) => textAt(n as Syntax));
  return type.kind === 'record' ? type.body : undefined;
}

function addMembers(body: RecordBody, into: Map<number, WrittenMember>, whenAt: (at: number) => string | undefined): void {
  for (const member of body.members) {
    const inner = recordBody(member.type);
    if (member.name === '') {
      if (inner) addMembers(inner, into, whenAt);
      continue;
    }
    into.set(member.at, { name: member.name, at: member.at, start: member.start, end: member.end, type: typeText(member.type), when: whenAt(member.at) });
  }
}

function recordBody(type: CType): RecordBody | undefined {
  return type.kind === 'record' ? type.body : type.kind === 'array' ? recordBody(type.of) : undefined;
}
