/** virt_to_page() and its like, given an address inside a struct page: struct pages lie in the memory map, not in the memory they describe. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import type { Effect, Trace } from '../../../footprint/effect.js';
import { pointersIn } from '../../../footprint/value.js';
import { eventsNamed } from '../../../model/pageEvents.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isOwnMemory } from '../../pages/ownership.js';

/** Whoever builds the memory map asks which page it lies in. */
const MEMORY_MAP = /^(?:mm|arch\/\w+\/mm)\//;

export function addressInPage(facts: FileFacts): readonly Finding[] {
  const converters = eventsNamed('from-address');
  return [...ofCallbacks(facts), ...ofLinks(facts), ...facts.traces.flatMap((trace) => trace.effects.filter((effect) => effect.kind === 'marker' && converters.has(effect.marker ?? '') && facts.isPage(effect.thing) && effect.chain.site.file === facts.file.path && (effect.path !== '' || isWholePage(effect, trace, facts))).map((effect) => {
    const where = effect.path === '' ? 'a struct page itself' : `page.${effect.path}`;
    return facts.finding('address-in-page', 'error', facts.placeOf(effect.chain),
      `${effect.marker ?? ''}() of the address of ${where}: the memory map lies outside of the memory it describes, so this gives the page that holds the struct page, with that page's node and zone`,
      {
        state: facts.states.of(effect.thing, trace)[0]?.state.name ?? 'any', words: effect.offset === undefined ? [] : [facts.word(effect.offset, facts.context.model.layout.abi.wordSize)],
        evidence: [facts.evidence(facts.placeOf(effect.chain), `${where} is handed over as an address in memory`), ...facts.around(effect, `takes ${effect.marker ?? ''}() of it`)],
      });
  }))];
}

/** The first node of a list on which the file puts its pages by a node in struct page: that is where the link leads. */
function ofLinks(facts: FileFacts): readonly Finding[] {
  const asked = new RegExp(`\\b(${[...eventsNamed('from-address')].join('|')})\\s*\\(\\s*(?:\\w+(?:->|\\.))*(\\w+)(?:->|\\.)(?:next|prev)\\s*\\)`, 'g');
  // Of hundreds of files one has such a call.
  if (facts.file.text.search(asked) < 0) return [];
  const text = blankCommentsAndContinuations(facts.file.text);
  return [...text.matchAll(asked)].flatMap((call) => {
    const [, converter, list] = call;
    const linked = new RegExp(`\\blist_(?:add|move)\\w*\\s*\\(\\s*&\\w+->(\\w+)\\s*,\\s*&?(?:\\w+(?:->|\\.))*${list!}\\s*\\)`).exec(text);
    const field = linked ? facts.context.model.layout.records['page']?.fields.find(({ path, type }) => path === linked[1] && type === 'struct list_head') : undefined;
    const item = facts.file.outline.items.find(({ kind, start, end }) => kind === 'function' && start <= call.index && call.index < end);
    if (!linked || !field || !item) return [];
    const site = { file: facts.file.path, offset: call.index, function: item.name };
    return [facts.finding('address-in-page', 'error', site,
      `${converter!}() of a link of ${list!}, on which pages lie by page.${field.path}: the memory map lies outside of the memory it describes, so this gives the page that holds the struct page`,
      { state: 'any', words: [facts.word(field.offsetBits / 8, field.sizeBits / 8)], evidence: [facts.evidence(site, `${converter!}() is asked here`), facts.evidence({ ...site, offset: linked.index, function: facts.file.outline.items.find(({ start, end }) => start <= linked.index && linked.index < end)?.name ?? '' }, `pages are put on ${list!} by ${field.path}`)] })];
  });
}

/** call_rcu(&page->rcu_head, later): what the function is handed lies in the page, and is no address in its memory. */
function ofCallbacks(facts: FileFacts): readonly Finding[] {
  const converters = eventsNamed('from-address');
  return facts.traces.flatMap((trace) => trace.calls.flatMap((call) => {
    const handed = call.args.flatMap(pointersIn), node = handed.find(({ to, path }) => facts.isPage(to) && path !== '');
    return !node ? [] : handed.flatMap(({ to: { source } }) => {
      const callback = source.by === 'function' ? facts.traces.find(({ summary }) => summary.function === source.name) : undefined;
      const [parameter] = callback?.summary.parameters ?? [];
      const asked = callback?.effects.find(({ thing }) => thing.source.by === 'result' && converters.has(thing.source.callee) && thing.source.args.some((arg) => pointersIn(arg).some(({ to, path }) => to === parameter && path === '')));
      if (!asked || asked.thing.source.by !== 'result') return [];
      const { site, callee } = asked.thing.source;
      return [facts.finding('address-in-page', 'error', site,
        `${callee}() of what the function is handed, which is the address of page.${node.path}: the memory map lies outside of the memory it describes, so this gives another page`,
        {
          state: 'any', words: node.offset === undefined ? [] : [facts.word(node.offset, facts.context.model.layout.abi.wordSize)],
          evidence: [facts.evidence(site, `${callee}() is asked here`), facts.evidence(call.site, `page.${node.path} is handed to ${call.callee}() together with the function`)],
        })];
    });
  }));
}

/** A pointer to a struct page handed over as it is; a parameter that a typedef of each architecture's own makes one may be something else in the next. */
function isWholePage({ thing }: Effect, { summary }: Trace, facts: FileFacts): boolean {
  const { source } = thing;
  // An array of pointers to pages lies in memory of its own.
  const array = source.by === 'member' && source.path.endsWith('[*]') ? source.of : thing;
  if (MEMORY_MAP.test(facts.file.path) || isOwnMemory(array, facts)) return false;
  const item = facts.file.outline.items.find(({ start }) => start === summary.at.offset);
  return source.by !== 'parameter' || !item || facts.file.text.slice(item.start, item.body).includes(`struct ${thing.record}`);
}
