import type { FromMatrix, MatrixState, ToMatrix } from '../src/matrixProtocol.js';
import type { FromPanel, PanelState, PlayerAnswer, PlayerQuestion, ToPanel } from '../src/panelProtocol.js';

interface EditorApi {
  postMessage(message: FromPanel | FromMatrix): void;
  setState(state: PanelState | MatrixState): void;
}

declare function acquireVsCodeApi(): EditorApi;

type AnswerTo<Question extends PlayerQuestion> = Extract<PlayerAnswer, { type: Question['type'] extends 'film' | 'rows' | 'history' ? Question['type'] : 'frame' }>;

/** The extension's side as the panel sees it: questions with their answers, and what it says by itself. */
export class Host {
  private readonly editor = acquireVsCodeApi();
  private readonly waiting = new Map<number, (answer: PlayerAnswer) => void>();
  private next = 1;

  /** Begins to listen; `tell` gets what is no answer. */
  start(tell: (message: Exclude<ToPanel, PlayerAnswer> | ToMatrix) => void): void {
    window.addEventListener('message', ({ data }: MessageEvent<ToPanel | ToMatrix>) => {
      if (data.type === 'frame' || data.type === 'film' || data.type === 'rows' || data.type === 'history') {
        this.waiting.get(data.id)?.(data);
        this.waiting.delete(data.id);
      } else tell(data);
    });
    this.editor.postMessage({ type: 'ready' });
  }

  ask<Question extends PlayerQuestion>(question: Question): Promise<AnswerTo<Question>> {
    const id = this.next++;
    return new Promise((resolve) => {
      // The host answers a question by its id with the answer of its kind.
      this.waiting.set(id, (answer) => { resolve(answer as AnswerTo<Question>); });
      this.editor.postMessage({ ...question, id });
    });
  }

  /** Says something that has no answer of its own. */
  tell(message: Exclude<FromPanel | FromMatrix, { readonly id: number } | { readonly type: 'ready' }>): void {
    this.editor.postMessage(message);
  }

  keep(state: PanelState | MatrixState): void {
    this.editor.setState(state);
  }
}
