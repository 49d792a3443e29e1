import type { NodeWhere } from '../nodePlace.js';

/** A scenario's word for a place: `contents`, a member's name or a byte offset. */
export function toWhere(at: string | number): NodeWhere {
  return at === 'contents' ? { in: 'contents' } : { in: 'page', at };
}
