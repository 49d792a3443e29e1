/** What stops a simulated operation: the kernel would oops, WARN or corrupt memory here, or the caller asked for the impossible. */
export type FaultName =
  | 'bad-order' | 'no-cpu' | 'bad-page-number' | 'no-zone' | 'no-cma-area' | 'double-free' | 'free-of-tail' | 'use-after-free' | 'list-corruption' | 'not-allocated'
  | 'already-on-a-list' | 'not-on-a-list' | 'unsupported-gfp' | 'no-direct-map' | 'wild-pointer' | 'unknown-name' | 'wrong-state' | 'absent-member' | 'refcount' | 'no-room' | 'journal-full' | 'busy' | 'read-only';

/** A named error of the simulation: reported as a finding of the run, never a crash of the tool. */
export class SimulatedFault extends Error {
  override readonly name = 'SimulatedFault';
  readonly fault: FaultName;
  /** Page frame number, or -1. */
  readonly page: number;

  constructor(fault: FaultName, message: string, page = -1) {
    super(message);
    this.fault = fault;
    this.page = page;
  }
}
