/** A member by its record: `page` unless `slab.freelist` names another. */
export interface MemberRef {
  readonly record: string;
  readonly member: string;
}

/** Where a declaration goes: behind or in front of a member, or beside it as a new arm of the union it is in. */
export type Spot = { readonly where: 'after' | 'before' | 'beside'; readonly anchor: MemberRef };

/** A change of a record's text. */
export type Edit =
  | { readonly edit: 'add'; readonly type: string; readonly name: string; /** `[4]` or `:5`, as written behind the name. */ readonly suffix: string; readonly spot: Spot }
  | { readonly edit: 'move'; readonly target: MemberRef; readonly spot: Spot }
  | { readonly edit: 'drop'; readonly target: MemberRef }
  | { readonly edit: 'retype'; readonly target: MemberRef; readonly type: string; readonly suffix: string };

/** What cannot be understood or done, told to who asked. */
export class EditError extends Error {}

/** How each edit is written, for messages and help. */
export const EDIT_FORMS: Readonly<Record<Edit['edit'], string>> = {
  add: "'TYPE NAME after|before|beside MEMBER'", move: "'MEMBER after|before|beside MEMBER'", drop: 'MEMBER', retype: "'MEMBER TYPE'",
};

const MEMBER = '(?:\\w+\\.)?\\w+';
const SUFFIX = '((?:\\[\\w+\\])+|\\s*:\\s*\\d+)?';

/**
 * Reads an edit: `u32 foo after private`, `index before mapping`, `share`, `private u32`.
 * @throws EditError with the form that is expected
 */
export function readEdit(kind: Edit['edit'], text: string): Edit {
  const fail = (): never => { throw new EditError(`--${kind} ${text}: expected ${EDIT_FORMS[kind]}; a member of another record than page is written RECORD.MEMBER`); };
  switch (kind) {
    case 'add': {
      const [, type, name, suffix = '', where, anchor] = new RegExp(`^(.*[\\s*])(\\w+)${SUFFIX}\\s+(after|before|beside)\\s+(${MEMBER})$`).exec(text.trim()) ?? fail();
      return { edit: 'add', type: type!.trim(), name: name!, suffix: suffix.trim(), spot: spot(where!, anchor!) };
    }
    case 'move': {
      const [, target, where, anchor] = new RegExp(`^(${MEMBER})\\s+(after|before|beside)\\s+(${MEMBER})$`).exec(text.trim()) ?? fail();
      return { edit: 'move', target: memberRef(target!), spot: spot(where!, anchor!) };
    }
    case 'drop':
      if (!new RegExp(`^${MEMBER}$`).test(text.trim())) fail();
      return { edit: 'drop', target: memberRef(text.trim()) };
    case 'retype': {
      const [, target, type, suffix = ''] = new RegExp(`^(${MEMBER})\\s+(.*?[\\w*])\\s*${SUFFIX}$`).exec(text.trim()) ?? fail();
      return { edit: 'retype', target: memberRef(target!), type: type!, suffix: suffix.trim() };
    }
  }
}

export function describeEdit(edit: Edit): string {
  switch (edit.edit) {
    case 'add': return `add ${edit.type} ${edit.name}${edit.suffix} ${edit.spot.where} ${name(edit.spot.anchor)}`;
    case 'move': return `move ${name(edit.target)} ${edit.spot.where} ${name(edit.spot.anchor)}`;
    case 'drop': return `drop ${name(edit.target)}`;
    case 'retype': return `make ${name(edit.target)} ${edit.type}${edit.suffix}`;
  }
}

/** The member an edit is about. */
export function editedMember(edit: Edit): MemberRef {
  return edit.edit === 'add' ? { record: edit.spot.anchor.record, member: edit.name } : edit.target;
}

function spot(where: string, anchor: string): Spot {
  return { where: where as Spot['where'], anchor: memberRef(anchor) };
}

function memberRef(text: string): MemberRef {
  const [first = '', second] = text.split('.');
  return second === undefined ? { record: 'page', member: first } : { record: first, member: second };
}

function name({ record, member }: MemberRef): string {
  return record === 'page' ? member : `${record}.${member}`;
}
