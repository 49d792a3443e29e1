/** What-if questions of an editor, answered from the opened tree and its index. */
import type { CancellationToken } from 'vscode-languageserver';
import { fitText } from '../report/fitText.js';
import { leftText } from '../report/leftText.js';
import { diffRecord, layoutTexts, moveText } from '../report/moveText.js';
import { placeText } from '../report/placeText.js';
import { whoText } from '../report/whoText.js';
import type { FieldUse } from '../uses/fieldUse.js';
import type { WhatIfQuestion, WhatIfResult } from '../whatIfProtocol.js';
import { citeTree } from '../whatif/cite.js';
import { fileOwners } from '../whatif/fileOwner.js';
import { answerFit } from '../whatif/fit/answer.js';
import { bundledProposal, TODAY } from '../whatif/fit/proposals/index.js';
import { readProposal } from '../whatif/fit/readProposal.js';
import { todaysPage } from '../whatif/fit/today.js';
import { countUses, memberOf, unknownMembers, wants } from '../whatif/left/count.js';
import { answerMove } from '../whatif/move/answer.js';
import { describeEdit, EditError, readEdit } from '../whatif/move/edit.js';
import { affectedUses, filesOf } from '../whatif/move/uses.js';
import { askPlace } from '../whatif/place/ask.js';
import { replayOf } from '../whatif/place/replay.js';
import { askWho } from '../whatif/who/ask.js';
import { noPaths } from '../whatif/who/paths.js';
import { presetMachines, recordFinder, setupsOf } from './whatIfTrees.js';
import { type OpenedTree, usesNow } from './workspace.js';

const PANE_WIDTH = 110;
const MAIL_WIDTH = 75;
/** How long an answer waits for what is found in the background: the search goes on, and the same question asked again tells more. */
const BACKGROUND_MS = 60;

type Answer<K extends WhatIfQuestion['kind']> = (question: Extract<WhatIfQuestion, { kind: K }>, tree: OpenedTree, token: CancellationToken) => Promise<WhatIfResult>;

/** @returns the answer in words, or what is wrong with the question */
export async function whatIf(question: WhatIfQuestion, tree: OpenedTree, token: CancellationToken): Promise<WhatIfResult> {
  switch (question.kind) {
    case 'place': return place(question, tree, token);
    case 'who': return who(question, tree, token);
    case 'move': return move(question, tree, token);
    case 'fit': return fit(question, tree, token);
    case 'left': return left(question, tree, token);
  }
}

const place: Answer<'place'> = (request, { session }) => {
  const { model, setup } = session;
  const answer = askPlace(request, { model, symbols: setup.config.symbols, cite: citeTree(setup.tree), recordOf: recordFinder(session) });
  if ('problem' in answer) return Promise.resolve(answer);
  const scenarios = answer.rows.flatMap((row) => {
    const text = replayOf(row, answer, model.layout), { offset } = row;
    return text === undefined || offset === null ? [] : [{ label: `${row.begins} (byte ${offset}): ${row.verdict}`, offset, text }];
  });
  return Promise.resolve({ ...told((width) => placeText(answer, model, { width, all: true })), title: `Place ${request.type}, ${request.state}`, root: session.root, scenarios });
};

const who: Answer<'who'> = async ({ member, state }, tree, token) => {
  const { session } = tree;
  const { model } = session;
  const base = { model, cite: citeTree(session.setup.tree), owner: fileOwners(model) };
  const asked = askWho(member, state, { ...base, paths: noPaths, uses: undefined, complete: true });
  if ('problem' in asked) return asked;
  const { uses, complete } = await usesIn(tree, token);
  const paths = await tree.callPaths.within(BACKGROUND_MS, asked.state, uses);
  const answer = askWho(member, state, { ...base, paths, uses, complete });
  if ('problem' in answer) return answer;
  return { ...told((width) => whoText(answer, { width, uses: width > MAIL_WIDTH ? 12 : 3, owners: width > MAIL_WIDTH ? 60 : 12, routes: width > MAIL_WIDTH ? 8 : 2 })), title: `Who touches ${member}, ${state}`, root: session.root, scenarios: [] };
};

const move: Answer<'move'> = async ({ edits }, tree, token) => {
  const { session } = tree;
  try {
    const answer = answerMove(edits.map(({ edit, text }) => readEdit(edit, text)), { setups: setupsOf(session), parser: session.parser, overlays: session.overlays });
    const uses = affectedUses(answer.edits, answer.rows, (await usesIn(tree, token)).uses, fileOwners(session.model));
    const findings = await tree.editFindings.within(BACKGROUND_MS, answer.texts, filesOf(uses));
    const record = diffRecord(answer);
    return {
      ...told((width) => moveText(answer, { uses, findings }, width)), title: answer.edits.map(describeEdit).join('; '), root: session.root, scenarios: [], layouts: { record, ...layoutTexts(answer.rows[0]!, record) },
    };
  } catch (error) {
    if (error instanceof EditError) return { problem: error.message };
    throw error;
  }
};

const fit: Answer<'fit'> = ({ proposal: given }, { session }) => {
  const { model, setup } = session;
  const machines = 'name' in given && given.name === TODAY ? presetMachines(session).slice(0, 1) : presetMachines(session);
  const text = 'text' in given ? given.text : bundledProposal(given.name);
  const read = 'name' in given && given.name === TODAY ? { proposal: todaysPage(model) } : readProposal(text ?? '', machines);
  if ('errors' in read) return Promise.resolve({ problem: read.errors.map(({ line, column, message }) => `${line}:${column}: ${message}`).join('\n') });
  const answer = answerFit(read.proposal, machines, { model, symbols: setup.config.symbols, recordOf: recordFinder(session), cite: citeTree(setup.tree) });
  return Promise.resolve({ ...told((width) => fitText(answer, { width })), title: `Does it fit: ${read.proposal.title}`, root: session.root, scenarios: [] });
};

const left: Answer<'left'> = async ({ members }, tree, token) => {
  const { session } = tree;
  const { uses, complete } = await usesIn(tree, token);
  const declared = Object.values(session.model.layout.records).flatMap(({ record, fields }) => fields.filter(({ path }) => !path.includes('.')).map(({ path }) => memberOf({ record, field: path })));
  const problem = unknownMembers(members, [...new Set([...declared, ...uses.map(memberOf)])]);
  if (problem !== undefined) return { problem };
  const wanted = uses.filter(wants(members));
  const owner = fileOwners(session.model);
  const { version, arch, config } = session.setup;
  const heading = `${members.length > 0 ? members.join(', ') : 'Members of struct page'}: ${wanted.length} typed uses${complete ? '' : ' in the files that were read'}; Linux ${version} ${arch.name}, ${config.name}`;
  const tables = (['member', 'directory', 'owner', 'file'] as const).map((by) => ({ by, rows: countUses(wanted, by, owner) }));
  return { ...told(() => `${heading}\n\n${leftText(tables, 40)}`), title: `Users of ${members.join(', ') || 'struct page'}`, root: session.root, scenarios: [] };
};

function told(text: (width: number) => string): { readonly text: string; readonly mail: string } {
  return { text: text(PANE_WIDTH), mail: text(MAIL_WIDTH) };
}

/** All uses of the tree, read first where that was not done; unsaved files as they are. */
async function usesIn(tree: OpenedTree, token: CancellationToken): Promise<{ readonly uses: readonly FieldUse[]; readonly complete: boolean }> {
  if (!token.isCancellationRequested) await tree.index.start();
  return usesNow(tree);
}
