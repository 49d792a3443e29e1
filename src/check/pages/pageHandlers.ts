/** Which functions of a file may handle struct pages, as far as their text and the names in reach tell: the others need not be read. */
import { blankCommentsAndContinuations } from '../../c/condition.js';
import type { Item } from '../../c/outline.js';
import type { FileScope } from '../../kernel/scope.js';
import type { SourceFile } from '../../kernel/tree.js';
import type { NearbyNames } from '../../uses/nearby.js';
import { callsThat } from '../../model/pageEvents.js';
import { someWord } from '../../uses/wordSet.js';

const MAPS = new RegExp(`\\b(?:${[...callsThat('maps-pages')].join('|')})\\s*\\(`);

/** Macros followed through what they call. */
const MAX_CHAIN = 4;

/** What the text of a file tells of its functions. */
export interface PageHandlers {
  /** Those that may do something to a page they name. */
  readonly items: ReadonlySet<Item>;
  /** Names of those, and of whatever calls one of them. */
  readonly names: ReadonlySet<string>;
}

/**
 * @param tags of struct page and its overlays
 * @param handles number types that stand for a page (`netmem_ref`)
 * @param types names of types that pointers to some pages have (`pgtable_t`)
 * @param calls functions that the page model knows by name
 * @param takers those that take the address of a page's memory, with what gives the page of such an address: vfree() is of interest where vmalloc_to_page() is
 */
export function pageHandlers(scopeOf: (file: SourceFile) => FileScope, nearby: NearbyNames, tags: readonly string[], handles: readonly string[], types: readonly string[], calls: RegExp, takers: ReadonlyMap<string, string>): (file: SourceFile) => PageHandlers {
  const found = new WeakMap<SourceFile, PageHandlers>();
  const names = new RegExp(`\\bstruct\\s+(?:${tags.join('|')})\\b${handles.map((handle) => `|\\b${handle}\\b`).join('')}`);
  // `page`, `SetPageFoo`, `ZERO_PAGE`, and so with every view the tree declares; PAGE_SIZE and its like are numbers.
  const naming = new RegExp([...new Set(['page', ...tags, ...handles.map((handle) => handle.replace(/_(?:ref|t)$/, ''))])].map((tag) => `[${tag.charAt(0).toUpperCase()}${tag.charAt(0)}]${tag.slice(1)}|_${tag.toUpperCase()}\\b`).concat(types.map((type) => `\\b${type}\\b`)).join('|'));
  const namesPage = (text: string): boolean => naming.test(text);
  return (file) => {
    let handlers = found.get(file);
    if (!handlers) {
      const scope = scopeOf(file);
      nearby.learn(scope.reach.filter((reached) => reached !== file));
      const unnamed = [...takers].flatMap(([taker, converter]) => (!namesPage(taker) && file.text.includes(converter) ? [taker] : []));
      const frees = unnamed.length > 0 ? new RegExp(`\\b(?:${unnamed.join('|')})\\b`) : undefined;
      handlers = nearby.knowing([file], () => handlersIn(file, nearby, (text) => namesPage(text) || (frees?.test(text) ?? false), (text) => calls.test(text) || callsTaker(text, { scope, names, namesPage })));
      found.set(file, handlers);
    }
    return handlers;
  };
}

interface Look {
  readonly scope: FileScope;
  /** The types of pages. */
  readonly names: RegExp;
  /** Whether a word names a page in some way. */
  readonly namesPage: (text: string) => boolean;
}

/** Whether a text calls a function declared with a page, or a macro that does. */
function callsTaker(text: string, look: Look, depth = 0): boolean {
  const { scope, names, namesPage } = look;
  const asked = new Set<string>();
  return someWord(text, (start, end) => {
    if (!/^\s*\(/.test(text.slice(end, end + 4))) return false;
    const name = text.slice(start, end);
    if (!namesPage(name) || asked.has(name)) return false;
    asked.add(name);
    return scope.items(name).some(({ file, item }) => names.test(file.text.slice(item.start, item.body < 0 ? item.end : item.body)))
      || (depth < MAX_CHAIN && scope.macros(name).some(({ macro }) => macro.params !== undefined && callsTaker(macro.body, look, depth + 1)));
  });
}

function handlersIn(file: SourceFile, nearby: NearbyNames, namesPage: (text: string) => boolean, calls: (text: string) => boolean): PageHandlers {
  const items = new Set<Item>(), names = new Set<string>();
  // Functions that may give the address at which pages lie one behind the other: who keeps that keeps the pages.
  const mapping = new Set<string>();
  const functions = file.outline.items.filter((item) => item.kind === 'function' && item.name !== '');
  const own = new Set(functions.map(({ name }) => name));
  const rest: { readonly item: Item; readonly isNaming: boolean; readonly callees: readonly string[] }[] = [];
  for (const item of functions) {
    const text = file.text.slice(item.start, item.end), isNaming = namesPage(text);
    const plain = isNaming ? blankCommentsAndContinuations(text) : text;
    if (isNaming && (calls(plain) || nearby.mayHandle(plain, namesPage))) {
      items.add(item);
      names.add(item.name);
      if (MAPS.test(plain) && /\*\s*$/.test(text.slice(0, text.indexOf(item.name)))) mapping.add(item.name);
    } else rest.push({ item, isNaming, callees: [...new Set(plain.match(/[A-Za-z_]\w*/g))].filter((word) => word !== item.name && own.has(word)) });
  }
  // Who calls one of them may hand it a page, or get one.
  for (let before = -1; before !== names.size;) {
    before = names.size;
    for (const { item, isNaming, callees } of rest) {
      if (names.has(item.name) || !callees.some((callee) => names.has(callee))) continue;
      names.add(item.name);
      if (isNaming || callees.some((callee) => mapping.has(callee))) items.add(item);
    }
  }
  return { items, names };
}
