/** Which states the pages of a function can be in, told by where they come from (the model's origins). */
import type { Item } from '../c/outline.js';
import { inEra } from '../model/era.js';
import type { PageModel } from '../model/pageModel.js';
import type { Origin, PageState } from '../model/state.js';
import type { StoredNode } from './storedNodes.js';

export interface StateAtStore {
  readonly state: PageState;
  /** What told it: the origin, and the offset in the file where it stands. */
  readonly origin: string;
  readonly at: number;
  /** `variable`: the very page; `file`: pages of this file end up there. */
  readonly certainty: 'variable' | 'file';
  /** The function itself puts the page into a user mapping. */
  readonly mapped: boolean;
}

/** The model's name for a page just handed out. */
const FRESH = 'allocated';

/** Functions that put a page into a user mapping (mm/memory.c, 5.11 to 7.3); a fault handler does so by vmf->page. */
const MAPPING_CALL = 'vm_insert_page|vm_insert_pages|vmf_insert_page_mkwrite|vm_map_pages|vm_map_pages_zero';

const MAX_STEPS = 4;

/** States of the page that a node is stored in: the surest ones, or none when nothing tells. */
export function statesAtStore(text: string, item: Item, stored: StoredNode, model: PageModel): readonly StateAtStore[] {
  const body = text.slice(item.start, item.end);
  const sources = sourcesOf(body, stored.variable, text.slice(stored.start, stored.end));
  const mappedAt = stored.variable === '' ? -1 : body.search(new RegExp(`\\b(?:${MAPPING_CALL})\\s*\\([^;]*\\b${stored.variable}\\b|\\bvmf->page\\s*=\\s*${stored.variable}\\b`));
  const found: StateAtStore[] = [];
  for (const state of model.states) {
    for (const origin of state.origins) {
      if (!inEra(origin.era, model.layout.kernel)) continue;
      const source = sources.find((expression) => comesFrom(expression.text, origin));
      if (source) found.push({ state, origin: origin.of, at: source.at < 0 ? stored.start : item.start + source.at, certainty: 'variable', mapped: mappedAt >= 0 });
      else {
        const put = putInto(text, origin);
        if (put >= 0) found.push({ state, origin: origin.of, at: put, certainty: 'file', mapped: false });
      }
    }
  }
  // A page fresh from the allocator is on its way to what the rest of the file does with its pages; any other origin is the last word.
  const direct = found.filter((one) => one.certainty === 'variable' && (one.state.name !== FRESH || one.mapped));
  if (direct.length > 0) return direct;
  const fresh = model.states.find((state) => state.name === FRESH);
  if (mappedAt >= 0 && fresh) return [{ state: fresh, origin: 'mapped here', at: item.start + mappedAt, certainty: 'variable', mapped: true }];
  return found;
}

/** The expressions a page comes through: the one that is written, and what its variable was assigned from, a few steps back. Offsets in the body, -1 for the first. */
function sourcesOf(body: string, variable: string, expression: string): readonly { readonly text: string; readonly at: number }[] {
  const sources = [{ text: expression, at: -1 }];
  const seen = new Set<string>();
  let names = [variable];
  for (let step = 0; step < MAX_STEPS && names.length > 0; step++) {
    const next: string[] = [];
    for (const name of names) {
      if (name === '' || seen.has(name)) continue;
      seen.add(name);
      for (const hit of body.matchAll(new RegExp(`\\b${name}\\s*=(?!=)\\s*([^;]*);`, 'g'))) {
        sources.push({ text: hit[1]!, at: hit.index });
        next.push(...(hit[1]!.match(/\b[A-Za-z_]\w*\b(?!\s*\()/g) ?? []));
      }
    }
    names = next;
  }
  return sources;
}

/** Whether an expression is (a conversion of) what the origin gives. */
function comesFrom(expression: string, origin: Origin): boolean {
  switch (origin.by) {
    case 'result': return new RegExp(`\\b${origin.of}\\s*\\(`).test(expression);
    case 'member': return new RegExp(`(?:->|\\.)\\s*${memberOf(origin)}\\b`).test(expression);
    case 'parameter': case 'list': return false;
  }
}

/** Where the file puts pages into a member that makes them what the state says. What it merely obtains elsewhere says nothing of this page. */
function putInto(text: string, origin: Origin): number {
  if (origin.by !== 'member') return -1;
  const [record] = origin.of.split('.');
  return text.includes(`struct ${record!}`) ? text.search(new RegExp(`(?:->|\\.)\\s*${memberOf(origin)}\\s*\\[[^\\]]*\\]\\s*=(?!=)`)) : -1;
}

function memberOf(origin: Origin): string {
  return origin.of.slice(origin.of.indexOf('.') + 1);
}
