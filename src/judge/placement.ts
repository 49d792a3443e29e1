import type { LayoutSet } from '../layout/record.js';
import { storedRecord, type Stage } from '../model/lifeStage.js';
import type { ValueKind } from '../model/valueKind.js';

/** A field of the thing to be stored, and what it holds in each stage of its life. Bytes from the start of the struct page. */
export interface PlacedWord {
  readonly offset: number;
  readonly size: number;
  readonly stages: readonly (readonly [Stage, ValueKind])[];
}

/** Something a caller wants to keep in a struct page. */
export interface Placement {
  /** `struct list_head at mapping`: for messages. */
  readonly label: string;
  readonly words: readonly PlacedWord[];
}

/** A record whose words are known (list_head, hlist_node, llist_node, rcu_head) at a byte offset; undefined for any other type. */
export function placeRecord(type: string, offset: number, layout: LayoutSet): Placement | undefined {
  const words = storedRecord(type);
  if (words === undefined) return undefined;
  const size = layout.abi.wordSize;
  return {
    label: type,
    words: words.map((word, i) => ({ offset: offset + i * size, size, stages: Object.entries(word.stages) as [Stage, ValueKind][] })),
  };
}

/** One value at a byte range. */
export function placeValue(value: ValueKind, offset: number, size: number): Placement {
  return { label: value.kind, words: [{ offset, size, stages: [['stored', value]] }] };
}
