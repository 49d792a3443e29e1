/** The tracked records of an opened tree, with all their member names. */
import type { CParser } from '../c/syntax.js';
import { FileScope } from '../kernel/scope.js';
import type { KernelTree } from '../kernel/tree.js';
import type { OverlayRecords } from '../layout/overlays.js';
import { TrackedRecords } from './tracked.js';
import { FileTypes } from './types.js';

/**
 * @param wanted tags to report; default: struct page, its overlays and descriptors. A tag that is none of these is found where it is defined.
 * @returns the records, and the wanted tags of which the tree has no definition
 */
export function trackRecords(tree: KernelTree, parser: CParser, overlays: OverlayRecords, wanted: readonly string[] = []): { tracked: TrackedRecords; missing: readonly string[] } {
  const tags = wanted.length > 0 ? wanted : [...overlays.tags, ...overlays.descriptors];
  const fields = new Set<string>();
  const missing: string[] = [];
  for (const tag of tags) {
    let known = false;
    for (const path of overlays.definedIn.get(tag) ?? ['include/linux/mm.h', 'include/linux/fs.h', 'include/linux/blkdev.h']) {
      const source = tree.source(path);
      if (!source) continue;
      const types = new FileTypes(new FileScope(tree, source), parser);
      for (const keyword of ['struct', 'union'] as const) {
        const members = types.membersOf({ kind: 'record', keyword, tag });
        if (typeof members === 'string') continue;
        known = true;
        for (const name of members.members.keys()) fields.add(name);
      }
      if (known && !overlays.definedIn.has(tag)) break;
    }
    if (!known) missing.push(tag);
  }
  return { tracked: new TrackedRecords(tags, fields, overlays), missing };
}
