import type { Context, Runnable, Suite } from 'mocha';

/** Skips a test, or from a before hook a suite, and says why: the reason stands above the run's closing line. */
export function skip(context: Context, reason: string): never {
  const runnable: (Runnable & { skipReason?: string }) | undefined = context.test;
  const suite: (Suite & { skipReason?: string }) | undefined = runnable?.parent;
  if (runnable && 'type' in runnable && runnable.type === 'hook' && suite) suite.skipReason = reason;
  else if (runnable) runnable.skipReason = reason;
  return context.skip();
}
