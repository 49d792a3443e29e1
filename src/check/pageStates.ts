/** Which states the pages of a function can be in, told by where they come from (the model's origins). */
import type { PageModel } from '../model/pageModel.js';
import { inEra } from '../model/era.js';
import type { Origin, PageState } from '../model/state.js';

export interface StateAtStore {
  readonly state: PageState;
  /** What told it: the origin, and the offset in the file where it stands. */
  readonly origin: string;
  readonly at: number;
  /** `variable`: the very page; `file`: pages of this file end up there. */
  readonly certainty: 'variable' | 'file';
}

/** The model's name for a page just handed out. */
const FRESH = 'allocated';

/**
 * @param text the file's text
 * @param from start of the function that stores; `to` its end (offsets)
 * @param variable the name the page is reached by; empty when unknown
 */
export function statesAtStore(text: string, from: number, to: number, variable: string, model: PageModel): readonly StateAtStore[] {
  const found: StateAtStore[] = [];
  for (const state of model.states) {
    for (const origin of state.origins) {
      if (!inEra(origin.era, model.layout.kernel)) continue;
      const direct = variable === '' ? -1 : assignedFrom(text.slice(from, to), variable, origin);
      if (direct >= 0) found.push({ state, origin: origin.of, at: from + direct, certainty: 'variable' });
      else {
        const mentioned = mentionOf(text, origin);
        if (mentioned >= 0) found.push({ state, origin: origin.of, at: mentioned, certainty: 'file' });
      }
    }
  }
  // A page fresh from the allocator is on its way to what the rest of the file does with its pages; any other origin is the last word.
  const direct = found.filter((one) => one.certainty === 'variable' && one.state.name !== FRESH);
  return direct.length > 0 ? direct : found;
}

function assignedFrom(body: string, variable: string, origin: Origin): number {
  const source = origin.by === 'result' ? `${origin.of}\\s*\\(` : origin.by === 'member' ? `[\\w\\]>.-]*(?:->|\\.)${memberOf(origin)}\\b` : undefined;
  if (source === undefined) return -1;
  return body.search(new RegExp(`\\b${variable}\\s*=\\s*(?:\\([^()]*\\)\\s*)?${source}`));
}

/** A page put into, or read from, the member; or obtained from the function, anywhere in the file. */
function mentionOf(text: string, origin: Origin): number {
  switch (origin.by) {
    case 'result': return text.search(new RegExp(`=\\s*(?:\\([^()]*\\)\\s*)?${origin.of}\\s*\\(`));
    case 'member': {
      const [record] = origin.of.split('.');
      return text.includes(`struct ${record!}`) ? text.search(new RegExp(`(?:->|\\.)${memberOf(origin)}\\s*\\[`)) : -1;
    }
    case 'parameter': case 'list': return -1;
  }
}

function memberOf(origin: Origin): string {
  return origin.of.slice(origin.of.indexOf('.') + 1);
}
