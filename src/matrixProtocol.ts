/** What the panel of placements and its host say to each other. Plain data both ways; both end their switch over `type` in never. */
import type { SourceLine } from './panelProtocol.js';
import type { Placements } from './whatIfProtocol.js';

/** What the panel shows: enough to ask again after a reload. */
export interface MatrixState {
  readonly matrix: MatrixQuestion;
}

export interface MatrixQuestion {
  /** `list_head`, `bits:3`, `struct foo`. */
  readonly type: string;
  readonly mappable?: 'yes' | 'no';
  /** A file of the tree that is asked about. */
  readonly uri?: string;
}

export type FromMatrix =
  /** The panel's script runs and takes messages. */
  | { readonly type: 'ready' }
  | { readonly type: 'ask'; readonly question: MatrixQuestion }
  /** Play one placement in the simulator. */
  | { readonly type: 'replay'; readonly state: string; readonly offset: number }
  /** Show a line of the kernel tree. */
  | { readonly type: 'source'; readonly source: SourceLine };

export type ToMatrix = {
  readonly type: 'placements';
  readonly question: MatrixQuestion;
  /** Things that can be asked about without typing their name. */
  readonly types: readonly string[];
  /** Undefined while they are looked for. */
  readonly placements?: Placements;
};
