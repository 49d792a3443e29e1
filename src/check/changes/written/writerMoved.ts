/** A value that a change puts into another word of the page, while readers are left that look for it in the old one. */
import type { Trace } from '../../../footprint/effect.js';
import { isNothing, isRecord } from '../../../footprint/value.js';
import { directoryOf, joinPath } from '../../../kernel/files.js';
import { type MemberRange, overlap, rangesOf } from '../../../model/memberRange.js';
import { eventsNamed } from '../../../model/pageEvents.js';
import { dutiesOf, type Placed } from '../../../model/pageModel.js';
import type { Duty } from '../../../model/state.js';
import { ownersWords } from '../../../model/states/words.js';
import { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';
import { FRESH } from '../../pages/pageStates.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

export function writerMoved(changed: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const { after, functions } = changed;
  const ranges = rangesOf(ownersWords, after.context.model.layout);
  return functions.flatMap((one) => ranges.flatMap((from) => ranges.flatMap((into) => {
    const write = from === into ? undefined : moved(one, from, into, changed);
    if (!write) return [];
    const place = after.placeOf(write.chain), isExchange = moved(one, into, from, changed) !== undefined;
    // Where two words are exchanged both are read on: only who was not touched looks in the wrong one.
    const isTouched = ({ chain: { site } }: PageEffect): boolean => all.some((file) => file.after.file.path === site.file && file.functions.some((other) => other.after.summary.function === site.function));
    const isConverted = all.some((file) => readsOf(file.after, into) > readsOf(file.before, into) && readsOf(file.after, from) < readsOf(file.before, from));
    const isLeft = (read: PageEffect): boolean => !(isExchange && isTouched(read)) && !(isConverted && asksForBits(read, after));
    const reader = readerLeft(write, from, one, after, isLeft) ?? readerByAddress(write, from, changed, isLeft) ?? readerBeside(from, after, isLeft) ?? readerAside(write, from, after, all);
    const fresh = after.states.state(FRESH), duty = fresh && dutiesOf(fresh, after.context.model).find((other) => overlap(other.range, into) && other.evidence.length > 0);
    if (!reader && duty && all.every((file) => !file.after.ownWrites.some(({ effect }) => overlap(effect, into) && isNothing(effect.value)))) return [left(write, from, into, duty, one, after)];
    if (!reader && !isExchange && isMemoryManagement(after.file.path) && all.every((file) => readsOf(file.after, into) <= readsOf(file.before, into))) return [unread(write, from, into, one, after)];
    if (!reader) return [];
    return [after.finding('unconverted-reader', 'warning', place,
      `what ${one.after.summary.function}() put into page.${from.path} before this change goes into page.${into.path}, and readers are left that look for it in ${from.path}`,
      { state: 'any', words: [after.word(from.offset, from.size), after.word(into.offset, into.size)], evidence: [after.evidence(place, `${into.path} is written`), after.evidence(after.placeOf(reader.chain), `${from.path} is read`)] })];
  })).slice(0, 1));
}

function readsOf(facts: FileFacts, range: MemberRange): number {
  return facts.traces.flatMap((trace) => pageEffects(trace, facts)).filter((effect) => effect.kind === 'read' && effect.offset === range.offset && effect.size === range.size && facts.isOwn(effect)).length;
}

/** Whether the line goes by some bits of the word only: where the readers of the value went along with it, these are others that the word keeps. */
function asksForBits({ record, chain }: PageEffect, facts: FileFacts): boolean {
  const { file } = facts, site = facts.placeOf(chain), line = site.file === file.path ? file.text.slice(site.offset, file.text.indexOf(';', site.offset)) : '';
  return !isRecord(record) || /^\w*_bit\w*\s*\(|[^&]&\s*~?[(\s]*(?:[A-Z]|\d)/.test(line);
}

function left({ chain }: PageEffect, from: MemberRange, into: MemberRange, duty: Placed<Duty>, one: ChangedFunction, after: FileFacts): Finding {
  const place = after.placeOf(chain);
  return after.finding('stale-at-free', 'warning', place,
    `what ${one.after.summary.function}() put into page.${from.path} before this change goes into page.${into.path}, and nothing here takes it away: ${duty.says}; ${duty.otherwise}`,
    { state: 'any', words: [after.word(into.offset, into.size)], evidence: [after.evidence(place, `${into.path} is written, and nowhere set back`)] });
}

function unread({ chain }: PageEffect, from: MemberRange, into: MemberRange, one: ChangedFunction, after: FileFacts): Finding {
  const place = after.placeOf(chain);
  return after.finding('unconverted-reader', 'warning', place,
    `what ${one.after.summary.function}() put into page.${from.path} before this change goes into page.${into.path}, and nothing in this change reads it there: who looks for it, in whichever file of memory management, looks in ${from.path}`,
    { state: 'any', words: [after.word(from.offset, from.size), after.word(into.offset, into.size)], evidence: [after.evidence(place, `${into.path} is written`)] });
}

const FROM_ADDRESS = eventsNamed('from-address');

/** A line that reads the old word of pages which it finds by their addresses, where nobody in the file ever read it of those that it was written to. */
function readerByAddress(write: PageEffect, from: MemberRange, { before, after }: ChangedFacts, isLeft: (read: PageEffect) => boolean): PageEffect | undefined {
  const readsIn = (facts: FileFacts): readonly PageEffect[] => facts.traces.flatMap((trace) => pageEffects(trace, facts)).filter((effect) => effect.kind === 'read' && effect.offset === from.offset && effect.size === from.size && facts.isOwn(effect));
  const known = new Set(before.classes.all.filter(({ pages }) => pages.some(({ thing, trace }) => trace.summary.function === write.chain.site.function && wayTo(thing) === wayTo(write.thing))).flatMap(({ pages }) => pages.map(({ thing }) => thing)));
  if (readsIn(before).some(({ thing }) => known.has(thing))) return undefined;
  return readsIn(after).find((read) => read.thing.source.by === 'result' && FROM_ADDRESS.has(read.thing.source.callee) && isLeft(read));
}

/** A reader of the old word in the header of the same name (`bootmem_info.h`), which tells other files of what this one does. */
function readerBeside(from: MemberRange, { file, footprints, context, config }: FileFacts, isLeft: (read: PageEffect) => boolean): (PageEffect & { readonly facts: FileFacts }) | undefined {
  const name = file.path.replace(/^.*\/|\.c$/g, '');
  const header = footprints.view(file).types.scope.reach.find(({ path }) => path.endsWith(`/${name}.h`));
  const facts = header && new FileFacts(header, footprints.traces(header), context, config);
  const read = facts?.traces.flatMap((trace) => pageEffects(trace, facts)).find((effect) => effect.kind === 'read' && effect.offset === from.offset && effect.size === from.size && facts.isOwn(effect) && isLeft(effect));
  return facts && read && { ...read, facts };
}

/** Files of a folder that are looked through. */
const MAX_ASIDE = 24;

/** A reader of the old word in another file of the folder, which finds the pages in the same member of the same record (`buffer->pages[i]`). */
function readerAside({ thing }: PageEffect, from: MemberRange, { file, footprints, context, config }: FileFacts, all: readonly ChangedFacts[]): PageEffect | undefined {
  const slot = slotOf(thing), folder = directoryOf(file.path), changed = new Set(all.map(({ after }) => after.file.path));
  if (slot === undefined) return undefined;
  const named = new RegExp(`(?:->|\\.)${slot.replace(/^.*\./, '')}\\b`);
  const aside = context.tree.files.list(folder).filter((name) => name.endsWith('.c') && !changed.has(joinPath(folder, name))).flatMap((name) => context.tree.source(joinPath(folder, name)) ?? []).filter(({ text }) => named.test(text) && context.pageNames.test(text));
  if (aside.length > MAX_ASIDE) return undefined;
  for (const source of aside) {
    const facts = new FileFacts(source, footprints.traces(source), context, config);
    const read = facts.traces.flatMap((trace) => pageEffects(trace, facts)).find((effect) => effect.kind === 'read' && effect.offset === from.offset && effect.size === from.size && facts.isOwn(effect) && slotOf(effect.thing) === slot);
    if (read) return read;
  }
  return undefined;
}

/** The record and its member that a page was found in. */
function slotOf({ source }: PageEffect['thing']): string | undefined {
  if (source.by === 'element') return slotOf(source.of);
  if (source.by !== 'member') return undefined;
  // An array that the member leads to has no name of its own.
  return isRecord(source.record) ? `${source.record}.${source.path.replace(/\[.*$/, '')}` : slotOf(source.of);
}

/** Values that a function puts there. */
function writesOf(trace: Trace, range: MemberRange, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter((effect) => effect.kind === 'write' && effect.offset === range.offset && facts.isOwn(effect) && !isNothing(effect.value));
}

/** A write of the one word that was none before, of a page that gets nothing in the other any more. */
function moved({ before, after }: ChangedFunction, from: MemberRange, into: MemberRange, changed: ChangedFacts): PageEffect | undefined {
  const [lost, had] = [writesOf(before, from, changed.before), writesOf(before, into, changed.before)];
  const [left, now] = [writesOf(after, from, changed.after), writesOf(after, into, changed.after)];
  const of = (writes: readonly PageEffect[], write: PageEffect): boolean => writes.some((other) => wayTo(other.thing) === wayTo(write.thing) && keyOf(other) === keyOf(write));
  // Two words may have been exchanged.
  const exchanged = now.find((write) => keyOf(write) !== undefined && of(lost, write) && !of(had, write) && !of(left, write));
  return exchanged ?? (lost.length > left.length && now.length > had.length
    ? now.find(({ thing }) => lost.some((one) => wayTo(one.thing) === wayTo(thing)) && !left.some((one) => wayTo(one.thing) === wayTo(thing)) && !had.some((one) => wayTo(one.thing) === wayTo(thing))) : undefined);
}

/** What is written, where it leads to something that the function was handed or found. */
function keyOf({ value }: PageEffect): string | undefined {
  return value?.kind === 'pointer' ? `${wayTo(value.to)}+${value.offset ?? '?'}|${value.tag}` : undefined;
}

/** A line of the file that reads the old word of such pages; memory management's readers meet anybody's. */
function readerLeft(write: PageEffect, from: MemberRange, one: ChangedFunction, facts: FileFacts, isLeft: (read: PageEffect) => boolean): PageEffect | undefined {
  const group = new Set(facts.classes.classOf(write.thing).pages.map(({ thing }) => thing)), isInside = isMemoryManagement(facts.file.path);
  return facts.traces.flatMap((trace) => pageEffects(trace, facts)).find((effect) => effect.kind === 'read' && effect.offset === from.offset && effect.size === from.size && (isInside || group.has(effect.thing)) && facts.isOwn(effect) && effect.chain.site.function !== one.after.summary.function && isLeft(effect));
}
