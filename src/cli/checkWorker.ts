import { parentPort, workerData } from 'node:worker_threads';
import type { CheckAnswer, CheckQuestion, CheckWorkerSetup } from './checkPool.js';
import { contextOf } from './checkRun.js';
import { UserError } from './errors.js';
import { openAt } from './findTree.js';
import { loadBundledGrammar } from './grammarFiles.js';
import { PathChecker } from './pathChecker.js';

const port = parentPort!;
const send = (answer: CheckAnswer): void => { port.postMessage(answer); };

async function serve(): Promise<void> {
  const { root, tree, settings } = workerData as CheckWorkerSetup;
  const parser = await loadBundledGrammar();
  const checker = new PathChecker(root, contextOf(openAt(root, tree, () => undefined), { parser, settings }), settings);
  port.on('message', ({ paths }: CheckQuestion) => { send({ kind: 'checked', result: checker.check(paths) }); });
  send({ kind: 'ready' });
}

serve().catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  send({ kind: 'failed', message: error.message });
});
