/** Which configuration symbols a tree has: its Kconfig files are read from the top one on, until the symbol is found. */
import { joinPath } from '../../../kernel/files.js';
import type { KernelTree } from '../../../kernel/tree.js';

/** More than any tree has: a file that sources itself in a roundabout way ends. */
const MAX_FILES = 4000;
/** Files that each architecture has one of: `arch/$(SRCARCH)/Kconfig`. */
const OF_ARCH = /^arch\/\$\(\w+\)\//;

/**
 * @param symbol with its CONFIG_
 * @returns undefined when some Kconfig file cannot be read
 */
export function isSymbolOf(tree: KernelTree, symbol: string): boolean | undefined {
  if (tree.filesDefining(symbol).length > 0) return true;
  const defined = new RegExp(`^[ \\t]*(?:menu)?config[ \\t]+${symbol.replace(/^CONFIG_/, '')}[ \\t]*$`, 'm');
  const archs = tree.files.list('arch').filter((name) => name.endsWith('/')), files = new Set(['Kconfig']);
  // A Set is walked in the order of insertion, what is added on the way included.
  for (const path of files) {
    const text = textOf(tree, path);
    if (text === undefined) {
      // Not every architecture has each of the files that some have.
      if (path.startsWith('arch/')) continue;
      return undefined;
    }
    if (defined.test(text)) return true;
    for (const [, sourced] of text.matchAll(/^[ \t]*o?r?source[ \t]+"([^"]+)"/gm)) {
      const name = sourced!.replace(/^\$\(srctree\)\//, '');
      for (const one of OF_ARCH.test(name) ? archs.map((arch) => name.replace(OF_ARCH, `arch/${arch}`)) : [name]) {
        if (one.includes('$')) return undefined;
        files.add(joinPath('', one));
      }
    }
    if (files.size > MAX_FILES) return undefined;
  }
  return false;
}

/** As a change makes it; the tree, which is asked for C files, need not keep it. */
function textOf(tree: KernelTree, path: string): string | undefined {
  const source = tree.source(path);
  if (source) tree.release(source);
  return source?.text;
}
