import { inEra, type Era } from '../model/era.js';

/** A function of the page allocator under the names it has had, by the releases that have them. */
type Names = readonly { readonly name: string; readonly era: Era }[];

/** Two names, and the release that has the second. */
function renamed(before: string, release: string, since: string): Names {
  return [{ name: before, era: { before: release } }, { name: since, era: { since: release } }];
}

/** Who writes struct page in mm/page_alloc.c and mm/internal.h, where releases call it differently (5.10, 6.1, 6.12 and 7.2 read). */
const writers = {
  listFreeBlock: renamed('add_to_free_list', '6.10', '__add_to_free_list'),
  unlistFreeBlock: renamed('del_page_from_free_list', '6.10', '__del_page_from_free_list'),
  listOnCpu: renamed('free_unref_page_commit', '6.14', 'free_frozen_page_commit'),
  makeTail: renamed('prep_compound_page', '5.17', 'prep_compound_tail'),
  makeHead: renamed('prep_compound_page', '5.17', 'prep_compound_head'),
  unmakeTail: renamed('free_tail_pages_check', '6.5', 'free_tail_page_prepare'),
  clearTypeOfBadPage: renamed('page_mapcount_reset', '6.11', '__ClearPageBuddy'),
} as const satisfies Readonly<Record<string, Names>>;

/** The function's name in that kernel. */
export function writerName(writer: keyof typeof writers, kernel: string): string {
  return writers[writer].find(({ era }) => inEra(era, kernel))!.name;
}
