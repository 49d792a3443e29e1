import type { Operation, Path, Proposal } from './proposal.js';

/** Whether an operation gets to what it needs. */
export interface Possibility {
  readonly operation: string;
  readonly possible: 'yes' | 'no' | 'if';
  /** The steps taken, in order. */
  readonly steps: readonly string[];
  /** Conditions nobody has shown to hold. */
  readonly given: readonly string[];
  /** What it cannot get to. */
  readonly unreached: readonly string[];
}

/** Follows the proposal's paths from what each operation has in hand: a step is taken once all it starts from is there. */
export function possibilities(proposal: Proposal): readonly Possibility[] {
  return (proposal.operations ?? []).map((operation) => {
    const sure = follow(operation, (proposal.paths ?? []).filter((path) => path.given === undefined));
    const best = sure.unreached.length === 0 ? sure : follow(operation, proposal.paths ?? []);
    return {
      operation: operation.name, possible: best.unreached.length > 0 ? 'no' : best.given.length > 0 ? 'if' : 'yes', ...best,
    };
  });
}

function follow({ from, needs }: Operation, paths: readonly Path[]): Pick<Possibility, 'steps' | 'given' | 'unreached'> {
  const reached = new Set(from);
  const taken: Path[] = [];
  for (let before = -1; before !== reached.size;) {
    before = reached.size;
    for (const path of paths) {
      if (reached.has(path.to) || !path.from.every((one) => reached.has(one))) continue;
      reached.add(path.to);
      taken.push(path);
    }
  }
  const used = needed(needs, from, taken);
  return { steps: used.map(describeStep), given: used.flatMap(({ given }) => given ?? []), unreached: needs.filter((need) => !reached.has(need)) };
}

/** Of the steps taken, those that lead to what is needed. */
function needed(needs: readonly string[], from: readonly string[], taken: readonly Path[]): readonly Path[] {
  const wanted = new Set(needs);
  const used: Path[] = [];
  for (const path of [...taken].reverse()) {
    if (!wanted.has(path.to) || from.includes(path.to)) continue;
    used.unshift(path);
    for (const one of path.from) wanted.add(one);
  }
  return used;
}

function describeStep({ from, to, by }: Path): string {
  return `${from.join(' and ')} -> ${to} (${by})`;
}
