import { FileFacts } from '../check/fileFacts.js';
import { FRESH } from '../check/pages/pageStates.js';
import { inEra } from '../model/era.js';
import type { PageModel } from '../model/pageModel.js';
import type { WhatIfChoices } from '../whatIfProtocol.js';
import { bundledProposals, TODAY } from '../whatif/fit/proposals/index.js';
import { STORED_TYPES } from '../whatif/place/stored.js';
import { memberAt } from './memberAt.js';
import type { KernelSession } from './session.js';
import { prepareMove } from './whatIfTrees.js';
import type { OpenedFile } from './workspace.js';

/** What can be asked of a tree, and what a cursor in one of its files suggests. */
export function whatIfChoices(session: KernelSession, file: OpenedFile | undefined, position: { readonly line: number; readonly character: number } | undefined): WhatIfChoices {
  const { model } = session;
  // What fails here fails again, and is told, when the question is asked.
  prepareMove(session).catch(() => undefined);
  const offset = file && position && file.positions.offset(position);
  const at = file && offset !== undefined ? memberAt(session, file.source, offset) : undefined;
  const state = file && (stateOfFile(file, model) ?? (offset === undefined ? undefined : stateOfFunction(file, offset)));
  const members = Object.values(model.layout.records).filter(({ record }) => !/_(head|node)$/.test(record)).flatMap(({ record, fields }) =>
    fields.filter(({ path }) => !path.includes('.') && path !== 'page').map(({ path }) => memberName(record, path)));
  return {
    states: model.states.map(({ name, title }) => ({ name, title })), types: STORED_TYPES, members,
    proposals: [{ name: TODAY, title: `struct page of Linux ${model.layout.kernel}` }, ...Object.entries(bundledProposals).map(([name, proposal]) => ({ name, title: titleOf(proposal) }))],
    ...(at && { member: memberName(at.record, at.path) }),
    ...(state !== undefined && { state }),
  };
}

/** Only a file that is one owner's tells its state. */
function stateOfFile({ path }: OpenedFile, model: PageModel): string | undefined {
  const states = path.startsWith('include/') ? [] : model.states.filter(({ evidence }) => evidence.some((one) => one.file === path && inEra(one.era, model.layout.kernel)));
  return states.length === 1 ? states[0]!.name : undefined;
}

/** The state of the pages that the function at the cursor is known to work on, where it is one. */
function stateOfFunction({ session, source }: OpenedFile, offset: number): string | undefined {
  const { checking, setup } = session;
  const around = source.outline.items.find(({ kind, start, end }) => kind === 'function' && start <= offset && offset < end);
  if (!around || !checking.pageNames.test(source.text.slice(around.start, around.end))) return undefined;
  const facts = new FileFacts(source, checking.footprints.traces(source, undefined, (item) => item === around), checking, setup.config);
  const states = new Set(facts.traces.flatMap((trace) => trace.effects.filter(({ thing }) => facts.isPage(thing)).flatMap(({ thing }) => facts.states.of(thing, trace).map(({ state }) => state.name))));
  if (states.size > 1) states.delete(FRESH);
  return states.size === 1 ? [...states][0] : undefined;
}

function memberName(record: string, path: string): string {
  return record === 'page' ? path : `${record}.${path}`;
}

function titleOf(proposal: unknown): string {
  return typeof proposal === 'object' && proposal !== null && 'title' in proposal ? String(proposal.title) : '';
}
