/** Asking a person for the parts of a question; what the cursor suggests comes first. */
import * as vscode from 'vscode';
import { pickName as pick } from '../pickName.js';
import type { MatrixQuestion } from '../../matrixProtocol.js';
import type { PlaceHint, WhatIfChoices, WhatIfQuestion } from '../../whatIfProtocol.js';

/** A question from some quick picks; undefined once one is left without an answer. */
export type Asking = (choices: WhatIfChoices) => Promise<WhatIfQuestion | undefined>;

/** @param known what is told already, by a finding's quick fix: not asked for again */
export const askPlace = (known: PlaceHint = {}): Asking => async (choices) => {
  const type = await pickType('Where Can I Keep ...? (1/3)', choices);
  if (type === undefined) return undefined;
  const state = known.state ?? await pick('Where Can I Keep ...? (2/3)', 'The state of the page', [...choices.states, EVERY_STATE], choices.state);
  if (state === undefined) return undefined;
  if (state === EVERY_STATE.name) {
    await vscode.commands.executeCommand('pagelens.placements', { type } satisfies MatrixQuestion);
    return undefined;
  }
  const more = await vscode.window.showQuickPick([
    { label: 'As the state tells', id: '' }, { label: 'User processes may map the page', id: 'mappable' }, { label: 'No user process maps the page', id: 'unmapped' },
    { label: 'Compaction may move the page', id: 'movable' }, { label: 'While it moves to another state ...', id: 'then' },
  ], { title: 'Where Can I Keep ...? (3/3)', placeHolder: 'What is known of the page' });
  if (!more) return undefined;
  const then = more.id === 'then' ? await pick('Where Can I Keep ...?', `From ${state} to`, choices.states) : undefined;
  if (more.id === 'then' && then === undefined) return undefined;
  return {
    kind: 'place', type, state, ...(then !== undefined && { then }), ...(more.id === 'mappable' && { mappable: 'yes' as const }), ...(more.id === 'unmapped' && { mappable: 'no' as const }), ...(more.id === 'movable' && { movable: true }),
  };
};

export const askWho: Asking = async (choices) => {
  const member = await pick('Who Else Touches These Bits? (1/2)', 'A member, or OFFSET:SIZE in bytes', choices.members.map((name) => ({ name })), choices.member, true);
  if (member === undefined) return undefined;
  const state = await pick('Who Else Touches These Bits? (2/2)', 'The state of the page', choices.states, choices.state);
  return state === undefined ? undefined : { kind: 'who', member, state };
};

export const askMove: Asking = async (choices) => {
  const at = choices.member ?? 'private';
  const kind = await vscode.window.showQuickPick([
    { label: 'Add a member', edit: 'add', value: `u32 foo after ${at}`, form: 'TYPE NAME after|before|beside MEMBER' }, { label: 'Move a member', edit: 'move', value: `${at} before mapping`, form: 'MEMBER after|before|beside MEMBER' },
    { label: 'Drop a member', edit: 'drop', value: at, form: 'MEMBER' }, { label: 'Give a member another type', edit: 'retype', value: `${at} u32`, form: 'MEMBER TYPE' },
  ] as const, { title: 'What if I Move This Member? (1/2)', placeHolder: 'In memory only: no file is changed' });
  if (!kind) return undefined;
  const text = await vscode.window.showInputBox({ title: 'What if I Move This Member? (2/2)', prompt: `${kind.form}; beside makes a new arm of the union`, value: kind.value });
  return text === undefined ? undefined : { kind: 'move', edits: [{ edit: kind.edit, text }] };
};

export const askFit: Asking = async (choices) => {
  const name = await pick('Does It Fit?', 'A proposal for struct page', [...choices.proposals, { name: FROM_FILE, title: 'a JSON file; pagelens fit --schema says what it may hold' }]);
  if (name === undefined) return undefined;
  if (name !== FROM_FILE) return { kind: 'fit', proposal: { name } };
  const [file] = await vscode.window.showOpenDialog({ title: 'A Proposal', openLabel: 'Ask', filters: { JSON: ['json'] } }) ?? [];
  return file && { kind: 'fit', proposal: { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(file)) } };
};

export const askLeft: Asking = async (choices) => {
  const member = await pick('How Many Users Are Left?', 'A member: index in every view, or slab.freelist', choices.members.map((name) => ({ name })), choices.member, true);
  return member === undefined ? undefined : { kind: 'left', members: [choices.members.includes(member) && !member.includes('.') ? `page.${member}` : member] };
};

const EVERY_STATE = { name: 'Every state', title: 'placements by states, as a matrix' };
const FROM_FILE = 'A proposal of yours ...';

/** Of the types that can be kept, those that need nothing filled in. */
export function namedTypes(types: readonly string[]): readonly string[] {
  return types.filter((one) => !/[NX]$/.test(one));
}

export async function pickType(title: string, { types }: WhatIfChoices): Promise<string | undefined> {
  return pick(title, 'What is to be kept; type bits:3 or struct foo for your own', namedTypes(types).map((name) => ({ name })), undefined, true);
}
