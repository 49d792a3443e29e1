/**
 * Which records are views of struct page: the tree says so itself, by static_asserts that compare offsetof(struct page, x) with
 * offsetof(struct folio, y) (FOLIO_MATCH, TABLE_MATCH, SLAB_MATCH, ZPDESC_MATCH and whatever comes next).
 */
import { TREE_MARKER } from '../kernel/setup.js';
import { definesRecord, type KernelTree, type SourceFile } from '../kernel/tree.js';

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
  // Every file of memory management sees these headers: outlined first, they need not be read again for their asserts.
  const types = tree.source(TREE_MARKER), headers = types ? tree.reach(types) : [];
  const comparing: { readonly source: SourceFile; readonly pairs: readonly (readonly [string, string])[] }[] = [], describing: SourceFile[] = [];
  for (const path of overlayFiles(tree)) {
    const source = tree.sourceHolding(path, ['offsetof', ...DESCRIPTORS.flatMap(spellings)]);
    if (source === undefined) continue;
    const pairs = [...source.text.matchAll(COMPARISON)].flatMap(([, left, right]) => (left !== right ? [[left!, right!] as const] : []));
    if (pairs.length > 0) comparing.push({ source, pairs });
    if (DESCRIPTORS.some((tag) => defines(source, tag))) describing.push(source);
  }
  const tags = new Set(['page']);
  for (let before = 0; before !== tags.size;) {
    before = tags.size;
    for (const [left, right] of comparing.flatMap(({ pairs }) => pairs)) {
      if (tags.has(left)) tags.add(right);
      else if (tags.has(right)) tags.add(left);
    }
  }
  const assertedIn = comparing.filter(({ pairs }) => pairs.some(([left]) => tags.has(left))).map(({ source }) => source);
  // Who compares a record's members sees its definition.
  const seen = new Set([...headers, ...assertedIn.flatMap((source) => tree.reach(source))]);
  const definedIn = new Map<string, readonly string[]>();
  const tell = (tag: string, files: Iterable<SourceFile>): void => {
    const homes = [...files].filter((source) => defines(source, tag)).map(({ path }) => path);
    if (homes.length > 0) definedIn.set(tag, homes);
  };
  for (const tag of tags) tell(tag, seen);
  for (const tag of DESCRIPTORS) tell(tag, describing);
  return { tags: [...tags].filter((tag) => definedIn.has(tag)), descriptors: DESCRIPTORS.filter((tag) => definedIn.has(tag)), definedIn, assertedIn: assertedIn.map(({ path }) => path) };
}

function spellings(tag: string): readonly string[] {
  return [`struct ${tag}`, `union ${tag}`, `struct\t${tag}`, `union\t${tag}`];
}

/** Whether a file defines a record at top level: its braces behind its tag, attributes between them allowed. */
function defines(source: SourceFile, tag: string): boolean {
  return source.text.includes(tag) && definesRecord(source, tag);
}
