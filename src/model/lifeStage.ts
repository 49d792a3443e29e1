import type { ValueKind } from './valueKind.js';

/** A moment in the life of a stored record: on a list, taken off it, set to itself. */
export type Stage = 'stored' | 'linked' | 'last' | 'deleted' | 'self-linked' | 'unhashed';

/** A word of a stored record, by its number from the record's start, and what it holds in each stage. */
export interface StoredWord {
  readonly member: string;
  readonly stages: Readonly<Partial<Record<Stage, ValueKind>>>;
}

const link: ValueKind = { kind: 'list-node' };
const linkOrNull: ValueKind = { kind: 'pointer', to: 'list-node', mayBeNull: true };
const poison1: ValueKind = { kind: 'magic', magic: 'LIST_POISON1' };
const poison2: ValueKind = { kind: 'magic', magic: 'LIST_POISON2' };
const nothing: ValueKind = { kind: 'null' };

/** Records that kernel code keeps in foreign words: include/linux/types.h, list.h (list_del, INIT_LIST_HEAD, hlist_del, hlist_del_init), list_nulls.h (NULLS_MARKER), llist.h, rcupdate.h. */
export const storedRecords: Readonly<Record<string, readonly StoredWord[]>> = {
  list_head: [
    { member: 'next', stages: { linked: link, deleted: poison1, 'self-linked': link } },
    { member: 'prev', stages: { linked: link, deleted: poison2, 'self-linked': link } },
  ],
  hlist_node: [
    { member: 'next', stages: { linked: linkOrNull, deleted: poison1, unhashed: nothing } },
    { member: 'pprev', stages: { linked: link, deleted: poison2, unhashed: nothing } },
  ],
  // The last one of its list points to no node: the number of its bucket with bit 0 set.
  hlist_nulls_node: [
    { member: 'next', stages: { linked: link, last: { kind: 'pointer', to: 'nulls', tag: 1 } } },
    { member: 'pprev', stages: { linked: link, deleted: poison2 } },
  ],
  llist_node: [{ member: 'next', stages: { linked: linkOrNull } }],
  callback_head: [
    { member: 'next', stages: { linked: linkOrNull } },
    { member: 'func', stages: { linked: { kind: 'function' } } },
  ],
};

/** `struct rcu_head` is a macro for callback_head. */
export function storedRecord(type: string): readonly StoredWord[] | undefined {
  const tag = type.replace(/^struct\s+/, '').trim();
  return storedRecords[tag === 'rcu_head' ? 'callback_head' : tag];
}

/** How the kernel reaches the stage, for a message. @param record what is stored: each kind of node has functions of its own */
export function describeStage(stage: Stage, record = 'list_head'): string {
  switch (stage) {
    case 'stored': return 'while it is stored';
    case 'linked': return 'while it is on a list';
    case 'last': return 'while it is the last one of its list';
    case 'deleted': return record === 'hlist_node' ? 'after hlist_del()' : 'after list_del()';
    case 'self-linked': return 'after list_del_init() or INIT_LIST_HEAD()';
    case 'unhashed': return 'after hlist_del_init()';
  }
}
