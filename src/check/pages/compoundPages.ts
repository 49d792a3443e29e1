/** Whether a page heads a compound page, told by how it was allocated. */
import { ConfiguredScope } from '../../kernel/configured.js';
import { FileScope } from '../../kernel/scope.js';
import type { Trace } from '../../footprint/effect.js';
import { armsOf, headOf, isRecord, pointersIn, type Site, type Thing, type Value } from '../../footprint/value.js';
import { storedRecords } from '../../model/lifeStage.js';
import { callsThat } from '../../model/pageEvents.js';
import { resolveMember } from '../../model/memberRange.js';
import { words } from '../../model/states/words.js';
import type { CheckContext } from '../context.js';
import type { FileFacts } from '../fileFacts.js';

/** Allocation flags by name, as the opened tree numbers them. */
export function gfpFlag(name: '__GFP_COMP' | '__GFP_HIGHMEM', context: CheckContext): bigint | undefined {
  let flags = known.get(context);
  if (!flags) known.set(context, (flags = new Map<string, bigint | undefined>()));
  if (!flags.has(name)) flags.set(name, readFlag(name, context));
  return flags.get(name);
}

const known = new WeakMap<CheckContext, Map<string, bigint | undefined>>();

function readFlag(name: string, context: CheckContext): bigint | undefined {
  const { setup, parser } = context;
  const header = setup.tree.source('include/linux/gfp.h');
  if (!header) return undefined;
  const scope = new ConfiguredScope(new FileScope(setup.tree, header), setup.config, setup.arch, parser);
  // The flag itself is a cast of the number with one more underscore.
  const value = scope.constant(`_${name}`) ?? scope.constant(name);
  return value === 0n ? undefined : value;
}

interface CompoundOrigin { readonly site: Site; readonly what: string }

/** The allocation with __GFP_COMP and an order that is not 0 that a page comes from: here, or in the function of the file that put it where it is found. */
export function compoundOrigin(head: Thing, trace: Trace, facts: FileFacts): CompoundOrigin | undefined {
  // A folio is a page or a compound page: what lies behind its first page is a tail.
  if (head.record === 'folio') {
    const { source } = head;
    return source.by === 'result' ? { site: source.site, what: `a folio from ${source.callee}()` }
      : { site: trace.summary.at, what: 'a folio' };
  }
  const flag = gfpFlag('__GFP_COMP', facts.context);
  if (flag === undefined) return undefined;
  if (head.source.by !== 'member') return allocatedWith(flag, head, facts);
  const given = facts.classes.classOf(head).pages.filter(({ thing }) => thing.source.by === 'result' && facts.states.isFromAllocator(thing.source.callee));
  const origins = given.map(({ thing }) => (isOneOfOrderZero(thing) ? undefined : allocatedWith(flag, thing, facts) ?? 'apart' as const));
  return origins.includes('apart') ? undefined : origins.find((one) => one !== undefined && one !== 'apart');
}

const ASKS_ORDER = callsThat('asks-order');

/** Where a function asks how large the compound page is that a page heads: of any other page it has nothing to do behind the first one. */
export function orderAsked(head: Thing, trace: Trace): CompoundOrigin | undefined {
  const asked = trace.calls.find(({ callee, args }) => ASKS_ORDER.has(callee) && args.some((arg) => pointersIn(arg).some(({ to, path }) => to === head && path === '')));
  return asked && { site: asked.site, what: `${asked.callee}() tells how many pages there are` };
}

/** Wrappers around wrappers: dev_alloc_pages(), __dev_alloc_pages(), alloc_pages_node(). */
const MAX_WRAPPERS = 4;

/** The allocation of more than one page without __GFP_COMP that a page comes from, where its flags are known. */
export function plainOrigin({ source, record }: Thing, facts: FileFacts): CompoundOrigin | undefined {
  const flag = gfpFlag('__GFP_COMP', facts.context);
  // Who gives folios adds the flag.
  if (record !== 'page' || flag === undefined || source.by !== 'result' || !facts.states.isFromAllocator(source.callee) || source.args.length < 2) return undefined;
  // What is handed a VMA or a cache allocates by other numbers.
  if (source.args.some((arg) => pointersIn(arg).some(({ to }) => isRecord(to.record)))) return undefined;
  const isFlags = (value: Value): boolean => armsOf(value).every((arm) => arm.kind === 'number' && arm.value > MAX_ORDER && (arm.value & flag) === 0n);
  const rest = source.args.filter((arg) => !isFlags(arg));
  // The order is what is left: a number that is not 0, or one that nobody knows.
  return rest.length < source.args.length && rest.some((arg) => !(arg.kind === 'number' && arg.value <= 0n)) ? { site: source.site, what: `${source.callee}() without __GFP_COMP` } : undefined;
}

/** No order is larger, and no set of allocation flags smaller. */
const MAX_ORDER = 63n;

function allocatedWith(flag: bigint, { source }: Thing, facts: FileFacts, depth = 0): CompoundOrigin | undefined {
  if (source.by !== 'result') return undefined;
  const has = (value: Value): boolean => armsOf(value).some((arm) => {
    const bits = arm.kind === 'number' ? arm.value : arm.kind === 'unknown' ? arm.set : undefined;
    // NUMA_NO_NODE is no set of flags.
    return bits !== undefined && bits !== -1n && (bits & flag) === flag;
  });
  const isZero = (value: Value): boolean => value.kind === 'number' && value.value === 0n;
  if (source.args.some(has) && !source.args.every((arg) => has(arg) || isZero(arg))) return { site: source.site, what: `${source.callee}() with __GFP_COMP` };
  // Its caller leaves the flag to it; of an order of 0 it makes nothing.
  if (depth >= MAX_WRAPPERS || source.args.length === 0 || source.args.every(isZero)) return undefined;
  const inner = pointersIn(facts.footprints.summary(source.callee, facts.file)?.returns ?? { kind: 'initial' })[0];
  return inner && allocatedWith(flag, inner.to, facts, depth + 1) && { site: source.site, what: `${source.callee}(), which adds __GFP_COMP` };
}

/** alloc_page(): the order is the number 0. */
function isOneOfOrderZero({ source }: Thing): boolean {
  return source.by === 'result' && (source.args.length < 2 || source.args.some((arg) => arg.kind === 'number' && arg.value === 0n));
}

/** Whether the function takes the block apart: a tail's word with the head becomes a plain number without bit 0 (clear_compound_head()). */
export function isTakenApart(thing: Thing, trace: Trace, facts: FileFacts): boolean {
  const range = resolveMember({ names: words.compoundHead }, facts.context.model.layout);
  return trace.effects.some((effect) => (effect.kind === 'write' || effect.kind === 'readwrite') && effect.offset === range?.offset && effect.thing.source.by === 'element' && headOf(effect.thing) === headOf(thing)
    && storedRecords[effect.record] === undefined && effect.value?.kind === 'number' && (effect.value.value & 1n) === 0n);
}

/** Whether the page may lie in high memory, which has no address of its own. */
export function mayBeHighmem(page: Thing, facts: FileFacts): Site | undefined {
  const flag = gfpFlag('__GFP_HIGHMEM', facts.context);
  const { source } = page;
  if (source.by === 'element') return mayBeHighmem(source.of, facts);
  if (flag === undefined || source.by !== 'result') return undefined;
  return source.args.some((arg) => arg.kind === 'number' && (arg.value & flag) !== 0n) ? source.site : undefined;
}
