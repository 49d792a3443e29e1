import { stateNamed } from '../../model/pageModel.js';
import { unknownName } from '../../json/nearest.js';
import { answerWho, type WhoAnswer, type WhoContext } from './answer.js';
import { readTarget } from './target.js';

/** @returns the answer, or what is wrong with the question */
export function askWho(member: string, state: string, context: WhoContext): WhoAnswer | { readonly problem: string } {
  const { model } = context;
  const target = readTarget(member, model.layout);
  if ('problem' in target) return target;
  const found = stateNamed(state, model);
  return found ? answerWho(target, found, context) : { problem: unknownName('state', state, model.states.map(({ name }) => name)) };
}
