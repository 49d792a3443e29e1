/** Owners of page words that only one tree knows, as states of the model. */
import type { Reach } from './reach.js';
import type { Origin, PageState } from './state.js';
import { kernelOnly, mappedDuty, ownDuties, perhapsMapped, userPage } from './states/words.js';
import type { ValueKind } from './valueKind.js';

/** What a word holds, as people write it. */
export type ClaimedValue =
  | 'null' | 'list-node' | 'function' | 'dma-address' | 'mapcount' | 'refcount' | 'order' | 'swap-entry' | 'index' | 'flags' | 'unknown'
  | { readonly pointer?: string; readonly tag?: number; readonly integer?: string; readonly max?: number; readonly constant?: number };

export interface OwnOwner {
  readonly name: string;
  readonly title: string;
  readonly origins: readonly Pick<Origin, 'by' | 'of'>[];
  readonly claims: readonly { readonly member: string; readonly holds: ClaimedValue; readonly for: string }[];
  /** Whether user processes may map its pages; absent: not known. */
  readonly mappable?: boolean;
}

/** The owner's pages stand alone, see every check of the page allocator one day, and are met by whoever walks page frames. */
export function ownState({ name, title, origins, claims, mappable }: OwnOwner): PageState {
  const reach: Reach = mappable === undefined ? perhapsMapped : mappable ? userPage : kernelOnly;
  return {
    name, title, position: 'single', reach, duties: mappable === false ? ownDuties : [...ownDuties, mappedDuty], origins, evidence: [],
    claims: claims.map((claim) => ({ names: [claim.member], holds: valueOf(claim.holds), for: claim.for })),
  };
}

function valueOf(holds: ClaimedValue): ValueKind {
  if (typeof holds !== 'string') {
    if (holds.pointer !== undefined) return { kind: 'pointer', to: holds.pointer, ...(holds.tag !== undefined && { tag: holds.tag }) };
    if (holds.integer !== undefined) return { kind: 'integer', means: holds.integer, ...(holds.max !== undefined && { max: BigInt(holds.max) }) };
    return { kind: 'constant', value: BigInt(holds.constant ?? 0) };
  }
  return holds === 'dma-address' ? { kind: holds, part: 'whole' } : { kind: holds };
}
