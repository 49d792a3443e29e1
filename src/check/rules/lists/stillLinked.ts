/** Pages found on a list and freed, or put on another, without being taken off: the list leads to what is no longer there. */
import type { CallEvent, Effect, Trace } from '../../../footprint/effect.js';
import { pointersIn, type Thing } from '../../../footprint/value.js';
import { callsThat, eventsNamed } from '../../../model/pageEvents.js';
import { storedRecords } from '../../../model/lifeStage.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { linksNode, listName, listOf, SOME_LIST } from '../../pages/lists.js';
import { isOwned } from '../../pages/ownership.js';

const GIVING_BACK = callsThat('gives-back');

/** A page on a list, and the node that it was found by. */
interface Linked {
  readonly trace: Trace;
  readonly thing: Thing;
  /** The object that the list begins in, and where in it. */
  readonly head: Thing;
  readonly list: string;
  readonly member: string;
  /** Bytes from the start of struct page. */
  readonly offset: number;
}

export function stillLinked(facts: FileFacts): readonly Finding[] {
  const told = new Set<number>();
  return facts.classes.all.flatMap(({ pages }) => pages.flatMap(({ thing, trace }) => {
    const linked = linkedPage(thing, trace, facts);
    const found = linked && (freed(linked, facts) ?? linkedAgain(linked, facts));
    if (!found || told.has(found.line)) return [];
    told.add(found.line);
    return [found];
  }));
}

function linkedPage(thing: Thing, trace: Trace, facts: FileFacts): Linked | undefined {
  const { source } = thing;
  if (source.by !== 'container' || source.of?.source.by !== 'member') return undefined;
  // What a call gave, that call may have taken off.
  if (trace.calls.some((call) => pointersIn(call.result).some(({ to }) => to === thing))) return undefined;
  const { member, of: { source: { of } } } = source;
  const field = facts.context.layoutOf(thing.record, facts.file.path)?.fields.find(({ path }) => path === member);
  const named = listOf(thing), at = named === SOME_LIST ? undefined : named;
  const from = at !== undefined ? { head: of.record === 'list_head' && of.source.by === 'member' ? of.source.of : of, list: at } : of.source.by === 'parameter' ? handedList(of.source.index, trace, facts) : undefined;
  return field && from && { trace, thing, ...from, member, offset: field.offsetBits / 8 };
}

/** The list that every caller in the file hands over, where none of them makes it anew or forgets it. */
function handedList(index: number, { summary }: Trace, facts: FileFacts): Pick<Linked, 'head' | 'list'> | undefined {
  const calls = facts.traces.flatMap((caller) => caller.calls.filter(({ callee }) => callee === summary.function).map((call) => ({ caller, arg: call.args[index] })));
  const heads = calls.map(({ caller, arg }) => {
    const list = arg?.kind === 'pointer' && !facts.isPage(arg.to) ? listName(arg.to, arg.to.record, arg.path) : undefined;
    return arg?.kind === 'pointer' && list !== undefined && !isListOver({ head: arg.to, list, trace: caller }, true, facts) ? { head: arg.to, list } : undefined;
  });
  return heads.length > 0 && heads.every((one) => one !== undefined) ? heads[0] : undefined;
}

/** What is done to the words of the node. */
function onNode({ trace, thing, offset }: Linked, facts: FileFacts): readonly Effect[] {
  const size = 2 * facts.context.model.layout.abi.wordSize;
  return trace.effects.filter((effect) => effect.thing === thing && effect.offset !== undefined && effect.offset >= offset && effect.offset < offset + size && effect.kind !== 'address');
}

function freed(linked: Linked, facts: FileFacts): Finding | undefined {
  const { trace, thing, list, member, offset } = linked;
  const frees = eventsNamed('freed');
  const effect = trace.effects.find((one) => one.thing === thing && one.kind === 'marker' && frees.has(one.marker ?? '') && one.chain.site.file === facts.file.path);
  const call = effect && facts.callAt(trace, effect.chain.site);
  const given = call?.args.map(pointersIn).find((targets) => targets.some(({ to }) => to === thing));
  if (!effect || !given || effect.finds?.some((word) => word.offset === offset && word.chain !== undefined)) return undefined;
  // A reference less of a page that others hold leaves it where it is.
  if (!GIVING_BACK.has(call?.callee ?? '') && !isOwned(thing, trace, facts)) return undefined;
  if (onNode(linked, facts).some((one) => one.kind === 'write' && one.chain.site.offset < effect.chain.site.offset && storedRecords[one.record] !== undefined)) return undefined;
  // Found by the node of the one before: the list is walked from end to end.
  const isWalked = given.some(({ to: { source } }) => source.by === 'container' && source.of?.source.by === 'member' && facts.isPage(source.of.source.of));
  if (isListOver(linked, isWalked, facts)) return undefined;
  return facts.finding('stale-at-free', 'warning', facts.placeOf(effect.chain),
    `the page is freed while it is on ${nameOf(list)}: whoever walks that list next follows page.${member} into a free page, where the allocator has links of its own`,
    {
      state: 'allocated', words: [facts.word(offset, 2 * facts.context.model.layout.abi.wordSize)],
      evidence: [facts.evidence(facts.placeOf(effect.chain), 'the page goes back to the allocator'), facts.evidence(trace.summary.at, `${trace.summary.function}() finds it on ${nameOf(list)} by ${member}, and neither takes it off nor makes the list anew`)],
    });
}

/** A list that is made anew, or one that was walked whole and whose holder goes away with it, in this function or in one that calls it. */
function isListOver({ trace, head, list }: Pick<Linked, 'trace' | 'head' | 'list'>, isWalked: boolean, facts: FileFacts): boolean {
  const isMadeAnew = trace.calls.some(({ callee, args }) => args.some((arg, index) => arg.kind === 'pointer' && listName(arg.to, arg.to.record, arg.path) === list && linksNode(callee, index, facts))
    && !args.some((arg) => arg.kind === 'pointer' && facts.isPage(arg.to)));
  if (isMadeAnew) return true;
  if (!isWalked) return false;
  const callers = facts.traces.filter((other) => other.calls.some((call) => call.callee === trace.summary.function));
  return head.source.by === 'local' || [trace, ...callers].some((one) => one.calls.some((call) => isGivenUp(call, head.record)));
}

/** `kfree(pool)`, `pool_destroy(pool)`. */
function isGivenUp({ callee, args }: CallEvent, record: string): boolean {
  return /free|destroy|release|put/.test(callee) && args.some((arg) => arg.kind === 'pointer' && arg.path === '' && arg.to.record === record);
}

/** Put on another list by the same node, which nobody has looked at both ends of to take it out. */
function linkedAgain(linked: Linked, facts: FileFacts): Finding | undefined {
  const { trace, list, member, offset } = linked;
  const { wordSize } = facts.context.model.layout.abi;
  const touched = onNode(linked, facts), at = touched.findIndex(({ kind }) => kind !== 'read');
  const first = touched[at];
  if (first?.kind !== 'write' || storedRecords[first.record] === undefined || !facts.isOwn(first) || first.value?.kind !== 'pointer') return undefined;
  // Through another function of the file only the shortest ways of each access are known, not their order.
  if (facts.placeOf(first.chain) !== first.chain.site) return undefined;
  const ends = new Set(touched.slice(0, at).map((effect) => effect.offset));
  if (ends.has(offset) && ends.has(offset + wordSize)) return undefined;
  if (isListOver(linked, true, facts)) return undefined;
  return facts.finding('word-overwritten', 'warning', facts.placeOf(first.chain),
    `page.${member} is linked again while the page is on ${nameOf(list)}: its neighbours there still lead to it, and from it the way goes on into the other list`,
    {
      state: 'any', words: [facts.word(offset, 2 * wordSize)],
      evidence: [facts.evidence(facts.placeOf(first.chain), 'the node is written without being taken off'), facts.evidence(trace.summary.at, `${trace.summary.function}() finds the page on ${nameOf(list)} by ${member}`)],
    });
}

function nameOf(list: string): string {
  return list.replace(/^list:=?/, '');
}
