import { blankCommentsAndContinuations } from '../../c/condition.js';
import { readOutline } from '../../c/outline.js';
import { unknownName } from '../../json/nearest.js';
import { EditError, type MemberRef } from './edit.js';

/** Bytes of a text, end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A record's text without comments and preprocessor lines, at the same offsets. */
export interface RecordText {
  readonly clean: string;
  readonly body: Range;
}

/** @throws EditError where the file does not define the record */
export function recordText(text: string, record: string): RecordText {
  const outline = readOutline(text);
  for (const keyword of ['struct', 'union']) {
    for (const item of outline.names.get(`${keyword} ${record}`) ?? []) {
      const clean = blankDirectives(blankCommentsAndContinuations(text.slice(0, item.end)));
      const open = new RegExp(`\\b${keyword}\\s+${record}\\b[^;{}]*\\{`, 'g');
      open.lastIndex = item.start;
      const found = open.exec(clean);
      if (!found) continue;
      const start = found.index + found[0].length;
      return { clean, body: { start, end: closing(clean, start) } };
    }
  }
  throw new EditError(`no definition of struct ${record} here`);
}

/**
 * The declaration of a member, from its type to its semicolon. The first one counts where several arms of an #if declare it.
 * @throws EditError with the nearest names, or when it is declared together with others
 */
export function declarationOf({ record, member }: MemberRef, { clean, body }: RecordText): Range & { readonly nameAt: number } {
  const name = new RegExp(`\\b${member}\\b(?=\\s*(?:[;,:)]|\\[))`, 'g');
  name.lastIndex = body.start;
  const hit = name.exec(clean);
  if (!hit || hit.index >= body.end) {
    const names = [...clean.slice(body.start, body.end).matchAll(/\b([a-z_]\w*)\s*(?:;|\[\w*\]\s*;|:\s*\d+\s*;)/gi)].map((one) => one[1]!);
    throw new EditError(`struct ${record}: ${unknownName('member', member, names)}`);
  }
  const start = skipSpace(clean, Math.max(clean.lastIndexOf(';', hit.index), clean.lastIndexOf('{', hit.index), clean.lastIndexOf('}', hit.index)) + 1);
  const end = clean.indexOf(';', hit.index) + 1;
  if (clean.slice(start, end).replace(/\([^()]*\)/g, '').includes(',')) throw new EditError(`${member} is declared together with others (${clean.slice(start, end).replace(/\s+/g, ' ')}): take them apart first`);
  return { start, end, nameAt: hit.index };
}

/**
 * The end of the innermost union around a declaration, in front of its closing brace: where a new arm goes.
 * @throws EditError where the member is in no union
 */
export function unionEnd(at: number, member: string, { clean, body }: RecordText): number {
  const opened: number[] = [];
  for (let i = body.start; i < at; i++) {
    if (clean[i] === '{') opened.push(i);
    if (clean[i] === '}') opened.pop();
  }
  for (const open of opened.reverse()) {
    if (/\bunion\s*(?:\w+\s*)?$/.test(clean.slice(0, open))) return clean.lastIndexOf('\n', closing(clean, open + 1)) + 1;
  }
  throw new EditError(`${member} lies in no union: nothing can be put beside it`);
}

function closing(clean: string, start: number): number {
  let depth = 1;
  for (let i = start; i < clean.length; i++) {
    if (clean[i] === '{') depth++;
    if (clean[i] === '}' && --depth === 0) return i;
  }
  return clean.length;
}

function blankDirectives(text: string): string {
  return text.replace(/^[ \t]*#[^\n]*/gm, (line) => ' '.repeat(line.length));
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? 'x')) at++;
  return at;
}
