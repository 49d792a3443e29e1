import type { RecordLayout } from '../../layout/record.js';
import type { PageModel } from '../../model/pageModel.js';
import { describeFinding } from '../../simulator/finding.js';
import { shapeOf } from '../../simulator/scenario/repetitions.js';
import { runScenario } from '../../simulator/scenario/runner.js';
import { bundledScenario } from '../../simulator/scenarios/index.js';
import type { Cite } from '../cite.js';
import { grounds, type Grounds } from '../grounds.js';
import { contentsReasons, type Symbols } from '../place/contents.js';
import type { Reason } from '../place/reasons.js';
import { fitRows, type FitRow } from './fit.js';
import type { MachineBits } from './machineBits.js';
import { placeMembers, recordBits } from './members.js';
import { possibilities, type Possibility } from './possible.js';
import type { Proposal } from './proposal.js';
import { standInAnswer, type StandInAnswer } from './standIn.js';

/** A bundled scenario that plays a part of the proposal. */
export interface Replayed {
  readonly scenario: string;
  readonly title: string;
  /** Whether the run came out as the scenario says it must. */
  readonly held: boolean;
  /** What the run found, each text once. */
  readonly findings: readonly string[];
}

export interface FitAnswer {
  readonly proposal: Proposal;
  readonly machines: readonly MachineBits[];
  /** Size of the proposed struct page in bytes, by machine. */
  readonly sizes: readonly number[];
  readonly rows: readonly FitRow[];
  readonly possible: readonly Possibility[];
  readonly standIn: StandInAnswer | undefined;
  /** What it costs to keep the free lists in the free pages. */
  readonly contents: readonly Reason[];
  readonly replayed: readonly Replayed[];
  readonly grounds: Grounds;
}

export interface FitContext {
  readonly model: PageModel;
  readonly symbols: Symbols;
  readonly recordOf: (name: string) => RecordLayout | undefined;
  readonly cite: Cite;
}

const NAMED_STATES = 8;

export function answerFit(proposal: Proposal, machines: readonly MachineBits[], context: FitContext): FitAnswer {
  const { model } = context;
  const rows = fitRows(proposal, model, machines);
  const standIn = proposal.standIn && standInAnswer(proposal.standIn, proposal.states[0]?.state ?? '', context);
  const missing = [...(standIn && 'missing' in standIn ? [standIn.missing] : []), ...unansweredStates(rows, model)];
  return {
    proposal, machines, rows, possible: possibilities(proposal), standIn: standIn && 'missing' in standIn ? undefined : standIn,
    sizes: machines.map((machine) => recordBits(placeMembers(proposal.members, machine), machine) / 8),
    contents: rows.some((row) => row.links === 'page-contents') ? freeContents(context) : [],
    replayed: (proposal.replay ?? []).flatMap(replay),
    grounds: grounds(model.layout, [
      ...machines.map((machine) => `${machine.says}; order ${machine.order}, node ${machine.node}, zone ${machine.zone}, section ${machine.section}, frame number ${machine.pfn} bits`),
      ...(proposal.descriptor ? [`objects are as large as what their owners keep in struct page today (${model.states.length} states of the model); one object for a whole folio, slab or area`] : []),
    ], missing),
  };
}

/** States of the model that the proposal says nothing of: no answer, rather than a guess. */
function unansweredStates(rows: readonly FitRow[], model: PageModel): readonly string[] {
  const answered = new Set(rows.map((row) => row.state));
  const rest = model.states.map(({ name }) => name).filter((name) => !answered.has(name));
  if (rest.length === 0) return [];
  return [`the proposal does not say what a page keeps in ${rest.length} of ${model.states.length} states: ${rest.length > NAMED_STATES ? `${rest.slice(0, NAMED_STATES).join(', ')} ...` : rest.join(', ')}`];
}

function freeContents({ model, symbols, cite }: FitContext): readonly Reason[] {
  const state = model.states.find(({ name }) => name === 'buddy-free');
  if (!state) return [];
  const stored = { kind: 'bits', label: 'list_head', count: 1 } as const;
  return contentsReasons({ stored, state, movable: false }, model.layout, symbols, { kernel: model.layout.kernel, cite });
}

function replay(scenario: string): readonly Replayed[] {
  const text = bundledScenario(scenario);
  const run = text === undefined ? undefined : runScenario(text, { journal: false });
  if (!run?.ok) return [];
  const findings = [...new Set(run.findings.map((one) => shapeOf(describeFinding(one)).replace(/^page N: /, '')))];
  return [{ scenario, title: run.scenario.title, held: run.held, findings }];
}
