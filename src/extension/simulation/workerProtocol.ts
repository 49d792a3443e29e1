import type { LayoutSet } from '../../layout/record.js';
import type { BesideFrame, Frame, PanelState, ParameterChange, PlayerAnswer, PlayerRequest, RunError, RunInfo, SourceLine } from '../../panelProtocol.js';
import type { SourceUse } from '../../simulator/sourceOwner.js';

/** What the extension asks of the worker that runs and plays one scenario. */
export type ToWorker =
  | { readonly type: 'list' }
  /** A bundled scenario by its name, or any by its text. `restore`: where a panel was before a reload. */
  | ({ readonly type: 'run'; readonly restore?: PlaceInRun } & ScenarioToRun)
  /** A second run, played in step with the first; without a scenario there is none any more. */
  | { readonly type: 'compare'; readonly run?: ScenarioToRun }
  /** Something of the first run to be kept as a file. */
  | { readonly type: 'export'; readonly what: ExportedText }
  /** The run and the present frame, for a panel that is shown again. */
  | { readonly type: 'show' }
  | { readonly type: 'play'; readonly request: PlayerRequest };

export type FromWorker =
  | { readonly type: 'listed'; readonly scenarios: readonly BundledScenario[] }
  | { readonly type: 'failed'; readonly errors: readonly RunError[] }
  | { readonly type: 'shown'; readonly run: RunInfo; readonly frame: Frame; readonly sourceConflicts: readonly SourceConflict[] }
  | { readonly type: 'beside'; readonly run?: RunInfo; readonly frame?: BesideFrame; readonly errors?: readonly RunError[] }
  | { readonly type: 'exported'; readonly what: ExportedText; readonly bytes: Uint8Array }
  | { readonly type: 'answer'; readonly answer: PlayerAnswer };

/** A scenario by its bundled name or its text, with the values a person has changed and what the opened tree gives to it. */
export interface ScenarioToRun {
  readonly scenario: { readonly name: string } | { readonly text: string };
  readonly changes?: readonly ParameterChange[];
  readonly source?: SourceMaterial;
}

/** `run`: conflicts, measures and story as one JSON document; `trace`: every change as JSON lines; `scenario`: the scenario as it was run. */
export type ExportedText = 'run' | 'trace' | 'scenario';

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

export type PlaceInRun = Omit<PanelState, 'scenario' | 'beside'>;

export interface BundledScenario {
  readonly name: string;
  readonly title: string;
  readonly source: string;
}
