import { words } from '../../model/states/words.js';
import type { Access, FieldUse } from '../../uses/fieldUse.js';
import type { FileOwner } from '../fileOwner.js';
import { unknownName } from '../../json/nearest.js';

/** How uses of a member are told apart. */
export type Grouping = 'member' | 'file' | 'directory' | 'owner';
export const GROUPINGS: readonly Grouping[] = ['member', 'directory', 'owner', 'file'];

/** Uses of one member in one group. */
export interface LeftCount {
  readonly by: Grouping;
  /** The file, directory or owner; the member itself when grouped by members. */
  readonly key: string;
  readonly member: string;
  readonly count: number;
  readonly reads: number;
  readonly writes: number;
  /** Addresses taken, and arrays that decay. */
  readonly addresses: number;
  /** In code that this configuration does not compile. */
  readonly inactive: number;
}

/** `page.index`: names that changed between kernels count as one member, by the name they had first. */
export function memberOf(use: Pick<FieldUse, 'record' | 'field'>): string {
  const known = Object.values(words).find((names) => (names as readonly string[]).includes(use.field));
  return `${use.record}.${known?.[0]?.split('.')[0] ?? use.field}`;
}

/** What somebody asks for: `index` in any view, `page.index` in one. */
export function wants(asked: readonly string[]): (use: FieldUse) => boolean {
  if (asked.length === 0) return (use) => use.record === 'page';
  const names = new Set(asked);
  return (use) => [memberOf(use), `${use.record}.${use.field}`].some((name) => names.has(name) || names.has(name.slice(name.indexOf('.') + 1)));
}

/** @returns a message when an asked name is no member of the records looked at */
export function unknownMembers(asked: readonly string[], known: readonly string[]): string | undefined {
  const names = [...known, ...known.map((name) => name.slice(name.indexOf('.') + 1))];
  const missing = asked.find((name) => !names.includes(name));
  return missing === undefined ? undefined : unknownName('member', missing, [...new Set(names)]);
}

export function countUses(uses: readonly FieldUse[], by: Grouping, owner: FileOwner): readonly LeftCount[] {
  const counts = new Map<string, { key: string; member: string; access: Record<Access, number>; inactive: number }>();
  for (const use of uses) {
    const member = memberOf(use);
    const key = keyOf(use, by, owner, member);
    let group = counts.get(`${key} ${member}`);
    if (!group) counts.set(`${key} ${member}`, (group = { key, member, access: { read: 0, write: 0, readwrite: 0, address: 0, offsetof: 0 }, inactive: 0 }));
    group.access[use.access]++;
    if (use.active === false) group.inactive++;
  }
  return [...counts.values()].map(({ key, member, access, inactive }) => ({
    by, key, member, count: access.read + access.write + access.readwrite + access.address + access.offsetof,
    reads: access.read + access.readwrite, writes: access.write + access.readwrite, addresses: access.address, inactive,
  })).sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

function keyOf(use: FieldUse, by: Grouping, owner: FileOwner, member: string): string {
  switch (by) {
    case 'member': return member;
    case 'file': return use.file;
    case 'directory': return use.file.includes('/') ? use.file.slice(0, use.file.lastIndexOf('/')) : '.';
    case 'owner': return owner(use.file);
  }
}
