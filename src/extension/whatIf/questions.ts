/** Asking a person for the parts of a question; what the cursor suggests comes first. */
import * as vscode from 'vscode';
import { pickName as pick } from '../pickName.js';
import type { MatrixQuestion } from '../../matrixProtocol.js';
import type { PlaceHint, WhatIfChoices, WhatIfQuestion } from '../../whatIfProtocol.js';

/** A question from some quick picks; undefined once one is left without an answer. */
export type Asking = (choices: WhatIfChoices) => Promise<WhatIfQuestion | undefined>;

/** @param known what is told already, by a finding's quick fix: not asked for again */
export const askPlace = (known: PlaceHint = {}): Asking => async (choices) => {
  const type = await pickType(vscode.l10n.t('Where Can I Keep ...? (1/3)'), choices);
  if (type === undefined) return undefined;
  const state = known.state ?? await pick(vscode.l10n.t('Where Can I Keep ...? (2/3)'), vscode.l10n.t('The state of the page'), [...choices.states, EVERY_STATE], choices.state);
  if (state === undefined) return undefined;
  if (state === EVERY_STATE.name) {
    await vscode.commands.executeCommand('pagelens.placements', { type } satisfies MatrixQuestion);
    return undefined;
  }
  const more = await vscode.window.showQuickPick([
    { label: vscode.l10n.t('As the state tells'), id: '' }, { label: vscode.l10n.t('User processes may map the page'), id: 'mappable' }, { label: vscode.l10n.t('No user process maps the page'), id: 'unmapped' },
    { label: vscode.l10n.t('Compaction may move the page'), id: 'movable' }, { label: vscode.l10n.t('While it moves to another state ...'), id: 'then' },
  ], { title: vscode.l10n.t('Where Can I Keep ...? (3/3)'), placeHolder: vscode.l10n.t('What is known of the page') });
  if (!more) return undefined;
  const then = more.id === 'then' ? await pick(vscode.l10n.t('Where Can I Keep ...?'), vscode.l10n.t('From {0} to', state), choices.states) : undefined;
  if (more.id === 'then' && then === undefined) return undefined;
  return {
    kind: 'place', type, state, ...(then !== undefined && { then }), ...(more.id === 'mappable' && { mappable: 'yes' as const }), ...(more.id === 'unmapped' && { mappable: 'no' as const }), ...(more.id === 'movable' && { movable: true }),
  };
};

export const askWho: Asking = async (choices) => {
  const member = await pick(vscode.l10n.t('Who Else Touches These Bits? (1/2)'), vscode.l10n.t('A member, or OFFSET:SIZE in bytes'), choices.members.map((name) => ({ name })), choices.member, true);
  if (member === undefined) return undefined;
  const state = await pick(vscode.l10n.t('Who Else Touches These Bits? (2/2)'), vscode.l10n.t('The state of the page'), choices.states, choices.state);
  return state === undefined ? undefined : { kind: 'who', member, state };
};

export const askMove: Asking = async (choices) => {
  const at = choices.member ?? 'private';
  const kind = await vscode.window.showQuickPick([
    { label: vscode.l10n.t('Add a member'), edit: 'add', value: `u32 foo after ${at}`, form: 'TYPE NAME after|before|beside MEMBER' }, { label: vscode.l10n.t('Move a member'), edit: 'move', value: `${at} before mapping`, form: 'MEMBER after|before|beside MEMBER' },
    { label: vscode.l10n.t('Drop a member'), edit: 'drop', value: at, form: 'MEMBER' }, { label: vscode.l10n.t('Give a member another type'), edit: 'retype', value: `${at} u32`, form: 'MEMBER TYPE' },
  ] as const, { title: vscode.l10n.t('What if I Move This Member? (1/2)'), placeHolder: vscode.l10n.t('In memory only: no file is changed') });
  if (!kind) return undefined;
  const text = await vscode.window.showInputBox({ title: vscode.l10n.t('What if I Move This Member? (2/2)'), prompt: vscode.l10n.t('{0}; beside makes a new arm of the union', kind.form), value: kind.value });
  return text === undefined ? undefined : { kind: 'move', edits: [{ edit: kind.edit, text }] };
};

export const askFit: Asking = async (choices) => {
  const name = await pick(vscode.l10n.t('Does It Fit?'), vscode.l10n.t('A proposal for struct page'), [...choices.proposals, { name: FROM_FILE, title: vscode.l10n.t('a JSON file; pagelens fit --schema says what it may hold') }]);
  if (name === undefined) return undefined;
  if (name !== FROM_FILE) return { kind: 'fit', proposal: { name } };
  const [file] = await vscode.window.showOpenDialog({ title: vscode.l10n.t('A Proposal'), openLabel: vscode.l10n.t('Ask'), filters: { JSON: ['json'] } }) ?? [];
  return file && { kind: 'fit', proposal: { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(file)) } };
};

export const askLeft: Asking = async (choices) => {
  const member = await pick(vscode.l10n.t('How Many Users Are Left?'), vscode.l10n.t('A member: index in every view, or slab.freelist'), choices.members.map((name) => ({ name })), choices.member, true);
  return member === undefined ? undefined : { kind: 'left', members: [choices.members.includes(member) && !member.includes('.') ? `page.${member}` : member] };
};

const EVERY_STATE = { name: vscode.l10n.t('Every state'), title: vscode.l10n.t('placements by states, as a matrix') };
const FROM_FILE = vscode.l10n.t('A proposal of yours ...');

/** Of the types that can be kept, those that need nothing filled in. */
export function namedTypes(types: readonly string[]): readonly string[] {
  return types.filter((one) => !/[NX]$/.test(one));
}

export async function pickType(title: string, { types }: WhatIfChoices): Promise<string | undefined> {
  return pick(title, vscode.l10n.t('What is to be kept; type bits:3 or struct foo for your own'), namedTypes(types).map((name) => ({ name })), undefined, true);
}
