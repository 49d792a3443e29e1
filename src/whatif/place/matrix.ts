import type { Answer } from '../../judge/verdict.js';
import type { RecordLayout } from '../../layout/record.js';
import type { PageState } from '../../model/state.js';
import type { Cited } from '../cite.js';
import { askPlace, type PlaceRequest } from './ask.js';
import type { PlaceContext } from './judgeRow.js';
import { replayOf } from './replay.js';
import type { PlaceRow } from './rows.js';

/** One placement in one state: the verdict with what is to be said of it, the gravest first. */
export interface MatrixCell {
  /** Bytes from the start of struct page; null: in the page's own memory. */
  readonly offset: number | null;
  readonly begins: string;
  readonly members: readonly string[];
  readonly verdict: Answer;
  readonly reasons: readonly { readonly text: string; readonly evidence: readonly Cited[] }[];
  /** Whether the simulator can play it. */
  readonly replays: boolean;
}

/** The placements of a thing in one state, by their place. */
export interface MatrixRow {
  readonly state: string;
  readonly title: string;
  readonly cells: readonly MatrixCell[];
}

export type MatrixRequest = Omit<PlaceRequest, 'state' | 'then'>;

/** @returns the row, or what is wrong with the question, which is wrong in every state */
export function matrixRow(request: MatrixRequest, { name: state, title }: PageState, context: PlaceContext & { readonly recordOf: (name: string) => RecordLayout | undefined }): MatrixRow | { readonly problem: string } {
  const answer = askPlace({ ...request, state }, context);
  if ('problem' in answer) return answer;
  const byPlace = new Map<number | null, PlaceRow>();
  // Rows come the best first: of several bit positions in a word the best counts.
  for (const row of answer.rows) if (!byPlace.has(row.offset)) byPlace.set(row.offset, row);
  const cells = [...byPlace.values()].sort((a, b) => (a.offset ?? Infinity) - (b.offset ?? Infinity)).map((row): MatrixCell => ({
    offset: row.offset, begins: row.begins, members: row.members, verdict: row.verdict, replays: replayOf(row, answer, context.model.layout) !== undefined,
    reasons: [...row.reasons.filter(({ weight }) => weight !== 'note'), ...row.duties, ...row.reasons.filter(({ weight }) => weight === 'note')].map(({ text, evidence }) => ({ text, evidence })),
  }));
  return { state, title, cells };
}
