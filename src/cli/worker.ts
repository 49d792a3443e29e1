import { parentPort, workerData } from 'node:worker_threads';
import type { KernelSetup } from '../kernel/setup.js';
import type { OverlayRecords } from '../layout/overlays.js';
import { UserError } from './errors.js';
import { openAt } from './findTree.js';
import { loadBundledGrammar } from './grammarFiles.js';
import type { FromWorker, ToWorker, WorkerSetup } from './scanPool.js';
import { TreeSearcher } from './treeSearcher.js';
import { UsesScanner } from './usesScanner.js';

const port = parentPort!;
const send = (message: FromWorker): void => { port.postMessage(message); };

async function serve(): Promise<void> {
  const setup = workerData as WorkerSetup;
  // Messages wait in the port until somebody listens, so none is lost while the grammar loads.
  const parser = await loadBundledGrammar();
  const overlays = await new Promise<OverlayRecords>((resolve, reject) => {
    port.once('message', (message: ToWorker) => {
      if (message.kind === 'open') resolve(message.overlays);
      else reject(new Error(`a scan thread was told to ${message.kind} before it was opened`));
    });
  });
  const open = (): KernelSetup => openAt(setup.root, setup.tree, () => undefined);
  const scanner = new UsesScanner(setup.root, open(), parser, setup.scan, overlays);
  let known: TreeSearcher | undefined;
  const searcher = (): TreeSearcher => (known ??= new TreeSearcher(open, parser));
  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'learn':
        send({ kind: 'learnt', ...scanner.learn(message.paths) });
        return;
      case 'know':
        for (const names of message.names) scanner.know(names);
        return;
      case 'scan':
        send({ kind: 'done', result: scanner.scan(message.paths) });
        return;
      case 'routes':
        send({ kind: 'routes', routes: searcher().routes() });
        return;
      case 'ways':
        send({ kind: 'ways', ways: searcher().ways(message.state, message.files) });
        return;
      case 'findings':
        send({ kind: 'findings', changed: searcher().findings(message.texts, message.files) });
        return;
      case 'end':
        port.close();
        return;
      case 'open':
    }
  });
  send({ kind: 'ready' });
}

serve().catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  send({ kind: 'failed', message: error.message });
});
