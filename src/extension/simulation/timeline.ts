import type { Simulation } from '../../simulator/simulation.js';

/** What a step of the timeline shows. */
export type Moment =
  | { readonly kind: 'operation'; readonly operation: number; readonly goesOn: boolean }
  | { readonly kind: 'conflict'; readonly finding: number };

/**
 * The steps of a run, one after the other: its operations, and where a conflict was found within one, the conflict, with what follows of
 * the operation as a step of its own. Step 0 is the machine after boot. A step ends at an event of the journal; several may end at the same.
 */
export class Timeline {
  /** An operation's number, or ~finding. */
  private readonly steps: Int32Array;
  private readonly ends: Float64Array;
  private readonly findingSteps: Int32Array;

  constructor(simulation: Simulation) {
    const { journal } = simulation.machine.memory;
    if (journal === undefined) throw new RangeError('the run was not recorded');
    const { findings } = simulation;
    const operationOf = operationsOfFindings(simulation);
    const steps: number[] = [], ends: number[] = [];
    const add = (step: number, end: number): void => { steps.push(step); ends.push(end); };
    this.findingSteps = new Int32Array(findings.length);
    let finding = 0;
    for (let operation = 0; operation < journal.operations; operation++) {
      const end = operation + 1 < journal.operations ? journal.operation(operation + 1).firstEvent : journal.length;
      const here = (): boolean => finding < findings.length && operationOf[finding]! <= operation;
      add(operation, here() ? findings[finding]!.event : end);
      while (here()) {
        const at = findings[finding]!.event;
        this.findingSteps[finding] = steps.length;
        add(~finding++, at);
        const next = here() ? findings[finding]!.event : end;
        if (next > at) add(operation, next);
      }
    }
    this.steps = Int32Array.from(steps);
    this.ends = Float64Array.from(ends);
  }

  get last(): number {
    return this.steps.length - 1;
  }

  at(step: number): Moment {
    const coded = this.steps[step]!;
    if (coded < 0) return { kind: 'conflict', finding: ~coded };
    return { kind: 'operation', operation: coded, goesOn: step > 0 && this.steps[step - 1]! < 0 && this.goesOn(step, coded) };
  }

  /** Events before the step. */
  begin(step: number): number {
    return step === 0 ? 0 : this.ends[step - 1]!;
  }

  /** Events up to the step's end. */
  end(step: number): number {
    return this.ends[step]!;
  }

  /** The operation a step is part of; of a conflict, the one it was found in. */
  operationOf(step: number): number {
    let at = step;
    while (at > 0 && this.steps[at]! < 0) at--;
    return Math.max(0, this.steps[at]!);
  }

  /** The last step of an operation, with what was found in it. */
  lastStepOf(operation: number): number {
    return lowest(this.steps.length, (step) => this.operationOf(step) > operation) - 1;
  }

  stepOfFinding(finding: number): number {
    return this.findingSteps[finding]!;
  }

  /** Findings up to a step. */
  findingsUpTo(step: number): number {
    return lowest(this.findingSteps.length, (finding) => this.findingSteps[finding]! > step);
  }

  /** The step in which an event was done. */
  stepOfEvent(event: number): number {
    return lowest(this.steps.length, (step) => this.ends[step]! > event);
  }

  private goesOn(step: number, operation: number): boolean {
    let before = step - 1;
    while (before > 0 && this.steps[before]! < 0) before--;
    return this.steps[before] === operation;
  }
}

/** The first of `count` numbers that fits; all after it fit too. */
function lowest(count: number, fits: (number: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The operation each finding belongs to. The story has both in order; operations of a workload are not told and are passed over. */
function operationsOfFindings({ story, findings, machine }: Simulation): Int32Array {
  const journal = machine.memory.journal!;
  const found = new Int32Array(findings.length);
  let [operation, finding] = [0, 0];
  for (const line of story) {
    if (line.finding) {
      if (finding < findings.length) found[finding++] = operation;
      continue;
    }
    for (let next = operation + 1; next < journal.operations; next++) {
      const { text, page, firstEvent } = journal.operation(next);
      if (firstEvent > line.event) break;
      if (firstEvent !== line.event || line.text !== (page < 0 ? text : `${text} (page ${page})`)) continue;
      operation = next;
      break;
    }
  }
  for (; finding < findings.length; finding++) {
    while (operation + 1 < journal.operations && journal.operation(operation + 1).firstEvent <= findings[finding]!.event) operation++;
    found[finding] = operation;
  }
  return found;
}
