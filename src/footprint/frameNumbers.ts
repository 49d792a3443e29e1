/** Frame numbers of pages that are known: `page_to_pfn(page) + i`, and the page that is asked for by such a number. */
import { pointerTo } from '../c/ctype.js';
import type { Site } from './value.js';
import type { Evaluation } from './evaluation.js';
import { advanced } from './places.js';
import { pointer, pointerOf, type Thing, type Value } from './value.js';

/** A number that stands for a page. @param by the function that gives it (`page_to_pfn`) */
export function frameOf(e: Evaluation, page: Extract<Value, { kind: 'pointer' }>, by: string, site: Site): Value {
  return pointer(e.thing({ by: 'result', callee: by, site, args: [page] }, '', `pfn:${e.keyOf(page.to)}`));
}

const NUMBERED = 'page of a frame number';

/** The page of a frame number that somebody else gave: `pfn_to_page(pfn)`. @param key what it is found again by */
export function numberedPage(e: Evaluation, record: string, key: string): Value {
  return pointer(e.thing({ by: 'unknown', why: NUMBERED }, record, `frame:${key}`));
}

/** Where all struct pages lie in one array (FLATMEM, include/linux/mmzone.h). */
const MEMORY_MAP = 'mem_map';

/** Whether a page was found by its frame number alone: it may be anybody's. */
export function isNumbered({ source }: Thing): boolean {
  if (source.by === 'unknown') return source.why === NUMBERED;
  const array = source.by === 'element' && source.of.source.by === 'member' ? source.of.source.of.source : undefined;
  return array?.by === 'global' && array.name === MEMORY_MAP;
}

/** The page of a frame number, and what gave that number. */
function pageOf(e: Evaluation, value: Value): { readonly page: Extract<Value, { kind: 'pointer' }>; readonly by: string; readonly site: Site } | undefined {
  const source = pointerOf(value)?.to.source;
  if (source?.by !== 'result' || !e.world.interest.frames.has(source.callee)) return undefined;
  const page = source.args[0] && pointerOf(source.args[0]);
  return page && { page, by: source.callee, site: source.site };
}

/**
 * What a sum is of which one part is such a number: the number of a page some places on, or a page, when the other part is where the memory map begins.
 * @param inMap the left part is an address in the memory map (`vmemmap + pfn`)
 * @param key tells this sum from others
 */
export function framed(e: Evaluation, x: Value, y: Value, operator: string, inMap: boolean, key: string): Value | undefined {
  const left = pageOf(e, x), right = operator === '+' ? pageOf(e, y) : undefined;
  const known = left ?? right;
  if (!known || (left && right)) return undefined;
  const other = left ? y : x;
  if (!left && inMap) return known.page;
  const steps: Value = other.kind === 'number' && operator === '-' ? { kind: 'number', value: -other.value } : other;
  const moved = pointerOf(advanced(e, known.page, pointerTo({ kind: 'record', keyword: 'struct', tag: known.page.to.record }), steps, key));
  return moved && frameOf(e, moved, known.by, known.site);
}
