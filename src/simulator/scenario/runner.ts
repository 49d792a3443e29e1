import { placeOfPart, type JsonError } from '../../json/schema.js';
import type { LayoutSet } from '../../layout/record.js';
import { DirectMap } from '../directMap.js';
import { SimulatedFault } from '../fault.js';
import type { Finding } from '../finding.js';
import { GroupedCache } from '../groupedCache.js';
import { HugePages } from '../hugePages.js';
import { NodePlace } from '../nodePlace.js';
import { Owners } from '../owners.js';
import { randomFrom, type Random } from '../random.js';
import { ScamemPages } from '../scamem.js';
import { Simulation, type StoryLine } from '../simulation.js';
import type { SourceOwner } from '../sourceOwner.js';
import { standardLayout } from '../standardLayouts.js';
import { ValueWriter } from '../storedValue.js';
import { UserMappings } from '../userMapping.js';
import { Vmalloc } from '../vmalloc.js';
import { OutOfWork, Work } from '../work.js';
import type { ZoneSpec } from '../zone.js';
import { Zsmalloc } from '../zsmalloc.js';
import { checkExpectation, type Checked, type Measures } from './expectation.js';
import { Names } from './names.js';
import type { Scenario, Step } from './scenario.js';
import { readScenarioText } from './schema.js';
import { runStep } from './steps.js';
import { toWhere } from './where.js';

/** Rounds of all loops of a run together: an endless loop of nothing ends here. */
const ROUNDS = 10_000_000;

/** How a scenario is run, beside what its file says. */
export interface RunOptions {
  /** The opened tree's layout, used instead of the standard one of the scenario's kernel. */
  readonly layout?: LayoutSet;
  /** Instead of the scenario's own. */
  readonly seed?: number;
  /** Ends after so many steps, loops counted out. */
  readonly until?: number;
  /** Record every change of every word; default true. */
  readonly journal?: boolean;
  /** Owners of the scenario that come from source, resolved by the caller. */
  readonly sources?: Readonly<Record<string, SourceOwner>>;
  /** At most so many steps, loops counted out; default ten million. */
  readonly stepLimit?: number;
  /** At most so many events of the journal; default forty million. */
  readonly eventLimit?: number;
  /** At most so much work, in pages passed over; default a hundred million. */
  readonly workLimit?: number;
}

/** What came of a scenario. `simulation` holds the machine with its journal, for the panel and the trace. */
export interface ScenarioRun {
  readonly ok: true;
  readonly scenario: Scenario;
  readonly simulation: Simulation;
  readonly findings: readonly Finding[];
  readonly story: readonly StoryLine[];
  readonly measures: Measures;
  /** Where the scenario has the direct map tracked. */
  readonly directMap: DirectMap | undefined;
  readonly checked: readonly Checked[];
  /** Every expectation held, of a run that came to its end; true where none is stated. */
  readonly held: boolean;
  /** The run ended before the scenario did: in which step, and why. */
  readonly partial?: Partial;
}

/** Where a bounded run ended: the step's place in the scenario's text. */
export interface Partial {
  readonly line: number;
  readonly column: number;
  readonly says: string;
}

/** A step by the names and numbers that lead to it in the scenario. */
type StepPath = readonly (string | number)[];

/** A scenario that cannot be run, and why, by line and column. */
export interface ScenarioFailure {
  readonly ok: false;
  readonly errors: readonly JsonError[];
}

/** Everything a step may touch. */
export interface RunContext {
  readonly scenario: Scenario;
  readonly simulation: Simulation;
  readonly names: Names;
  readonly random: Random;
  readonly writer: ValueWriter;
  readonly owners: Owners;
  readonly mappings: UserMappings;
  readonly vmalloc: Vmalloc;
  readonly zsmalloc: Zsmalloc;
  readonly scamem: ScamemPages;
  readonly hugePages: HugePages;
  readonly directMap: DirectMap | undefined;
  readonly cache: GroupedCache | undefined;
  readonly sources: Readonly<Record<string, SourceOwner>>;
  readonly measures: Record<string, number>;
  /** What owners made of source do to their pages before they free them, by page frame number. */
  readonly letGo: Map<number, () => void>;
  /** Counts a step; false once the run must end. */
  readonly mayGoOn: (step: StepPath) => boolean;
  /** Counts a round of a loop; false once the run must end. */
  readonly mayRepeat: (step: StepPath) => boolean;
  /** Where the run ended early, and why; the first time. */
  ended: { readonly step: StepPath; readonly why: string } | undefined;
}

/** Runs a scenario from its text: pure, deterministic, bounded. */
export function runScenario(text: string, options: RunOptions = {}): ScenarioRun | ScenarioFailure {
  const read = readScenarioText(text);
  if ('errors' in read) return { ok: false, errors: read.errors };
  const scenario = read.value as Scenario;
  let context: RunContext;
  try {
    context = prepare(scenario, options);
  } catch (error) {
    if (!(error instanceof SimulatedFault) && !(error instanceof RangeError)) throw error;
    return { ok: false, errors: [{ ...placeOfPart(text, read.node, placeBlamed(error)), message: error.message }] };
  }
  runAll(scenario.steps, context);
  return finish(context, ({ step, why }) => ({ ...placeOfPart(text, read.node, step), says: why }));
}

/** The part of a scenario that a machine could not be made from. */
function placeBlamed(error: SimulatedFault | RangeError): readonly string[] {
  if (!(error instanceof SimulatedFault)) return ['machine', 'zones'];
  switch (error.fault) {
    case 'no-cma-area': return ['machine', 'cma'];
    case 'absent-member': return ['grouped', 'at'];
    case 'no-zone': return ['machine', 'zones'];
    default: return ['machine'];
  }
}

function runAll(steps: readonly Step[], context: RunContext): void {
  const at: { step: StepPath } = { step: ['steps', 0] };
  try {
    runSteps(steps, context, ['steps'], at);
  } catch (error) {
    if (!(error instanceof OutOfWork)) throw error;
    context.ended = { step: at.step, why: error.message };
  }
}

/** Steps one after the other; a fault is a finding and ends only its step. `at` is told which one is being run. */
function runSteps(steps: readonly Step[], context: RunContext, path: StepPath, at: { step: StepPath }): void {
  const { simulation } = context;
  for (const [i, step] of steps.entries()) {
    const here = [...path, i];
    if (step.do === 'repeat') {
      const inside = [...here, 'steps'];
      for (let round = 0; round < step.times && context.mayRepeat(here); round++) runSteps(step.steps, context, inside, at);
      continue;
    }
    if (!context.mayGoOn(here)) return;
    at.step = here;
    if (step.why !== undefined) simulation.tell(step.why);
    simulation.attempt(() => {
      simulation.machine.allocator.runOn(step.cpu ?? 0);
      runStep(step, context);
    });
  }
}

function prepare(scenario: Scenario, options: RunOptions): RunContext {
  const layout = options.layout ?? standardLayout(scenario.kernel, scenario.arch ?? 'x86_64');
  const zones = placeZones(scenario);
  const pages = Math.max(...zones.map((zone) => zone.end));
  const simulation = new Simulation({
    layout, zones, cpus: scenario.machine.cpus ?? 1, cma: (scenario.machine.cma ?? []).map(({ start, pages: size }) => ({ start, end: start + size })), journal: options.journal ?? true, ...(options.eventLimit !== undefined && { journalLimit: options.eventLimit }),
    extraUnits: scenario.machine.directMap === undefined ? 0 : DirectMap.unitsFor(pages), memmapInDirectMap: scenario.machine.memmap === 'direct-map',
  }, new Work(options.workLimit));
  const { machine } = simulation;
  const directMap = scenario.machine.directMap === undefined ? undefined : new DirectMap(machine, scenario.machine.directMap === '1G');
  const writer = new ValueWriter(machine);
  const owners = new Owners(simulation, writer);
  const mappings = new UserMappings(simulation);
  const cache = scenario.grouped === undefined ? undefined : new GroupedCache(simulation, {
    place: new NodePlace(simulation, toWhere(scenario.grouped.at), scenario.grouped.type ?? 'list_head', 'grouped vmalloc', directMap),
    nodeBy: scenario.grouped.nodeBy ?? 'virt_to_page', clearOnTake: scenario.grouped.clear ?? false, poison: scenario.grouped.poison ?? false,
  });
  let rounds = 0;
  const limit = options.stepLimit ?? 10_000_000;
  const { journal } = machine.memory;
  const bound = (): string | undefined => {
    if (journal !== undefined && journal.length >= journal.limit) return `the journal holds ${journal.length.toLocaleString('en')} events and takes no more`;
    if (simulation.isFull) return `${simulation.findings.length.toLocaleString('en')} findings, as many as are kept`;
    if (simulation.step >= limit) return `${limit.toLocaleString('en')} steps, loops counted out`;
    return rounds >= ROUNDS ? `${ROUNDS.toLocaleString('en')} rounds of loops` : undefined;
  };
  const mayGoOn = (step: StepPath): boolean => {
    if (simulation.step >= (options.until ?? Infinity) || context.ended !== undefined) return false;
    const why = bound();
    if (why !== undefined) context.ended = { step, why };
    return why === undefined;
  };
  const context: RunContext = {
    scenario, simulation, names: new Names(), random: randomFrom(options.seed ?? scenario.seed ?? 1), writer, owners, mappings, directMap, cache,
    vmalloc: new Vmalloc({ simulation, mappings, ...(cache && { cache }), ...(directMap && { directMap }) }),
    zsmalloc: new Zsmalloc({ simulation, owners, writer, design: scenario.zsmalloc ?? '6.1' }),
    scamem: new ScamemPages(simulation, scenario.scamem ?? 'object'),
    hugePages: new HugePages(simulation),
    sources: options.sources ?? {}, measures: {}, letGo: new Map(),
    mayGoOn: (step) => {
      if (!mayGoOn(step)) return false;
      simulation.step++;
      return true;
    },
    mayRepeat: (step) => {
      if (!mayGoOn(step)) return false;
      rounds++;
      return true;
    },
    ended: undefined,
  };
  return context;
}

function finish(context: RunContext, toPartial: (ended: NonNullable<RunContext['ended']>) => Partial): ScenarioRun {
  const { simulation, scenario, ended } = context;
  const partial = ended === undefined ? undefined : toPartial(ended);
  if (partial !== undefined) simulation.end(`${partial.says} (the scenario's line ${partial.line}, column ${partial.column})`);
  const measures = { ...context.measures, ...endMeasures(context) };
  const checked = checkExpectation(scenario.expect, simulation.findings, measures);
  return {
    ok: true, scenario, simulation, findings: simulation.findings, story: simulation.story, measures, directMap: context.directMap, checked,
    held: checked.every((one) => one.held) && (partial === undefined || checked.length === 0), ...(partial && { partial }),
  };
}

function endMeasures(context: RunContext): Measures {
  const { simulation, directMap, cache, zsmalloc } = context;
  const { zones, memory } = simulation.machine;
  const counts = directMap?.counts();
  return {
    steps: simulation.step, events: simulation.events, findings: simulation.findings.length, leftOut: simulation.leftOut,
    'free.pages': zones.reduce((sum, zone) => sum + memory.units[zone.freePages]! + zone.pcps.reduce((pages, { count }) => pages + memory.units[count]!, 0), 0),
    ...(counts && { 'directMap.entries4K': counts.entries4K, 'directMap.entries2M': counts.entries2M, 'directMap.entries1G': counts.entries1G }),
    ...(cache && { 'grouped.cached': cache.count() }),
    'free.cma': zones.reduce((sum, zone) => sum + memory.units[zone.freeCma]!, 0),
    ...Object.fromEntries(Array.from({ length: simulation.machine.allocator.cpus }, (_, cpu) => [`pcp.cpu${cpu}`, zones.reduce((sum, zone) => sum + memory.units[zone.pcps[cpu]!.count]!, 0)])),
    'zsmalloc.pageLocks': zsmalloc.counts.pageLocks, 'zsmalloc.migrated': zsmalloc.counts.migrated, 'zsmalloc.freed': zsmalloc.counts.freed,
  };
}

function placeZones(scenario: Scenario): readonly ZoneSpec[] {
  let next = 0;
  return scenario.machine.zones.map(({ node = 0, type, pages, start = next }) => {
    next = start + pages;
    return { node, type, start, end: start + pages };
  });
}
