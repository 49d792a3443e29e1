import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { FromWorker, ToWorker } from './workerProtocol.js';

/** A worker of its own for one scenario. It costs a thread and the run's memory until it is disposed. */
export class SimulatorWorker implements vscode.Disposable {
  readonly onMessage: vscode.Event<FromWorker>;
  /** It ended by itself: out of memory, or a bug. */
  readonly onFailure: vscode.Event<Error>;
  private readonly worker: Worker;
  private readonly messages = new vscode.EventEmitter<FromWorker>();
  private readonly failures = new vscode.EventEmitter<Error>();

  constructor(extensionUri: vscode.Uri) {
    this.onMessage = this.messages.event;
    this.onFailure = this.failures.event;
    this.worker = new Worker(vscode.Uri.joinPath(extensionUri, 'dist', 'simulator.cjs').fsPath, { name: 'pagelens simulator' });
    this.worker.on('message', (message: FromWorker) => { this.messages.fire(message); });
    this.worker.on('error', (error) => { this.failures.fire(error instanceof Error ? error : new Error(String(error))); });
  }

  post(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  /** The next message; rejected when the worker ends. */
  next(): Promise<FromWorker> {
    return new Promise((resolve, reject) => {
      const listeners = [
        this.onMessage((message) => { listeners.forEach((one) => { one.dispose(); }); resolve(message); }),
        this.onFailure((error) => { listeners.forEach((one) => { one.dispose(); }); reject(error); }),
      ];
    });
  }

  dispose(): void {
    void this.worker.terminate();
    this.messages.dispose();
    this.failures.dispose();
  }
}
