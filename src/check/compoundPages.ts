/** Whether a page heads a compound page, told by how it was allocated. */
import { ConfiguredScope } from '../kernel/configured.js';
import { FileScope } from '../kernel/scope.js';
import type { Trace } from '../footprint/effect.js';
import type { Site, Thing, Value } from '../footprint/value.js';
import type { CheckContext } from './context.js';
import type { FileFacts } from './fileFacts.js';

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

/** The allocation with __GFP_COMP and an order that is not 0 that a page comes from. */
export function compoundOrigin(head: Thing, trace: Trace, facts: FileFacts): { readonly site: Site; readonly what: string } | undefined {
  const flag = gfpFlag('__GFP_COMP', facts.context);
  const { source } = head;
  // A folio is a page or a compound page: what lies behind its first page is a tail.
  if (head.record === 'folio') {
    return source.by === 'result' ? { site: source.site, what: `a folio from ${source.callee}()` }
      : { site: trace.summary.at, what: 'a folio' };
  }
  if (flag === undefined || source.by !== 'result') return undefined;
  const has = (value: Value): boolean => value.kind === 'number' && (value.value & flag) === flag;
  return source.args.some(has) && !source.args.every((arg) => has(arg) || (arg.kind === 'number' && arg.value === 0n)) ? { site: source.site, what: `${source.callee}() with __GFP_COMP` } : undefined;
}

/** Whether the page may lie in high memory, which has no address of its own. */
export function mayBeHighmem(page: Thing, facts: FileFacts): Site | undefined {
  const flag = gfpFlag('__GFP_HIGHMEM', facts.context);
  const { source } = page;
  if (source.by === 'element') return mayBeHighmem(source.of, facts);
  if (flag === undefined || source.by !== 'result') return undefined;
  return source.args.some((arg) => arg.kind === 'number' && (arg.value & flag) !== 0n) ? source.site : undefined;
}
