import type { Frame, PanelState, PlayerAnswer, PlayerRequest, RunError, RunInfo } from '../../panelProtocol.js';

/** What the extension asks of the worker that runs and plays one scenario. */
export type ToWorker =
  | { readonly type: 'list' }
  /** A bundled scenario by its name, or any by its text. `restore`: where a panel was before a reload. */
  | { readonly type: 'run'; readonly scenario: { readonly name: string } | { readonly text: string }; readonly restore?: PlaceInRun }
  /** The run and the present frame, for a panel that is shown again. */
  | { readonly type: 'show' }
  | { readonly type: 'play'; readonly request: PlayerRequest };

export type FromWorker =
  | { readonly type: 'listed'; readonly scenarios: readonly BundledScenario[] }
  | { readonly type: 'failed'; readonly errors: readonly RunError[] }
  | { readonly type: 'shown'; readonly run: RunInfo; readonly frame: Frame }
  | { readonly type: 'answer'; readonly answer: PlayerAnswer };

export type PlaceInRun = Omit<PanelState, 'scenario'>;

export interface BundledScenario {
  readonly name: string;
  readonly title: string;
  readonly source: string;
}
