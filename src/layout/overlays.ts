/**
 * Which records are views of struct page: the tree says so itself, by static_asserts that compare offsetof(struct page, x) with
 * offsetof(struct folio, y) (FOLIO_MATCH, TABLE_MATCH, SLAB_MATCH, ZPDESC_MATCH and whatever comes next).
 */
import type { KernelTree, SourceFile } from '../kernel/tree.js';

/** Folders whose files may declare an overlay of struct page. */
const FOLDERS = ['include/linux', 'include/net', 'mm', 'drivers/iommu'];

/** Memory descriptors that a word of struct page points to: not the same bits, but read in the same breath. */
const DESCRIPTORS = ['zspage'];

const COMPARISON = /offsetof\s*\(\s*struct\s+(\w+)\s*,[^)]*\)\s*==[\s\\]*offsetof\s*\(\s*struct\s+(\w+)\s*,/g;

export interface OverlayRecords {
  /** `page` first, then its overlays in the order they were found. */
  readonly tags: readonly string[];
  /** Records that page words point to, where the tree has them. */
  readonly descriptors: readonly string[];
  /** The files that define each of these tags. */
  readonly definedIn: ReadonlyMap<string, readonly string[]>;
  /** The files whose asserts say so. */
  readonly assertedIn: readonly string[];
}

/** The files in which an overlay may be declared or asserted. */
export function overlayFiles(tree: KernelTree): readonly string[] {
  return FOLDERS.flatMap((folder) => tree.files.list(folder).filter((name) => /\.[ch]$/.test(name)).map((name) => `${folder}/${name}`));
}

/** Reads the folders' files that compare offsets with struct page's. */
export function findOverlays(tree: KernelTree): OverlayRecords {
  const files = overlayFiles(tree);
  const pairs: [string, string][] = [];
  const assertedIn: string[] = [];
  const definers = new Map<string, string[]>();
  for (const path of files) {
    const text = tree.sourceHolding(path, ['offsetof'])?.text;
    if (text === undefined) continue;
    let found = false;
    for (const [, left, right] of text.matchAll(COMPARISON)) {
      if (left !== right) pairs.push([left!, right!]);
      found ||= left !== right;
    }
    if (found) assertedIn.push(path);
  }
  const tags = new Set(['page']);
  for (let before = 0; before !== tags.size;) {
    before = tags.size;
    for (const [left, right] of pairs) {
      if (tags.has(left)) tags.add(right);
      else if (tags.has(right)) tags.add(left);
    }
  }
  // One search over each file for all tags, attributes behind them allowed; the outline then says whether it is a definition at top level.
  const wanted = [...tags, ...DESCRIPTORS];
  const definition = new RegExp(`\\b(?:struct|union)\\s+(${wanted.join('|')})(?:\\s*\\{|\\s+__)`, 'g');
  const words = wanted.flatMap((tag) => [`struct ${tag}`, `union ${tag}`, `struct\t${tag}`, `union\t${tag}`]);
  const mayDefine = ({ outline: { names } }: SourceFile): boolean => wanted.some((tag) => names.has(`struct ${tag}`) || names.has(`union ${tag}`));
  for (const path of files) {
    // An outline that is there already tells sooner than a search.
    const shared = tree.shared(path);
    const source = shared ? (mayDefine(shared) ? shared : undefined) : tree.sourceHolding(path, words);
    if (!source) continue;
    for (const tag of new Set([...source.text.matchAll(definition)].map((hit) => hit[1]!))) {
      if (source.outline.names.has(`struct ${tag}`) || source.outline.names.has(`union ${tag}`)) definers.set(tag, [...(definers.get(tag) ?? []), path]);
    }
  }
  return { tags: [...tags].filter((tag) => definers.has(tag)), descriptors: DESCRIPTORS.filter((tag) => definers.has(tag)), definedIn: definers, assertedIn };
}
