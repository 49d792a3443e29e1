import { parentPort, workerData } from 'node:worker_threads';
import { openAt } from './findTree.js';
import { loadBundledGrammar } from './grammarFiles.js';
import type { FromWorker, ToWorker, WorkerSetup } from './scanPool.js';
import { UsesScanner } from './usesScanner.js';

async function serve(): Promise<void> {
  const port = parentPort!;
  const setup = workerData as WorkerSetup;
  const scanner = new UsesScanner(setup.root, openAt(setup.root, setup.tree, () => undefined), await loadBundledGrammar(), setup.scan);
  const send = (message: FromWorker): void => { port.postMessage(message); };
  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'scan':
        send({ kind: 'done', result: scanner.scan(message.paths), files: message.paths.length });
        return;
      case 'end':
        port.close();
    }
  });
  send({ kind: 'ready' });
}

void serve();
