/** Whether one function comes to another by calls, told from the text of functions' and macros' bodies. */
import { directoryOf } from '../../kernel/files.js';
import type { Body, TreeNames } from './treeNames.js';

/** Calls between two steps that a model's path names; munmap() to the page table walk takes eleven. */
const MAX_CALLS = 14;
/** Functions looked at before the search is given up. */
const MAX_LOOKED_AT = 20_000;
const NAME = /\b([A-Za-z_]\w*)(\s*\()?/g;

/**
 * The number of calls from one function to another, 1 when the caller's own text names it; undefined when no way is found.
 * Functions on the way lie in the caller's folder, in the callee's, or in headers: elsewhere everything reaches everything.
 */
export function callsBetween(caller: string, callee: string, names: TreeNames): number | undefined {
  const folders = new Set([...names.bodies(caller), ...names.bodies(callee)].map(({ path }) => directoryOf(path)));
  const isOnTheWay = ({ path }: Body): boolean => path.endsWith('.h') || folders.has(directoryOf(path));
  const seen = new Set([caller]);
  let ring: readonly Body[] = names.bodies(caller), lookedAt = 0;
  for (let calls = 1; calls <= MAX_CALLS && ring.length > 0 && lookedAt < MAX_LOOKED_AT; calls++, lookedAt += ring.length) {
    const next: Body[] = [];
    for (const { text } of ring) {
      for (const [, name, call] of text.matchAll(NAME)) {
        // Named without a call: handed on as a pointer. What is further away counts only by calls.
        if (name === callee) return calls;
        if (call === undefined || seen.has(name!)) continue;
        seen.add(name!);
        next.push(...names.bodies(name!).filter(isOnTheWay));
      }
    }
    ring = next;
  }
  return undefined;
}
