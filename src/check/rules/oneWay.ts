/** Places of a function by its braces. */

/**
 * Whether one of two places lies in the block of the other, or in one inside of it: not each in an arm of its own.
 * @param one a 0-based offset in `text`, as `other` is
 */
export function isOnOneWay(one: number, other: number, text: string): boolean {
  let depth = 0, lowest = 0;
  for (const brace of text.slice(Math.min(one, other), Math.max(one, other)).match(/[{}]/g) ?? []) {
    depth += brace === '{' ? 1 : -1;
    lowest = Math.min(lowest, depth);
  }
  return lowest === 0 || depth === lowest;
}
