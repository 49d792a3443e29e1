import type { CancellationToken } from 'vscode-languageserver';
import type { Placements, PlacementRow, PlacementsParams } from '../whatIfProtocol.js';
import { citeTree } from '../whatif/cite.js';
import { matrixRow } from '../whatif/place/matrix.js';
import type { KernelSession } from './session.js';
import { recordFinder } from './whatIfTrees.js';

/** Asks of every state where the thing can be kept; others are served between two states. Null once it is cancelled. */
export async function placements({ type, mappable }: PlacementsParams, session: KernelSession, token: CancellationToken): Promise<Placements | null> {
  const { model, setup } = session;
  const context = { model, symbols: setup.config.symbols, cite: citeTree(setup.tree), recordOf: recordFinder(session) };
  const rows: PlacementRow[] = [];
  for (const state of model.states) {
    if (token.isCancellationRequested) return null;
    const row = matrixRow({ type, ...(mappable && { mappable }) }, state, context);
    if ('problem' in row) return row;
    rows.push(row);
    await new Promise((resolve) => { setTimeout(resolve, 0); });
  }
  const mapped = mappable === 'yes' ? ', user processes may map the page' : mappable === 'no' ? ', no user process maps the page' : '';
  return { heading: `${type}${mapped}; struct page of ${model.layout.kernel}, ${model.layout.arch}, ${model.layout.config}`, root: session.root, rows };
}
