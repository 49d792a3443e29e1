/** How eagerly V8 optimises the functions of a run. */
import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode a function runs through before V8 looks whether to optimise it (V8 11.3 of Node 20: 67584). */
const INTERRUPT_BUDGET = 400_000;
/** The engine that has the flag under this name (V8 13.6 of Node 24 has none, and unknown ones are errors on stderr). */
const KNOWN_MAJOR = '11';

/**
 * Has V8 optimise fewer functions, in this thread and those it starts: a run lasts seconds to minutes, and optimising what is done by
 * then competes with the threads that read (a fifth of the CPU time of `uses mm`, a tenth of that of `check`).
 */
export function optimiseLate(): void {
  if (process.versions.v8.split('.')[0] === KNOWN_MAJOR) setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
}
