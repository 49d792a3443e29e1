import type { LayoutSet } from '../../layout/record.js';
import type { PlaceAnswer } from './answer.js';
import type { PlaceRow } from './rows.js';
import { isFree } from './question.js';

/** Node types the simulator links pages by. */
const nodeTypes: ReadonlySet<string> = new Set(['list_head', 'hlist_node', 'llist_node']);
const simulatedArchs: ReadonlySet<string> = new Set(['x86_64', 'arm64', 'i386', 'arm']);

/**
 * The placement as a scenario for the simulator: pages in the asked state with the thing in place, then every reader that can meet
 * them, then the pages are let go. Undefined where the simulator has no such pages or values.
 */
export function replayOf(row: PlaceRow, answer: PlaceAnswer, layout: LayoutSet): string | undefined {
  const { stored, state, mappable, then } = answer.question;
  if (isFree(state) || then !== undefined || state.position === 'tail' || !simulatedArchs.has(layout.arch) || stored.kind === 'bits' || row.offset === null) return undefined;
  const put = nodeTypes.has(stored.label)
    ? (what: string, leave: string): object => ({ do: 'list', what, at: row.offset, type: stored.label, owner: 'your code', leave })
    : stored.label === 'pointer' ? (what: string): object => ({ do: 'store', what, member: row.offset, value: { kind: 'pointer', to: 'data' }, owner: 'your code' }) : undefined;
  if (!put) return undefined;
  const mapped = mappable === 'yes' || state.reach.userMappable === 'yes';
  const own = (name: string): readonly object[] => [{ do: 'alloc', as: name, count: 4 }, { do: 'own', what: name, state: state.name }];
  const seen = mapped ? [
    { do: 'map-page', what: 'kept' }, { do: 'gup', what: 'kept', pin: true }, { do: 'unpin', what: 'kept', pin: true, dirty: true }, { do: 'gup', what: 'kept', fast: true }, { do: 'unpin', what: 'kept' }, { do: 'unmap-page', what: 'kept' },
  ] : [];
  const walkers = ['compaction', 'memory-failure', 'kpageflags', 'kpagecount', 'hibernation'].flatMap((by) => [{ do: 'read', what: 'kept', by }, { do: 'read', what: 'left', by }]);
  return JSON.stringify({
    title: `${stored.label} at byte ${row.offset} (${row.members.slice(0, 3).join(', ')}) of a page in state ${state.name}`,
    kernel: layout.kernel, arch: layout.arch, machine: { zones: [{ node: 0, type: 'NORMAL', pages: 4096 }] },
    steps: [
      ...own('kept'), put('kept', 'linked'), ...own('left'), put('left', 'deleted'), ...seen, ...walkers,
    ],
  }, undefined, 2);
}
