/** The worker that runs and plays one scenario, in Node: a run of ten million events neither blocks the extension host nor outlives its panel. */
import { parentPort } from 'node:worker_threads';
import { workerHandler } from './workerHandler.js';
import type { ToWorker } from './workerProtocol.js';

const handle = workerHandler();
parentPort?.on('message', (message: ToWorker) => {
  const answer = handle(message);
  if (answer !== undefined) parentPort?.postMessage(answer);
});
