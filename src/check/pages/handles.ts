/** Number types that stand for a page: where a reference may be to a page or to something else, headers hide the pointer in a number. */
import type { KernelTree } from '../../kernel/tree.js';
import type { OverlayRecords } from '../../layout/overlays.js';

const NUMBER = /\btypedef\s+(?:unsigned\s+long|uintptr_t)\s+(?:__bitwise\s+)?(\w+)\s*;/g;

/**
 * Types whose header gives the page of such a number (`netmem_ref`: include/net/netmem.h:netmem_to_page(), 6.7 on). Looked for where overlays are declared.
 * @returns the tag of the record behind each type's name
 */
export function pageHandles(tree: KernelTree, overlays: OverlayRecords): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const path of overlays.assertedIn.filter((one) => one.endsWith('.h'))) {
    const text = tree.source(path)?.text ?? '';
    for (const [, name] of text.matchAll(NUMBER)) {
      const gives = new RegExp(`\\bstruct\\s+(${overlays.tags.join('|')})\\s*\\*\\s*\\w+\\s*\\(\\s*(?:const\\s+)?${name!}\\s+\\w+\\s*\\)`).exec(text);
      if (gives) found.set(name!, gives[1]!);
    }
  }
  return found;
}
