import { MEASURED } from '../../layout/overlayAsserts.js';
import type { FieldUse } from '../../uses/fieldUse.js';
import type { FileOwner } from '../fileOwner.js';
import type { MoveRow } from './answer.js';
import { type Edit, editedMember, type MemberRef } from './edit.js';

const MOST = 6;

/** Uses of a member that mean something else after the edits. */
export interface AffectedUses {
  /** `folio.mapping` */
  readonly member: string;
  /** What becomes of them. */
  readonly why: string;
  readonly count: number;
  /** The owners with most uses, with their numbers. */
  readonly owners: readonly string[];
  /** The C files they stand in. */
  readonly files: readonly string[];
}

/**
 * Uses of the members that are moved, dropped or given another type, and of those that an overlay assert kept in one place and that lie
 * apart now: what is written under one name is no longer read under the other.
 */
export function affectedUses(edits: readonly Edit[], rows: readonly MoveRow[], uses: readonly FieldUse[], owner: FileOwner): readonly AffectedUses[] {
  const asked = new Map<string, { readonly of: MemberRef; readonly why: string }>();
  for (const edit of edits) {
    const of = editedMember(edit);
    if (edit.edit !== 'add') asked.set(`${of.record}.${of.member}`, { of, why: becomes(edit) });
  }
  for (const { broken } of rows) {
    for (const { condition } of broken) {
      const [left, right] = [...condition.matchAll(MEASURED)].flatMap(([, record, member]) => (record !== undefined && member !== undefined ? [{ record, member }] : []));
      if (!left || !right) continue;
      for (const [of, other] of [[left, right], [right, left]] as const) {
        const key = `${of.record}.${of.member}`;
        if (!asked.has(key)) asked.set(key, { of, why: `no longer the same bits as ${other.record}.${other.member}` });
      }
    }
  }
  const edited = new Set(edits.map(editedMember).map(({ record, member }) => `${record}.${member}`));
  return [...asked.values()].map(({ of, why }): AffectedUses => {
    const own = uses.filter((use) => use.record === of.record && use.field === of.member.split('.')[0]);
    const byOwner = new Map<string, number>();
    for (const use of own) byOwner.set(owner(use.file), (byOwner.get(owner(use.file)) ?? 0) + 1);
    const owners = [...byOwner].sort((a, b) => b[1] - a[1]).slice(0, MOST).map(([name, count]) => `${name} ${count}`);
    return { member: `${of.record}.${of.member}`, why, count: own.length, owners, files: [...new Set(own.map(({ file }) => file).filter((file) => file.endsWith('.c')))] };
  }).filter(({ member, count }) => count > 0 || edited.has(member));
}

/** The C files whose meaning changes, those with the most uses first. */
export function filesOf(affected: readonly AffectedUses[]): readonly string[] {
  return [...new Set(affected.flatMap(({ files }) => files))];
}

function becomes(edit: Exclude<Edit, { readonly edit: 'add' }>): string {
  switch (edit.edit) {
    case 'drop': return 'do not compile any more';
    case 'move': return 'mean other bits';
    case 'retype': return `are of type ${edit.type}${edit.suffix}`;
  }
}
