/** The index as progress in the client's window, with a button that ends it. */
import { t } from '@vscode/l10n';
import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';
import type { TreeIndex } from './treeIndex.js';

export class IndexProgress {
  readonly #connection: Connection;
  readonly #supported: boolean;
  readonly #shown = new Map<TreeIndex, Promise<WorkDoneProgressServerReporter>>();
  readonly #percent = new Map<TreeIndex, number>();

  constructor(connection: Connection, supported: boolean) {
    this.#connection = connection;
    this.#supported = supported;
  }

  /** Follows what the index says of itself. */
  async follow(index: TreeIndex, name: string): Promise<void> {
    if (!this.#supported) return;
    const { state } = index;
    if (state.state !== 'reading') {
      const progress = this.#shown.get(index);
      this.#shown.delete(index);
      this.#percent.delete(index);
      (await progress)?.done();
      return;
    }
    let progress = this.#shown.get(index);
    if (!progress) {
      progress = this.#begin(index, name);
      this.#shown.set(index, progress);
    }
    const percent = Math.floor((state.done / Math.max(state.of, 1)) * 100);
    if (state.of === 0 || this.#percent.get(index) === percent) return;
    this.#percent.set(index, percent);
    const reporter = await progress;
    if (this.#shown.has(index)) reporter.report(percent, t('{0} of {1} files', state.done, state.of));
  }

  async #begin(index: TreeIndex, name: string): Promise<WorkDoneProgressServerReporter> {
    const reporter = await this.#connection.window.createWorkDoneProgress();
    reporter.begin(t('Pagelens: reading {0}', name), 0, undefined, true);
    reporter.token.onCancellationRequested(() => { index.cancel(); });
    return reporter;
  }
}
