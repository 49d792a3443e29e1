/** What the page model says about some bits: who keeps what there, and which low bits readers ask for. */
import { claimsOf, type PageModel, readingsOf } from '../model/pageModel.js';
import { describeValue } from '../model/valueKind.js';
import { type Bits, type MemberName } from './words.js';

/** States that most readers of kernel code meet, before the rarer ones. */
const COMMON = ['page-cache', 'anon', 'slab', 'buddy-free', 'page-table', 'swap-cache', 'hugetlb', 'tail-1', 'tail-2', 'tail', 'page-pool', 'zone-device', 'zsmalloc', 'pcp-free', 'balloon'];

/** What owners in some states keep in the bits. */
export interface Kept {
  /** `page cache`, `anonymous page`. */
  readonly states: readonly string[];
  /** `order of the block`. */
  readonly what: string;
}

/** The nearest to the member first; states that keep the same thing stand together. */
export function keptIn(bits: Bits, member: MemberName, model: PageModel): readonly Kept[] {
  if (bits.space !== 'page') return [];
  const kept = new Map<string, { states: { name: string; title: string }[]; rank: number }>();
  const claims = model.states.flatMap((state) => claimsOf(state, model).map((claim) => ({ state, claim })));
  // A name that one or two owners have says which owner is meant; `private` and `mapping` are everybody's.
  const telling = claims.filter(({ claim }) => claim.range.path === member.path).length <= 2;
  // A slab or a page table has one owner; a page or a folio has anybody.
  const oneOwner = member.record !== 'page' && member.record !== 'folio';
  for (const { state, claim } of claims) {
    if (!overlaps(claim.range, bits) || claim.holds.kind === 'null' || claim.range.path === 'flags') continue;
    const tag = claim.holds.kind === 'pointer' && claim.holds.tag ? ` (${describeValue(claim.holds)})` : '';
    const value = claim.holds.kind === 'magic' ? `${describeValue(claim.holds)}, ` : '';
    const what = value + claim.for + (claim.for.includes('|') ? '' : tag);
    const common = COMMON.indexOf(state.name);
    const own = claim.range.record === member.record && oneOwner ? -100 : claim.range.path !== member.path ? 0 : telling ? -50 : -3;
    const rank = own + (common < 0 ? COMMON.length : common);
    const known = kept.get(what);
    if (known) {
      known.rank = Math.min(known.rank, rank);
      if (!known.states.some(({ name }) => name === state.name)) known.states.push(state);
    } else {
      kept.set(what, { states: [state], rank });
    }
  }
  const order = (name: string): number => (COMMON.includes(name) ? COMMON.indexOf(name) : COMMON.length);
  return [...kept].sort(([, a], [, b]) => a.rank - b.rank)
    .map(([what, { states }]) => ({ what, states: [...states].sort((a, b) => order(a.name) - order(b.name)).map(({ title }) => title) }));
}

/** `bit 0 set: tail page`: tests of low bits by readers that do not know the owner, each once. */
export function lowBitTests(bits: Bits, model: PageModel): readonly string[] {
  if (bits.space !== 'page') return [];
  const told = new Set<string>();
  for (const observer of model.observers) {
    for (const reading of readingsOf(observer, model)) {
      if (reading.range.offset * 8 !== bits.offsetBits && !(reading.range.offset * 8 >= bits.offsetBits && reading.range.offset * 8 < bits.offsetBits + bits.sizeBits)) continue;
      for (const { when, readAs } of reading.cases) {
        if (when.test !== 'bits' || when.mask > 7n || when.mask === 0n) continue;
        const name = when.mask === when.equals && (when.mask & (when.mask - 1n)) === 0n ? `bit ${when.mask.toString(2).length - 1} set` : `low bits ${when.equals.toString(2).padStart(when.mask.toString(2).length, '0')}`;
        const at = reading.range.offset * 8 === bits.offsetBits ? '' : ` of ${reading.range.path}`;
        told.add(`${name}${at}: ${readAs}`);
      }
    }
  }
  return [...told];
}

function overlaps(range: { readonly offset: number; readonly size: number }, bits: Bits): boolean {
  return range.offset * 8 < bits.offsetBits + bits.sizeBits && bits.offsetBits < (range.offset + range.size) * 8;
}
