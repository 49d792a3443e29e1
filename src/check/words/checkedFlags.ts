/** The page flags that must be clear when a page is freed, as the opened tree says. */
import { FileScope } from '../../kernel/scope.js';
import { ConfiguredScope } from '../../kernel/configured.js';
import { lineColumn } from '../../c/position.js';
import type { CheckContext } from '../context.js';
import type { FindingEvidence } from '../finding.js';

export interface CheckedFlags {
  /** By bit number in page->flags: `PG_private`. */
  readonly bits: ReadonlyMap<number, string>;
  readonly where: FindingEvidence;
}

const HEADER = 'include/linux/page-flags.h';
const MASK = 'PAGE_FLAGS_CHECK_AT_FREE';

/** The flags that are a page's owner's; those of memory management (PG_locked, PG_lru ...) it clears by other functions. */
export const OWNERS_FLAGS: readonly string[] = ['PG_reserved', 'PG_private', 'PG_private_2', 'PG_owner_priv_1', 'PG_owner_2'];

const known = new WeakMap<CheckContext, { readonly flags: CheckedFlags | undefined }>();

/** Reads PAGE_FLAGS_CHECK_AT_FREE of page-flags.h (there since 2.6.x): undefined in a tree without it. */
export function checkedFlags(context: CheckContext): CheckedFlags | undefined {
  let found = known.get(context);
  if (!found) known.set(context, (found = { flags: readFlags(context) }));
  return found.flags;
}

/** The bit number of a page flag in page->flags. */
export function pageFlag(name: string, context: CheckContext): number | undefined {
  const header = context.tree.source(HEADER);
  const bit = header && flagScope(context)?.enumerator(name);
  return bit === undefined ? undefined : Number(bit);
}

const scopes = new WeakMap<CheckContext, ConfiguredScope>();

function flagScope(context: CheckContext): ConfiguredScope | undefined {
  const { setup, parser } = context;
  const header = setup.tree.source(HEADER);
  if (!header) return undefined;
  let scope = scopes.get(context);
  if (!scope) scopes.set(context, (scope = new ConfiguredScope(new FileScope(setup.tree, header), setup.config, setup.arch, parser)));
  return scope;
}

function readFlags(context: CheckContext): CheckedFlags | undefined {
  const header = context.tree.source(HEADER);
  const macro = header?.outline.macros.get(MASK)?.[0];
  const scope = flagScope(context);
  if (!header || !macro || !scope) return undefined;
  const bits = new Map<number, string>();
  for (const [name] of macro.body.matchAll(/\bPG_\w+/g)) {
    const bit = scope.enumerator(name);
    if (bit !== undefined) bits.set(Number(bit), name);
  }
  return { bits, where: { file: HEADER, ...lineColumn(header.text, macro.start), function: '', message: `${MASK} names it` } };
}
