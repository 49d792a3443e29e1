/** The uses of struct page and its views, each with the words it touches: what the view by words counts and lists. */
import type { UseFilter } from '../pageWordsProtocol.js';
import type { FieldUse } from '../uses/fieldUse.js';
import { type FileOwner, fileOwners } from '../whatif/fileOwner.js';
import type { KernelSession } from './session.js';
import { bitsOfUse } from './useBits.js';
import type { Bits } from './words.js';
import { type OpenedTree, usesNow } from './workspace.js';

export interface PageUse {
  readonly use: FieldUse;
  readonly owner: string;
  /** Undefined when the configuration leaves the member out. */
  readonly bits: Bits | undefined;
}

export interface PageUses {
  readonly uses: readonly PageUse[];
  readonly complete: boolean;
}

/** All uses that touch a struct page: not those of descriptors that a page only points to, nor of a whole page in a folio. */
export function pageUses(tree: OpenedTree): PageUses {
  const { session } = tree;
  const { uses, complete } = usesNow(tree);
  const owner = ownersKept(fileOwners(session.model));
  const bits = bitsKept(session);
  return {
    complete,
    uses: uses.flatMap((use): PageUse[] => {
      const at = bits(use);
      return at === 'other' ? [] : [{ use, owner: owner(use.file), bits: at }];
    }),
  };
}

/** Whether a use is one of those asked for. */
export function passes({ access, records, owners, members }: UseFilter): (use: PageUse) => boolean {
  const any = <T>(wanted: readonly T[], value: T): boolean => wanted.length === 0 || wanted.includes(value);
  return ({ use, owner }) => any(access, use.access) && any(records, use.record) && any(owners, owner) && any(members, use.field);
}

/** Byte offsets of the words that some bits lie in. */
export function wordsOf({ offsetBits, sizeBits }: Bits, wordSize: number): readonly number[] {
  const wordBits = wordSize * 8;
  const first = Math.floor(offsetBits / wordBits), last = Math.floor((offsetBits + Math.max(sizeBits, 1) - 1) / wordBits);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * wordSize);
}

/** Thousands of uses name a few hundred members: each is looked up once. */
function bitsKept(session: KernelSession): (use: FieldUse) => Bits | 'other' | undefined {
  const { overlays } = session;
  const shared = session.layoutsIn('').records;
  const known = new Map<string, Bits | 'other' | undefined>();
  return (use) => {
    if (overlays.descriptors.includes(use.record)) return 'other';
    // A view that files define for themselves is another one in each.
    const key = `${use.record} ${use.path} ${shared[use.record] ? '' : use.file}`;
    if (known.has(key)) return known.get(key);
    const found = bitsOfUse(session, use);
    const bits = found === 'all' || (found && found.space !== 'page') ? 'other' : found;
    known.set(key, bits);
    return bits;
  };
}

function ownersKept(ownerOf: FileOwner): FileOwner {
  const known = new Map<string, string>();
  return (file) => {
    let owner = known.get(file);
    if (owner === undefined) known.set(file, (owner = ownerOf(file)));
    return owner;
  };
}
