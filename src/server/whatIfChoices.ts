import { inEra } from '../model/era.js';
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
  const at = file && position && memberAt(session, file.source, file.positions.offset(position));
  const state = file && model.states.filter(({ evidence }) => evidence.some((one) => one.file === file.path && !one.file.startsWith('include/') && inEra(one.era, model.layout.kernel)));
  const members = Object.values(model.layout.records).filter(({ record }) => !/_(head|node)$/.test(record)).flatMap(({ record, fields }) =>
    fields.filter(({ path }) => !path.includes('.') && path !== 'page').map(({ path }) => memberName(record, path)));
  return {
    states: model.states.map(({ name, title }) => ({ name, title })), types: STORED_TYPES, members,
    proposals: [{ name: TODAY, title: `struct page of Linux ${model.layout.kernel}` }, ...Object.entries(bundledProposals).map(([name, proposal]) => ({ name, title: titleOf(proposal) }))],
    ...(at && { member: memberName(at.record, at.path) }),
    // Only a file that is one owner's tells its state.
    ...(state?.length === 1 && { state: state[0]!.name }),
  };
}

function memberName(record: string, path: string): string {
  return record === 'page' ? path : `${record}.${path}`;
}

function titleOf(proposal: unknown): string {
  return typeof proposal === 'object' && proposal !== null && 'title' in proposal ? String(proposal.title) : '';
}
