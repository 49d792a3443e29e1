import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from './errors.js';
import { openAt } from './findTree.js';
import { loadBundledGrammar } from './grammarFiles.js';
import type { FromWorker, ToWorker, WorkerSetup } from './scanPool.js';
import { UsesScanner } from './usesScanner.js';

const port = parentPort!;
const send = (message: FromWorker): void => { port.postMessage(message); };

async function serve(): Promise<void> {
  const setup = workerData as WorkerSetup;
  const scanner = new UsesScanner(setup.root, openAt(setup.root, setup.tree, () => undefined), await loadBundledGrammar(), setup.scan);
  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'learn':
        send({ kind: 'learnt', names: scanner.learn(message.paths) });
        return;
      case 'know':
        for (const names of message.names) scanner.know(names);
        return;
      case 'scan':
        send({ kind: 'done', result: scanner.scan(message.paths) });
        return;
      case 'end':
        port.close();
    }
  });
  send({ kind: 'ready' });
}

serve().catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  send({ kind: 'failed', message: error.message });
});
