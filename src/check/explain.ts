/** What the checker knew of a line, and what it missed: for whoever wonders why it says nothing there. */
import { DISTANCE, type Effect, type Trace } from '../footprint/effect.js';
import type { Thing } from '../footprint/value.js';
import type { SourceFile } from '../kernel/tree.js';
import { checkFile } from './checkFile.js';
import type { CheckContext } from './context.js';
import { FileFacts } from './fileFacts.js';

/** @returns lines of text, the findings of that line first; what is told is what the rules see, nothing more */
export function explain(file: SourceFile, line: number, context: CheckContext): readonly string[] {
  const told = checkFile(file, context).filter((finding) => finding.line === line).map((finding) => `${finding.severity}: ${finding.rule}: ${finding.message}`);
  const facts = new FileFacts(file, context.footprints.traces(file), context, context.setup.config);
  const trace = facts.traces.find((one) => one.effects.some((effect) => isAt(effect, line, facts)));
  if (!trace) return [...told, `line ${line}: no access to a struct page that the configuration compiles and that could be followed`];
  const things = new Map<Thing, Effect[]>();
  for (const effect of trace.effects) {
    if (!isAt(effect, line, facts) || !facts.isPage(effect.thing)) continue;
    const list = things.get(effect.thing);
    if (list) list.push(effect);
    else things.set(effect.thing, [effect]);
  }
  return [...told, ...[...things].flatMap(([thing, effects]) => about(thing, effects, trace, facts)), ...notFollowed(trace)];
}

function isAt(effect: Effect, line: number, facts: FileFacts): boolean {
  const { site } = effect.chain;
  return site.file === facts.file.path && facts.lines.at(site.offset).line === line;
}

function about(thing: Thing, effects: readonly Effect[], trace: Trace, facts: FileFacts): readonly string[] {
  const states = facts.states.of(thing, trace);
  const group = facts.classes.classOf(thing);
  const done = effects.filter((effect) => effect.kind !== 'address').slice(0, 8).map((effect) => (effect.marker === DISTANCE ? 'is held against where another page lies' : effect.kind === 'marker' ? `reaches ${effect.marker ?? ''}()`
    : `${effect.kind === 'readwrite' ? 'changes' : `${effect.kind}s`} ${effect.offset === undefined ? effect.path : facts.nameOf(effect.offset, Math.max(effect.size, 1))}${facts.isOwn(effect) ? '' : ' in another file'}`));
  return [
    `${described(thing)}: ${[...new Set(done)].join(', ') || 'only its address is taken'}`,
    states.length === 0 ? '  its state is not known: no origin of the model leads here, so only what holds of every page could be told'
      : `  state ${states.map((known) => `${known.state.name} (${known.origin}, ${known.by === 'page' ? 'this very page' : known.by === 'test' ? 'this very page, by a test' : 'pages kept in the same places'})`).join(' or ')}`,
    `  ${facts.isMapped(thing) ? 'this file maps it into user processes' : 'nothing in this file maps it into user processes'}${group.slots.length > 0 ? `; kept in ${group.slots.slice(0, 4).join(', ')}` : ''}`,
  ];
}

function notFollowed(trace: Trace): readonly string[] {
  const { unknownCalls, partial } = trace.summary;
  return [
    ...(unknownCalls.length > 0 ? [`${trace.summary.function}() calls what could not be followed: ${unknownCalls.join(', ')}`] : []),
    ...(partial ? [`parts of ${trace.summary.function}() could not be read`] : []),
  ];
}

/** How the function came by the page. */
function described(thing: Thing): string {
  const { source } = thing;
  switch (source.by) {
    case 'parameter': return `struct ${thing.record} of parameter ${source.index + 1}`;
    case 'result': return `struct ${thing.record} from ${source.callee}()`;
    case 'filled': return `struct ${thing.record} given by ${source.callee}()`;
    case 'member': return `struct ${thing.record} in ${source.record}.${source.path}`;
    case 'element': return `struct ${thing.record} number ${source.index ?? 'i'} behind one`;
    case 'container': return `struct ${thing.record} on a list by ${source.member}`;
    case 'global': return `struct ${thing.record} in ${source.name}`;
    case 'local': return `a struct ${thing.record} of the function's own`;
    case 'function': case 'unknown': return `a struct ${thing.record} of which nothing is known`;
  }
}
