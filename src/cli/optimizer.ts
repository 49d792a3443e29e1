/** How eagerly V8 optimises the functions of a run. */
import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode a function runs through before V8 looks whether to optimise it (V8 11.3 of Node 20: 67584). */
const INTERRUPT_BUDGET = 400_000;
/** V8 prints an error for a flag it does not know: newer engines than those that are known to have it stay as they are. */
const NEWEST_KNOWN = 13;

/**
 * Has V8 optimise fewer functions, in this thread and those it starts: a run lasts seconds, and optimising what is done by
 * then competes with the threads that read (a fifth of the CPU time of `uses mm`, a tenth of that of `check`).
 */
export function optimiseLate(): void {
  if (Number(process.versions.v8.split('.')[0]) <= NEWEST_KNOWN) setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
}
