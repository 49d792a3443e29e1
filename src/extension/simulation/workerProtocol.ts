import type { LayoutSet } from '../../layout/record.js';
import type { Frame, PanelState, PlayerAnswer, PlayerRequest, RunError, RunInfo, SourceLine } from '../../panelProtocol.js';
import type { SourceUse } from '../../simulator/sourceOwner.js';

/** What the extension asks of the worker that runs and plays one scenario. */
export type ToWorker =
  | { readonly type: 'list' }
  /** A bundled scenario by its name, or any by its text. `restore`: where a panel was before a reload. */
  | { readonly type: 'run'; readonly scenario: { readonly name: string } | { readonly text: string }; readonly source?: SourceMaterial; readonly restore?: PlaceInRun }
  /** The run and the present frame, for a panel that is shown again. */
  | { readonly type: 'show' }
  | { readonly type: 'play'; readonly request: PlayerRequest };

export type FromWorker =
  | { readonly type: 'listed'; readonly scenarios: readonly BundledScenario[] }
  | { readonly type: 'failed'; readonly errors: readonly RunError[] }
  | { readonly type: 'shown'; readonly run: RunInfo; readonly frame: Frame; readonly sourceConflicts: readonly SourceConflict[] }
  | { readonly type: 'answer'; readonly answer: PlayerAnswer };

/** What the opened tree gives to a scenario with owners from source: their uses, and the tree's own layout. */
export interface SourceMaterial {
  readonly layout: LayoutSet;
  /** By the owner's name. */
  readonly uses: Readonly<Record<string, readonly SourceUse[]>>;
}

/** A conflict whose writer is a line of the opened tree: shown there. */
export interface SourceConflict {
  readonly source: SourceLine;
  /** The member as the line names it. */
  readonly member: string;
  readonly rule: string;
  readonly message: string;
}

export type PlaceInRun = Omit<PanelState, 'scenario'>;

export interface BundledScenario {
  readonly name: string;
  readonly title: string;
  readonly source: string;
}
