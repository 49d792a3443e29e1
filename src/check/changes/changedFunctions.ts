/** A function of a file before and after a change, with its pages found again by the way that leads to them. */
import { type Effect, innermost, type Trace } from '../../footprint/effect.js';
import { isRecord, type Site, type Thing } from '../../footprint/value.js';
import { linesOf } from './lines/split.js';
import type { FileFacts } from '../fileFacts.js';

export interface ChangedFunction {
  readonly before: Trace;
  readonly after: Trace;
  /** The first place that reads differently now. */
  readonly at: Site;
}

/** One file on both sides of a change. */
export interface ChangedFacts {
  readonly before: FileFacts;
  readonly after: FileFacts;
  readonly functions: readonly ChangedFunction[];
}

/** Functions of both sides whose text differs. Of several definitions of a name each is held against the one in its place. */
export function changedFunctions(before: FileFacts, after: FileFacts): ChangedFacts {
  const old = byPlace(before.traces), now = byPlace(after.traces);
  const functions = [...now].flatMap(([place, trace]): ChangedFunction[] => {
    const was = old.get(place);
    const [from, to] = [was && textOf(was, before), textOf(trace, after)];
    // What is left out of the one side only would count as done no more.
    const isComplete = was !== undefined && (was.summary.partial || !trace.summary.partial);
    return isComplete && from !== undefined && to !== undefined && from !== to && !isWrittenAnew(from, to) ? [{ before: was, after: trace, at: firstDifference(trace, from, to) }] : [];
  });
  return { before, after, functions };
}

/** By name, and by how many of that name come before. */
function byPlace(traces: readonly Trace[]): ReadonlyMap<string, Trace> {
  const seen = new Map<string, number>(), found = new Map<string, Trace>();
  for (const trace of traces) {
    const { function: name } = trace.summary, count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    found.set(`${name} ${count}`, trace);
  }
  return found;
}

/** A function as it stands in the file. */
export function textOf({ summary }: Trace, { file }: FileFacts): string | undefined {
  const item = file.outline.items.find(({ start }) => start === summary.at.offset);
  return item && file.text.slice(item.start, item.end);
}

/** A function of so few lines is told again by each that changes. */
const SHORT = 8;

/** Of a function most lines of which are new nothing can be told by what it did before. */
function isWrittenAnew(from: string, to: string): boolean {
  const lines = (text: string): readonly string[] => linesOf(text).map((line) => line.text).filter((line) => /\w/.test(line));
  const now = new Set(lines(to)), was = lines(from);
  return was.length > SHORT && was.filter((line) => now.has(line)).length < was.length / 2;
}

/** The statement there, or the next one behind what was taken away. */
function firstDifference({ summary }: Trace, from: string, to: string): Site {
  let at = 0;
  while (at < to.length && from[at] === to[at]) at++;
  const line = to.lastIndexOf('\n', at - 1) + 1, rest = to.slice(line);
  const { file, offset, function: name } = summary.at;
  return { file, function: name, offset: offset + line + Math.max(0, rest.search(/[^\s{}]/)) };
}

/** The way that leads to an object, by which it is the same one on both sides. */
export function wayTo({ source }: Thing): string {
  switch (source.by) {
    case 'parameter': return `parameter ${source.index}`;
    case 'result': return `${source.callee}()`;
    case 'filled': return `filled by ${source.callee}()`;
    case 'member': return `${wayTo(source.of)}${isRecord(source.record) ? `.${source.record}.${source.path}` : source.path}`;
    case 'element': return `${wayTo(source.of)}[]`;
    case 'container': return `container by ${source.record}.${source.member}`;
    case 'global': case 'local': case 'function': return source.name;
    case 'unknown': return source.why;
  }
}

/** The way to the block that a page lies in: of the pages of one any stands for the others. */
export function blockOf(thing: Thing): string {
  return wayTo(thing).replace(/(?:\[\])+$/, '');
}

/** At a place of a page's words that is known: bytes from the start of struct page. */
export type PageEffect = Effect & { readonly offset: number };

export function isWrite({ kind }: Effect): boolean {
  return kind === 'write' || kind === 'readwrite';
}

/** Whether a word is stepped up or down in place: as an atomic one, or by the operator that stands there. */
export function isCountStep({ kind, value, chain }: Effect, { context }: FileFacts): boolean {
  if (kind !== 'readwrite') return false;
  if (value?.kind === 'changed') return value.add !== 0n;
  const { file, offset } = innermost(chain), text = context.tree.source(file)?.text ?? '';
  return (value?.kind === 'unknown' && /^after atomic|result of [+-]/.test(value.why)) || /^(?:(?:\+\+|--)|[^;,)]*(?:\+\+|--|[+-]=))/.test(text.slice(offset, offset + 80));
}

/** Where it stands in the function that has it: 0-based byte offset. */
export function siteOf({ chain }: PageEffect): number {
  return chain.site.offset;
}

/** Whether two effects are on the same word of a page that is found by the same way, before a change and behind it. */
export function isSameWord(a: PageEffect, b: PageEffect): boolean {
  return a.offset === b.offset && a.size === b.size && wayTo(a.thing) === wayTo(b.thing);
}

/** What a function does to pages. */
export function pageEffects({ effects }: Trace, facts: FileFacts): readonly PageEffect[] {
  return effects.filter((effect): effect is PageEffect => effect.offset !== undefined && effect.offset < facts.pageSize && facts.isPage(effect.thing) && effect.thing.source.by !== 'local');
}

/** Whether some function of the changed files does something now that it did not before, or not so often: it may have been moved there. */
export function isMovedElsewhere(count: (trace: Trace, facts: FileFacts) => number, all: readonly ChangedFacts[]): boolean {
  return all.some(({ before, after }) => {
    const was = new Map<string, number>();
    for (const trace of before.traces) was.set(trace.summary.function, (was.get(trace.summary.function) ?? 0) + count(trace, before));
    return after.traces.some((trace) => count(trace, after) > (was.get(trace.summary.function) ?? 0));
  });
}
