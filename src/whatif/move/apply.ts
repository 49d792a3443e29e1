import { declarationOf, recordText, unionEnd } from './declarations.js';
import { type Edit, EditError, editedMember, type MemberRef, type Spot } from './edit.js';

/** Which file defines a record, and its text as it stands. */
export interface Texts {
  readonly fileOf: (record: string) => string | undefined;
  readonly read: (file: string) => string | undefined;
  /** Those that can be edited: struct page and its views. */
  readonly records: readonly string[];
}

/**
 * The edits, one after the other, on the text of the headers.
 * @returns the files that change, by path
 * @throws EditError telling which member or record is not there
 */
export function applyEdits(edits: readonly Edit[], texts: Texts): ReadonlyMap<string, string> {
  const changed = new Map<string, string>();
  for (const edit of edits) {
    const { record } = editedMember(edit);
    const file = texts.fileOf(record);
    const text = file === undefined ? undefined : changed.get(file) ?? texts.read(file);
    if (file === undefined || text === undefined) throw new EditError(`no definition of struct ${record} in this tree; ${texts.records.length > 0 ? `struct page and its views here: ${texts.records.join(', ')}` : 'it has none of struct page'}`);
    changed.set(file, applyOne(edit, text));
  }
  return changed;
}

function applyOne(edit: Edit, text: string): string {
  switch (edit.edit) {
    case 'add': return insert(text, edit.spot, `${edit.type}${edit.type.endsWith('*') ? '' : ' '}${edit.name}${edit.suffix};`);
    case 'drop': return remove(text, edit.target);
    case 'move': {
      if (edit.target.record !== edit.spot.anchor.record) throw new EditError(`${edit.target.member} cannot move from struct ${edit.target.record} to struct ${edit.spot.anchor.record}`);
      const { start, end } = declarationOf(edit.target, recordText(text, edit.target.record));
      const declaration = text.slice(start, end);
      return insert(remove(text, edit.target), edit.spot, declaration);
    }
    case 'retype': {
      const { start, end } = declarationOf(edit.target, recordText(text, edit.target.record));
      return `${text.slice(0, start)}${edit.type}${edit.type.endsWith('*') ? '' : ' '}${edit.target.member}${edit.suffix};${text.slice(end)}`;
    }
  }
}

function insert(text: string, { where, anchor }: Spot, declaration: string): string {
  const record = recordText(text, anchor.record);
  const { start, end } = declarationOf(anchor, record);
  switch (where) {
    case 'after': return `${text.slice(0, end)}\n${indentOf(text, start)}${declaration}${text.slice(end)}`;
    case 'before': return `${text.slice(0, start)}${declaration}\n${indentOf(text, start)}${text.slice(start)}`;
    case 'beside': {
      const at = unionEnd(start, anchor.member, record);
      return `${text.slice(0, at)}\t\t${declaration}\n${text.slice(at)}`;
    }
  }
}

/** Takes the declaration out; its line too, where nothing else stands on it. */
function remove(text: string, target: MemberRef): string {
  const { start, end } = declarationOf(target, recordText(text, target.record));
  return text.slice(0, start) + text.slice(end);
}

function indentOf(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  return /^\s*/.exec(line)?.[0] ?? '';
}
