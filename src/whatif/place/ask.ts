import type { RecordLayout } from '../../layout/record.js';
import { stateNamed } from '../../model/pageModel.js';
import { unknownName } from '../../json/nearest.js';
import { answerPlace, type PlaceAnswer } from './answer.js';
import type { PlaceContext } from './judgeRow.js';
import { storedType } from './stored.js';

/** The question as somebody types it. */
export interface PlaceRequest {
  readonly type: string;
  readonly state: string;
  readonly then?: string;
  readonly mappable?: 'yes' | 'no';
  readonly movable?: boolean;
}

/** @returns the answer, or what is wrong with the question */
export function askPlace(request: PlaceRequest, context: PlaceContext & { readonly recordOf: (name: string) => RecordLayout | undefined }): PlaceAnswer | { readonly problem: string } {
  const { model } = context;
  const names = model.states.map((state) => state.name);
  const state = stateNamed(request.state, model);
  if (!state) return { problem: unknownName('state', request.state, names) };
  const then = request.then === undefined ? undefined : stateNamed(request.then, model);
  if (request.then !== undefined && !then) return { problem: unknownName('state', request.then, names) };
  const stored = storedType(request.type, model.layout, context.recordOf);
  if ('problem' in stored) return stored;
  return answerPlace({ stored, state, ...(then && { then }), ...(request.mappable !== undefined && { mappable: request.mappable }), movable: request.movable ?? false }, context);
}
