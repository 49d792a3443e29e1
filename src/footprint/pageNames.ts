/** Which functions of a file are worth reading for what they do to pages, as far as their text tells. */
import type { SourceFile } from '../kernel/tree.js';

/** A function that handles pages names one in some way; PAGE_SIZE and its like are numbers. */
const NAMES_A_PAGE = /[Pp]age|[Ff]olio|[Ss]lab|ptdesc|zpdesc|netmem|_PAGE\b/;

const known = new WeakMap<SourceFile, ReadonlySet<string>>();

export function namesPage(text: string): boolean {
  return NAMES_A_PAGE.test(text);
}

/** The functions of a file that name a page, or call one of the file's that does: what the others give is no page. */
export function functionsNamingPages(file: SourceFile): ReadonlySet<string> {
  const found = known.get(file);
  if (found) return found;
  const naming = new Set<string>();
  const rest: { readonly name: string; readonly words: ReadonlySet<string> }[] = [];
  const functions = file.outline.items.filter((item) => item.kind === 'function' && item.name !== '');
  const own = new Set(functions.map(({ name }) => name));
  for (const { name, start, end } of functions) {
    const text = file.text.slice(start, end);
    if (namesPage(text)) naming.add(name);
    else rest.push({ name, words: new Set((text.match(/[A-Za-z_]\w*/g) ?? []).filter((word) => word !== name && own.has(word))) });
  }
  for (let grown = true; grown;) {
    grown = false;
    for (const { name, words } of rest) {
      if (naming.has(name) || ![...words].some((word) => naming.has(word))) continue;
      naming.add(name);
      grown = true;
    }
  }
  known.set(file, naming);
  return naming;
}
