/** Pages passed over, and what costs about as much, that a run may take altogether: half a minute or so. */
const LIMIT = 100_000_000;
/** A written word that is decoded as its reader does costs as much as so many pages passed over. */
export const DECODED = 20;

/** The run has done all the work it may do. No fault of a step: nothing catches it but the run. */
export class OutOfWork extends Error {
  constructor(limit: number) {
    super(`as much was done as a run may do, ${limit.toLocaleString('en')} pages looked at or what costs as much`);
  }
}

/** What a run costs, counted rather than timed, so that it ends at the same place on every machine. */
export class Work {
  readonly limit: number;
  private done = 0;

  constructor(limit: number = LIMIT) {
    this.limit = limit;
  }

  /** Counts work that is about to be done. Throws {@link OutOfWork} where it would be too much. */
  spend(amount: number): void {
    this.done += amount;
    if (this.done > this.limit) throw new OutOfWork(this.limit);
  }
}
