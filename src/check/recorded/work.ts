/** What a function does by its own lines to the words that pages share: the vocabulary in which kernels' functions are recorded. */
import { type Chain, innermost, sitesOf, type Trace } from '../../footprint/effect.js';
import { armsOf } from '../../footprint/value.js';
import { storedRecords } from '../../model/lifeStage.js';
import { overlap, resolveMember } from '../../model/memberRange.js';
import { words } from '../../model/states/words.js';
import type { FileFacts } from '../fileFacts.js';

/** One thing that a function does to a page. */
export interface Work {
  readonly does: 'clears' | 'sets' | 'unlinks';
  /** A member by its last name (`mapping`), a flag or a page type by the name its helpers share (`buddy`), or nothing. */
  readonly of: string;
  /** The inline function or macro's function that it has it done by; empty where it names the member itself. */
  readonly by: string;
}

/** PAGEFLAG(), PAGE_TYPE_OPS() and their like (include/linux/page-flags.h). */
const CLEARS = /^_*(?:TestClearPage|ClearPage|folio_clear_|folio_test_clear_)(\w+)$/, SETS = /^_*(?:TestSetPage|SetPage|folio_set_|folio_test_set_)(\w+)$/;
/** Flags that go with a word, or that the allocator asks for. */
const FLAGS: readonly string[] = ['private', 'private2', 'reserved', 'swapcache'];
const MEMBERS = /^(?:mapping|index|private|_private|memcg_data|mem_cgroup|compound_head|compound_info|pgmap|zone_device_data|swap|val|pp|pp_magic|freelist|slab_cache|first_page|zspage|pt_mm|pt_index)$/;

export function workOf(trace: Trace, facts: FileFacts): readonly Work[] {
  const { layout } = facts.context.model, found = new Map<string, Work>();
  const type = resolveMember({ names: words.pageType }, layout) ?? resolveMember({ names: words.mapcount }, layout);
  for (const effect of trace.effects) {
    const { kind, offset, size, value, path } = effect;
    if ((kind !== 'write' && kind !== 'readwrite') || offset === undefined || !facts.isPage(effect.thing) || effect.thing.source.by === 'local' || !isOwnLine(effect.chain, facts)) continue;
    const site = innermost(effect.chain), by = site.function === trace.summary.function ? '' : site.function;
    const isConstant = value !== undefined && armsOf(value).every((arm) => arm.kind === 'number');
    const cleared = CLEARS.exec(by)?.[1], set = SETS.exec(by)?.[1], flag = (cleared ?? set ?? '').toLowerCase().replaceAll('_', '');
    let work: Work | undefined;
    if (flag !== '') work = FLAGS.includes(flag) || (type && overlap(type, { offset, size })) ? { does: cleared === undefined ? 'sets' : 'clears', of: flag, by } : undefined;
    else if (storedRecords[effect.record] !== undefined) work = isConstant ? { does: 'unlinks', of: '', by } : undefined;
    else {
      const member = path.replace(/^.*\./, '');
      if (MEMBERS.test(member)) work = { does: isConstant && value && armsOf(value).every((arm) => arm.kind === 'number' && arm.value === 0n) ? 'clears' : 'sets', of: path.endsWith('swap.val') ? 'swap' : member, by };
    }
    if (work) found.set(`${work.does} ${work.of} ${work.by}`, work);
  }
  return [...found.values()];
}

/** By a line of the function, or by a header's function that this calls. */
function isOwnLine(chain: Chain, facts: FileFacts): boolean {
  const [first, ...more] = sitesOf(chain);
  return first?.file === facts.file.path && more.every(({ file }) => file.endsWith('.h'));
}
