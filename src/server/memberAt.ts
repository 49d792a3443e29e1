/** Which member of a tracked record stands at a place of a file: in an expression, as a macro's argument, or where it is declared. */
import { lineIndex } from '../c/position.js';
import type { SourceFile } from '../kernel/tree.js';
import type { FieldLayout, LayoutSet } from '../layout/record.js';
import type { FieldUse } from '../uses/fieldUse.js';
import { recordsIn } from './recordMembers.js';
import type { KernelSession } from './session.js';
import { fieldOf, type MemberName } from './words.js';

export interface MemberAt extends MemberName {
  /** The layouts as this file sees them. */
  readonly layout: LayoutSet;
  /** Of the name under the cursor, in bytes. */
  readonly start: number;
  readonly end: number;
  /** Undefined when the configuration leaves the member out. */
  readonly field: FieldLayout | undefined;
  /** Undefined at a declaration. */
  readonly use: FieldUse | undefined;
  /** The condition of a declaration that the configuration leaves out. */
  readonly when: string | undefined;
}

export function memberAt(session: KernelSession, source: SourceFile, offset: number): MemberAt | undefined {
  return usedAt(session, source, offset) ?? declaredAt(session, source, offset);
}

function usedAt(session: KernelSession, source: SourceFile, offset: number): MemberAt | undefined {
  const lines = lineIndex(source.text);
  const { line } = lines.at(offset);
  for (const use of session.usesAt(source.path, offset)) {
    if (use.line > line || use.line + 2 < line) continue;
    for (const part of partsOf(source.text, lines.offset(use.line, use.column), use.path)) {
      if (offset < part.start || offset > part.end) continue;
      const member = { record: use.record, path: part.path };
      const layout = session.layoutsIn(source.path);
      return { ...member, layout, start: part.start, end: part.end, use, field: fieldOf(layout, member), when: undefined };
    }
  }
  return undefined;
}

/** The names of a path where they are written: `lru` and `next` in `page->lru.next`, with the path up to each. */
function* partsOf(text: string, at: number, path: string): Generator<{ readonly path: string; readonly start: number; readonly end: number }> {
  let end = at;
  let told = '';
  for (const name of path.split('.')) {
    const [, word, index = ''] = /^(\w+)(\[.*\])?$/.exec(name) ?? [];
    if (word === undefined) return;
    const between = told === '' ? /(?:)/y : /\s*\.\s*/y;
    between.lastIndex = end;
    const hit = between.exec(text);
    if (!hit) return;
    const start = end + hit[0].length;
    if (!text.startsWith(word, start)) return;
    end = start + word.length;
    told += `${told === '' ? '' : '.'}${name}`;
    yield { path: told, start, end };
    end += index.length;
  }
}

function declaredAt(session: KernelSession, source: SourceFile, offset: number): MemberAt | undefined {
  const tags = tagsOf(session, source);
  if (tags.size === 0) return undefined;
  for (const record of recordsIn(session, source, { start: offset, end: offset + 1 })) {
    if (!tags.has(record.tag)) continue;
    const member = record.members.find((one) => offset >= one.at && offset <= one.at + one.name.length);
    if (!member) continue;
    const name = { record: record.tag, path: source.text.slice(member.at, member.at + member.name.length) };
    const { line, column } = lineIndex(source.text).at(member.at);
    // The same name may be declared in several arms: the layout has the compiled one.
    const layout = session.layoutsIn(source.path);
    const field = layout.records[record.tag]?.fields.find((one) => one.path === name.path && one.declared?.line === line && one.declared.column === column);
    return { ...name, layout, start: member.at, end: member.at + member.name.length, use: undefined, field, when: field?.when ?? member.when };
  }
  return undefined;
}

/** The tracked records that a file defines. */
export function tagsOf(session: KernelSession, source: SourceFile): ReadonlySet<string> {
  const { overlays } = session;
  return new Set([...overlays.definedIn].filter(([tag, homes]) => homes.includes(source.path) && (overlays.tags.includes(tag) || overlays.descriptors.includes(tag))).map(([tag]) => tag));
}
