/** The functions that set and clear page flags and types: made of one name by PAGEFLAG(), PAGE_TYPE_OPS() and their like (include/linux/page-flags.h). */

const SETS = /^_*(?:TestSetPage|SetPage|folio_set_|folio_test_set_)(\w+)$/, CLEARS = /^_*(?:TestClearPage|ClearPage|folio_clear_|folio_test_clear_)(\w+)$/;

/** The flag or type that a function of that name sets, by a name that all its helpers share: `private2`, `buddy`. */
export function setBy(name: string): string | undefined {
  return shared(SETS.exec(name)?.[1]);
}

/** The same of one that clears it. */
export function clearedBy(name: string): string | undefined {
  return shared(CLEARS.exec(name)?.[1]);
}

/** The name that helpers share of a flag: `PG_private_2`. */
export function sharedName(flag: string): string {
  return flag.replace(/^PG_/, '').toLowerCase().replaceAll('_', '');
}

function shared(name: string | undefined): string | undefined {
  return name === undefined ? undefined : sharedName(name);
}
