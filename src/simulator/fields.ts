import type { LayoutSet } from '../layout/record.js';
import { resolveMember, type ByteRange, type MemberName } from '../model/memberRange.js';
import { words } from '../model/states/words.js';
import type { Memory } from './memory.js';

/** A member of struct page as the simulator reaches it: units from the page's start. */
export interface Field {
  readonly path: string;
  readonly unit: number;
  /** Bits; fields smaller than 32 are masked into their unit. */
  readonly bits: number;
  readonly shift: number;
}

/** A field of at most a word at a byte range; undefined where it crosses units in a way no member does. */
export function fieldAt(path: string, range: ByteRange, memory: Memory): Field | undefined {
  const unit = Math.floor(range.offset / 4);
  const within = range.offset - unit * 4;
  if (range.size > 8 || within + range.size > 4 * Math.max(1, range.size / 4)) return undefined;
  const shift = range.size >= 4 ? 0 : (memory.bigEndian ? 4 - range.size - within : within) * 8;
  return { path, unit, bits: range.size * 8, shift };
}

/** A member by any of its names, or undefined where this layout has none. */
export function findField(member: MemberName, layout: LayoutSet, memory: Memory): Field | undefined {
  const range = resolveMember(member, layout);
  return range === undefined ? undefined : fieldAt(range.path, range, memory);
}

/** The unit of a member that every layout has. */
export function unitOf(names: readonly string[], layout: LayoutSet): number {
  const range = resolveMember({ names }, layout);
  if (range === undefined) throw new Error(`struct page of ${layout.kernel} ${layout.config} has no ${names.join(' or ')}`);
  return range.offset / 4;
}

/** The words every part of the simulator uses, as units from a page's start. */
export interface CommonUnits {
  readonly flags: number;
  readonly lru: number;
  readonly mapping: number;
  readonly index: number;
  readonly private: number;
  readonly mapcount: number;
  readonly refcount: number;
  readonly memcg: number | undefined;
}

/** {@link CommonUnits} of a layout. Throws when struct page lacks one that every kernel has. */
export function commonUnits(layout: LayoutSet): CommonUnits {
  const memcg = resolveMember({ names: words.memcg }, layout);
  return {
    flags: unitOf(words.flags, layout), lru: unitOf(['lru'], layout), mapping: unitOf(words.mapping, layout), index: unitOf(words.index, layout),
    private: unitOf(words.private, layout), mapcount: unitOf(words.mapcount, layout), refcount: unitOf(words.refcount, layout),
    memcg: memcg === undefined ? undefined : memcg.offset / 4,
  };
}
