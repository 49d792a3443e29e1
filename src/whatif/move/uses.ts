import type { FieldUse } from '../../uses/fieldUse.js';
import type { FileOwner } from '../fileOwner.js';
import type { Edit } from './edit.js';
import { editedMember } from './edit.js';

const MOST = 6;

/** Uses of the members that are moved, dropped or given another type. Of added ones there are none. */
export function affectedUses(edits: readonly Edit[], uses: readonly FieldUse[], owner: FileOwner): readonly { readonly member: string; readonly count: number; readonly owners: readonly string[] }[] {
  return edits.filter(({ edit }) => edit !== 'add').map((edit) => {
    const { record, member } = editedMember(edit);
    const own = uses.filter((use) => use.record === record && use.field === member);
    const byOwner = new Map<string, number>();
    for (const use of own) byOwner.set(owner(use.file), (byOwner.get(owner(use.file)) ?? 0) + 1);
    const owners = [...byOwner].sort((a, b) => b[1] - a[1]).slice(0, MOST).map(([name, count]) => `${name} ${count}`);
    return { member: `${record}.${member}`, count: own.length, owners };
  });
}
