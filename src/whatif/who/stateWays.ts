/** By which calls pages of one state come to the code that touches them: the footprints of functions that come by such a page. */
import { lineIndex } from '../../c/position.js';
import type { CheckContext } from '../../check/context.js';
import { FileFacts } from '../../check/fileFacts.js';
import { depthOf, type Effect, innermost, sitesOf, type Trace } from '../../footprint/effect.js';
import { inEra } from '../../model/era.js';
import type { ByteRange } from '../../model/memberRange.js';
import type { PageState } from '../../model/state.js';
import type { PathStep, UsePath } from './paths.js';

/** A way found to bytes of such a page, from one of the functions that come by it. */
export interface StateWay {
  /** Where the bytes are touched. */
  readonly file: string;
  readonly function: string;
  readonly range: ByteRange;
  readonly path: UsePath;
}

/** What a file's text holds that comes by a page of this state; undefined when the model knows no way to. */
export function mentionOf(state: PageState, { model, setup }: CheckContext): RegExp | undefined {
  const names = state.origins.filter(({ era, needs }) => inEra(era, model.layout.kernel) && (needs === undefined || setup.config.symbols.has(needs)))
    .map(({ by, of }) => `${by === 'member' ? '(?:->|\\.)' : '\\b'}${of.replace(/^.*\./, '')}`);
  return names.length === 0 ? undefined : new RegExp(`(?:${names.join('|')})\\b`);
}

/** The ways from the functions of one file, of those to the same bytes in the same function the one by the fewest calls; empty where the file comes by no such page. */
export function waysIn(path: string, state: PageState, context: CheckContext): readonly StateWay[] {
  const file = context.tree.source(path);
  if (!file || mentionOf(state, context)?.test(file.text) !== true || !context.pageNames.test(file.text)) return [];
  const { footprints, setup } = context;
  const facts = new FileFacts(file, footprints.traces(file), context, setup.config);
  const shortest = new Map<string, StateWay>();
  for (const trace of facts.traces) {
    for (const effect of trace.effects) {
      const way = wayOf(effect, trace, facts, state);
      if (!way) continue;
      const key = `${way.file} ${way.function} ${way.range.offset} ${way.range.size}`;
      if (way.path.steps.length < (shortest.get(key)?.path.steps.length ?? Infinity)) shortest.set(key, way);
    }
  }
  footprints.release(file);
  return [...shortest.values()];
}

/** @returns undefined unless the effect touches bytes of a page that is known to be in the state */
function wayOf(effect: Effect, trace: Trace, facts: FileFacts, state: PageState): StateWay | undefined {
  const { offset, size, thing, chain } = effect;
  if (effect.kind === 'marker' || offset === undefined || depthOf(chain) > MAX_STEPS || !facts.isPage(thing) || thing.source.by === 'local') return undefined;
  const known = facts.states.of(thing, trace).find((one) => one.state.name === state.name);
  if (!known) return undefined;
  const last = innermost(chain);
  const steps = sitesOf(chain).map((site): PathStep => ({ function: site.function, file: site.file, line: lineIndex(facts.context.tree.source(site.file)?.text ?? '').at(site.offset).line }));
  return { file: last.file, function: last.function, range: { offset: offset % facts.pageSize, size: Math.max(size, 1) }, path: { origin: known.origin, steps } };
}

/** A way of more calls says more of the kernel's error paths than of the page. */
const MAX_STEPS = 12;
