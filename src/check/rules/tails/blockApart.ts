/** Pages of a block that was allocated whole given back one by one, though nobody took the block apart: only its first page has a reference count. */
import type { CallEvent, Trace } from '../../../footprint/effect.js';
import { headOf, pointersIn, type Site, type Thing } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { callsThat, eventsNamed } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import { compoundOrigin, gfpFlag } from '../../pages/compoundPages.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';

const FREES = callsThat('gives-back'), GIVES_BACK = callsThat('gives-back', 'drops-reference');
const APART = callsThat('takes-apart'), FROM_ADDRESS = eventsNamed('from-address');

export function blockApart(facts: FileFacts): readonly Finding[] {
  const flag = gfpFlag('__GFP_COMP', facts.context), range = resolveMember({ names: words.refcount }, facts.context.model.layout);
  if (flag === undefined || !range || isMemoryManagement(facts.file.path) || facts.traces.some(({ calls }) => calls.some(({ callee }) => APART.has(callee)))) return [];
  return facts.traces.flatMap((trace) => trace.calls.flatMap((call) => {
    const page = GIVES_BACK.has(call.callee) && call.site.file === facts.file.path && isOfOne(call) ? pointersIn(call.args[0] ?? { kind: 'initial' }).find(({ to, offset }) => facts.isPage(to) && offset === 0 && isInside(to, trace))?.to : undefined;
    const whole = page && FREES.has(call.callee) ? compoundOrigin(headOf(page), trace, facts) : undefined, block = whole?.site ?? (page && blockOf(page, flag, facts));
    if (!page || !block) return [];
    return [facts.finding('tail-page', 'error', call.site,
      whole ? `one page of a compound block is freed on its own by ${call.callee}(): all but the first are tails, which have no reference of their own: page.${words.refcount[0]} of a tail is 0 until the block is freed whole`
        : `one page of a block is given back on its own: the block was allocated whole, without __GFP_COMP, and is not taken apart by split_page(), so that only its first page has a reference count: page.${words.refcount[0]} of the others is 0`,
      {
        state: 'allocated', words: [facts.word(range.offset, range.size)],
        evidence: [facts.evidence(call.site, 'a page behind the first may be given back'), facts.evidence(block, 'the block is allocated with an order that need not be 0')],
      })];
  }));
}

/** `__free_pages(page, 0)`, `put_page(page)`: not all of a block. */
function isOfOne({ args }: CallEvent): boolean {
  const [, order] = args;
  return order === undefined || (order.kind === 'number' && order.value === 0n);
}

/** Any page of a block: found by its number, or by an address that lies some way into its memory. */
function isInside(page: Thing, { calls }: Trace): boolean {
  if (page.source.by === 'element') return page.source.index !== 0;
  return calls.some(({ callee, args: [address], result }) => FROM_ADDRESS.has(callee) && address !== undefined && pointersIn(address).some(({ offset, path }) => offset !== 0 || path !== '') && pointersIn(result).some(({ to }) => to === page));
}

/** Where the file allocates the block: all that it keeps there are such blocks, of an order that is not the number 0 and without the flag that makes them compound. */
function blockOf(page: Thing, flag: bigint, facts: FileFacts): Site | undefined {
  const given = facts.classes.classOf(headOf(page)).pages.filter(({ thing: { source } }) => source.by === 'result' && facts.states.isFromAllocator(source.callee));
  const isBlock = given.length > 0 && given.every(({ thing, trace }) => {
    const [gfp, order] = thing.source.by === 'result' ? thing.source.args.slice(-2) : [];
    return thing.record === 'page' && gfp?.kind === 'number' && (gfp.value & flag) === 0n && order !== undefined && !(order.kind === 'number' && order.value <= 0n) && compoundOrigin(thing, trace, facts) === undefined;
  });
  const first = given[0]?.thing.source;
  return isBlock && first?.by === 'result' ? first.site : undefined;
}
