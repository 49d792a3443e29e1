/** Where a file puts constants into words of pages, or compares such words with them, by way of a local, too: told from the text. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import type { SourceFile } from '../../../kernel/tree.js';
import type { LayoutSet } from '../../../layout/record.js';
import { type ByteRange, resolveMember } from '../../../model/memberRange.js';
import { sentinelUses } from '../../words/sentinelUses.js';

export interface MarkUse extends ByteRange {
  /** The constant. */
  readonly name: string;
  readonly does: 'stores' | 'compares';
  readonly file: string;
  /** Where the name stands. */
  readonly at: number;
}

const USE = /(==|!=|[^=!<>]=)\s*(?:\(\s*(?:void\s*\*|unsigned\s+long|uintptr_t|struct\s+\w+\s*\*)\s*\)\s*)*\(?\s*([A-Za-z_]\w+)\b(?!\s*\()/g;
/** What stands in front of the operator: a member, masked or not, or a local. */
const MEMBER = /\b(\w+)\s*->\s*([\w.]+)\s*\)?(?:\s*&\s*[~\w]+\s*\))?\s*$/;
const LOCAL = /(?:^|&&|[^.>*&\s])\s*\b(\w+)\s*$/;

/**
 * @param names of the constants that are asked for
 * @param tags of struct page and its overlays
 */
export function markUses(file: SourceFile, names: ReadonlySet<string>, tags: readonly string[], layout: LayoutSet): readonly MarkUse[] {
  const direct = sentinelUses(file, tags).flatMap(({ name, word, does, offset }): MarkUse[] => {
    const range = names.has(name) ? resolveMember({ names: [word] }, layout) : undefined;
    return range ? [{ name, does, file: file.path, at: offset, offset: range.offset, size: range.size }] : [];
  });
  const others = file.outline.items.filter(({ kind }) => kind === 'function').flatMap(({ start, end }) => usesIn(file, start, end, names, { tags, layout }));
  return [...direct, ...others.filter(({ at }) => direct.every((use) => use.at !== at))];
}

/** How pages are declared, and where their members lie. */
interface Pages { readonly tags: readonly string[]; readonly layout: LayoutSet }

function usesIn({ path, text: whole }: SourceFile, start: number, end: number, names: ReadonlySet<string>, pages: Pages): readonly MarkUse[] {
  const raw = whole.slice(start, end);
  if (![...names].some((name) => raw.includes(name))) return [];
  const text = blankCommentsAndContinuations(raw);
  return [...text.matchAll(USE)].flatMap((hit): MarkUse[] => {
    const [, operator, name] = hit, isCompared = /^[=!]=$/.test(operator!);
    if (!names.has(name!)) return [];
    const left = text.slice(Math.max(0, hit.index - 200), hit.index + (isCompared ? 0 : 1)).replace(/[|\s]+$/, '');
    const range = placeOf(left, text, pages) ?? (isCompared ? placeOfLocal(left, text, pages) : undefined);
    return range ? [{ name: name!, does: isCompared ? 'compares' : 'stores', file: path, at: start + hit.index + hit[0].lastIndexOf(name!), ...range }] : [];
  });
}

/** The member of a page that an expression ends with. */
function placeOf(expression: string, text: string, { tags, layout }: Pages): ByteRange | undefined {
  const [, pointer, member] = MEMBER.exec(expression) ?? [];
  if (pointer === undefined) return undefined;
  const [, record] = new RegExp(`\\bstruct\\s+(${tags.join('|')})\\s*\\*+\\s*(?:const\\s+)?(?:\\w+\\s*(?:=[^,;(){}]*)?,\\s*\\*+\\s*)*${pointer}\\b`).exec(text) ?? [];
  const range = record === undefined ? undefined : resolveMember({ record, names: [member!] }, layout);
  return range && { offset: range.offset, size: range.size };
}

/** The one member that a local is given wherever it is given something. */
function placeOfLocal(expression: string, text: string, pages: Pages): ByteRange | undefined {
  const [, local] = LOCAL.exec(expression) ?? [];
  if (local === undefined || /^\d/.test(local)) return undefined;
  const places = [...text.matchAll(new RegExp(`(?<![\\w.>])${local}\\s*=(?!=)([^;,]*)`, 'g'))].map(([, value]) => placeOf(value!, text, pages));
  return places.every((place) => place && place.offset === places[0]?.offset) ? places[0] : undefined;
}
