import type { BesideFrame, Frame, Glance, ListName, ListRow, Now, PageWords, PlayerAnswer, PlayerRequest, RunInfo, WordChange } from '../../panelProtocol.js';
import type { ScenarioRun } from '../../simulator/scenario/runner.js';
import { membersAt } from '../../model/memberRange.js';
import { parametersOf } from '../../simulator/scenario/parameters.js';
import { traceLine } from '../../simulator/scenario/trace.js';
import { Player } from '../../simulator/view.js';
import { conflictInfo, conflictTitle } from './conflictInfo.js';
import { decodeWord } from './decodeWord.js';
import { lastReadOf, lastReads } from './lastReads.js';
import { MapCells, stateTitle } from './mapCells.js';
import { memoryCounts } from './memoryCounts.js';
import { decodeByView, overlaysOf, viewsOf } from './pageViews.js';
import { type Played, sameMoment } from './sameMoment.js';
import { Timeline } from './timeline.js';
import { wordHistory } from './wordHistory.js';
import type { PlaceInRun } from './workerProtocol.js';

/** Changes of a step that are shown, and rows of a list that are sent at once. */
const CHANGES = 40;
const ROWS = 500;
/** Frames of a film at most. */
const FILM = 60;

/** A finished run being played: where it is, which page is chosen. Answers the panel's requests with plain data. */
export class PanelSession {
  private readonly run: ScenarioRun;
  private readonly player: Player;
  private readonly timeline: Timeline;
  private readonly cells: MapCells;
  private step = 0;
  private event = 0;
  private chosen = 0;
  private follow = true;
  private view = 'page';
  private readonly views: readonly string[];
  private beside: PanelSession | undefined;

  constructor(run: ScenarioRun) {
    this.run = run;
    this.views = viewsOf(run.simulation.machine.layout);
    this.player = new Player(run.simulation);
    this.timeline = new Timeline(run.simulation);
    this.cells = new MapCells(run.simulation.machine);
    this.goTo(0);
    this.chosen = this.firstPage();
  }

  info(): RunInfo {
    const { simulation, scenario, findings, checked, measures, partial } = this.run;
    const { memory, layout, zones } = simulation.machine;
    return {
      title: scenario.title, source: scenario.source ?? '', kernel: layout.kernel, config: layout.config, pages: memory.pages, pageSize: memory.pageSize,
      zones: zones.map(({ node, type, start, end }) => ({ name: `node ${node} ${type}`, start, end })),
      pagesPerCell: this.cells.pagesPerCell, lastStep: this.timeline.last, conflicts: findings.length,
      conflictCells: Int32Array.from(findings, ({ page }) => this.cells.cellOf(page)),
      expectations: checked, measures, views: this.views, parameters: parametersOf(scenario, layout), ...(scenario.twin !== undefined && { twin: scenario.twin }), ...(partial && { partial }),
    };
  }

  /** The present frame with the whole map, for a panel that has nothing yet. */
  wholeFrame(): Frame {
    this.cells.reset();
    return this.frame();
  }

  /** Goes to where a panel was before it was reloaded. */
  restore({ step, page, follow, view }: PlaceInRun): void {
    this.goTo(step);
    this.chosen = this.pageInside(page);
    this.follow = follow;
    this.setView(view ?? 'page');
  }

  /** Plays a second run in step with this one; undefined ends that. */
  compareWith(other: PanelSession | undefined): BesideFrame | undefined {
    this.beside = other;
    other?.cells.reset();
    return this.besideFrame();
  }

  /** What is worth keeping of the run, as plain data. */
  get finished(): ScenarioRun {
    return this.run;
  }

  answer(request: PlayerRequest): PlayerAnswer {
    const { id } = request;
    switch (request.type) {
      case 'seek': this.goTo(request.step); break;
      case 'move': this.move(request.by, request.unit); break;
      case 'film': return { type: 'film', id, ...this.film(request.frames, request.by) };
      case 'conflict': this.toConflict(request.to); break;
      case 'select': this.choose(request.page, false); break;
      case 'follow': this.choose(this.chosen, request.on); break;
      case 'view': this.setView(request.record); break;
      case 'history': return { type: 'history', id, ...wordHistory(this.pageInside(request.page), request, this.player.writes, this.run.simulation, this.timeline) };
      case 'rows': return { type: 'rows', id, list: request.list, from: request.from, rows: this.rows(request.list, request.from, request.count) };
    }
    return { type: 'frame', id, frame: this.frame() };
  }

  private setView(record: string): void {
    this.view = this.views.includes(record) ? record : 'page';
  }

  private get played(): Played {
    return { timeline: this.timeline, journal: this.run.simulation.machine.memory.journal! };
  }

  /** The second run at the same moment. */
  private besideFrame(): BesideFrame | undefined {
    const beside = this.besideNow();
    if (!beside) return undefined;
    const { simulation, directMap } = beside.run;
    return {
      step: beside.step, text: beside.describe(beside.step).text, conflicts: beside.timeline.findingsUpTo(beside.step), map: beside.cells.update(),
      memory: memoryCounts(simulation.machine, directMap),
    };
  }

  private besideNow(): PanelSession | undefined {
    const { beside } = this;
    beside?.goTo(sameMoment(this.step, this.played, beside.played));
    return beside;
  }

  private goTo(step: number): void {
    this.step = Math.max(0, Math.min(this.timeline.last, Math.trunc(step)));
    this.seek(this.timeline.end(this.step));
    this.followStep();
  }

  private move(by: number, unit: 'step' | 'change'): void {
    if (unit === 'step') this.goTo(this.step + by);
    else for (let left = Math.abs(Math.trunc(by)); left > 0; left--) this.moveChange(by > 0);
  }

  /** To the next or the last change of a word; steps that change none are steps all the same. */
  private moveChange(forward: boolean): void {
    const { timeline } = this;
    if (forward && this.event < timeline.end(this.step)) this.seek(this.event + 1);
    else if (!forward && this.event > timeline.begin(this.step)) this.seek(this.event - 1);
    else {
      const step = this.step + (forward ? 1 : -1);
      if (step < 0 || step > timeline.last) return;
      this.step = step;
      const inside = forward ? this.event + 1 : this.event - 1;
      this.seek(Math.max(timeline.begin(step), Math.min(timeline.end(step), inside)));
    }
    this.followStep();
  }

  private toConflict(to: number | 'next' | 'previous'): void {
    const { findings } = this.run;
    const passed = this.timeline.findingsUpTo(this.step);
    const here = passed > 0 && this.timeline.stepOfFinding(passed - 1) === this.step;
    const number = to === 'next' ? passed : to === 'previous' ? passed - (here ? 2 : 1) : to;
    const finding = findings[number];
    if (finding === undefined) return;
    this.goTo(this.timeline.stepOfFinding(number));
    if (finding.page >= 0) this.chosen = finding.page;
  }

  private choose(page: number, follow: boolean): void {
    this.follow = follow;
    this.chosen = this.pageInside(page);
    this.followStep();
  }

  private pageInside(page: number): number {
    return Math.max(0, Math.min(this.run.simulation.machine.memory.pages - 1, Math.trunc(page)));
  }

  private seek(event: number): void {
    this.player.seek(event);
    this.event = event;
  }

  private followStep(): void {
    const { page } = this.describe(this.step);
    if (this.follow && page >= 0) this.chosen = page;
  }

  /** The page of the first step that has one: what a newcomer looks at. */
  private firstPage(): number {
    for (let step = 0; step <= Math.min(this.timeline.last, 1000); step++) {
      const { page } = this.describe(step);
      if (page >= 0) return page;
    }
    return this.run.simulation.machine.zones[0]?.start ?? 0;
  }

  private frame(): Frame {
    const { timeline, step } = this;
    const begin = timeline.begin(step);
    const beside = this.besideFrame();
    const { simulation, directMap } = this.run;
    return {
      step, change: this.event - begin, changes: timeline.end(step) - begin, now: this.now(), conflicts: timeline.findingsUpTo(step),
      map: this.cells.update(), memory: memoryCounts(simulation.machine, directMap), page: this.page(), follow: this.follow, ...(beside && { beside }),
    };
  }

  /** Goes on frame by frame. */
  private film(frames: number, by: number): { readonly glances: readonly Glance[]; readonly frame: Frame } {
    const glances: Glance[] = [];
    const further = Math.max(1, Math.trunc(by));
    for (let left = Math.min(frames, FILM); left > 1 && this.step + further < this.timeline.last; left--) {
      this.goTo(this.step + further);
      glances.push(this.glance());
    }
    this.goTo(this.step + further);
    return { glances, frame: this.frame() };
  }

  private glance(): Glance {
    const beside = this.besideNow();
    return {
      step: this.step, conflicts: this.timeline.findingsUpTo(this.step), map: this.cells.cellsUpdate(), page: this.chosen,
      ...(beside && { beside: { conflicts: beside.timeline.findingsUpTo(beside.step), map: beside.cells.cellsUpdate() } }),
    };
  }

  private now(): Now {
    const { simulation, findings } = this.run;
    const { step, timeline } = this;
    const [begin, end] = [timeline.begin(step), timeline.end(step)];
    const changes: WordChange[] = [];
    let own = 0;
    const functions = new Set<string>();
    for (let event = begin; event < end && changes.length < CHANGES; event++) {
      const line = traceLine(simulation, event);
      if (line.owner === 'simulator') {
        // What the simulator notes of a page beside its words is no change of a word.
        own++;
        continue;
      }
      if (/^[A-Za-z_]\w*$/.test(line.by)) functions.add(line.by);
      if (line.old === line.new) {
        // Written anew with what was there: nothing that a person sees changes.
        own++;
        continue;
      }
      changes.push({ page: line.page, offset: line.offset, member: line.member, old: line.old, new: line.new, owner: line.owner });
    }
    const moment = timeline.at(step);
    const conflict = moment.kind === 'conflict' ? { conflict: conflictInfo(findings[moment.finding]!, moment.finding, simulation.machine.model) } : {};
    return { ...this.describe(step), changes, changesLeftOut: end - begin - changes.length - own, functions: [...functions], ...conflict };
  }

  private describe(step: number): { readonly text: string; readonly page: number } {
    const moment = this.timeline.at(step);
    if (moment.kind === 'conflict') {
      const finding = this.run.findings[moment.finding]!;
      return { text: conflictTitle(finding), page: finding.page };
    }
    const { text, page } = this.run.simulation.machine.memory.journal!.operation(moment.operation);
    return { text: moment.operation === 0 ? 'the machine has booted' : moment.goesOn ? `${text} goes on` : text, page };
  }

  private page(): PageWords {
    const { simulation } = this.run;
    const { page, state, userMappings, words } = this.player.page(this.chosen);
    const reads = lastReads(page, this.step, simulation, this.timeline);
    const { view, views } = this;
    const { layout } = simulation.machine;
    return {
      page, state, stateTitle: stateTitle(state, simulation.machine.model), userMappings, view,
      words: words.map(({ offset, size, members, value, writer, event }) => {
        const range = { offset, size };
        const read = lastReadOf(range, event, reads);
        const { owner, member, by, source } = writer;
        const parts = view === 'page' ? '' : decodeByView(BigInt(value), range, view, layout);
        return {
          offset, size, members: view === 'page' ? members : membersAt(range, layout, view), overlays: overlaysOf(range, view, views, layout),
          value, decoded: parts === '' ? decodeWord(page, BigInt(value), range, members, simulation.machine) : parts,
          writer: { owner, member, by, means: writer.kind, ...(source && { source }) },
          writtenAt: event < 0 ? -1 : this.timeline.stepOfEvent(event),
          ...(read && { read }),
        };
      }),
    };
  }

  private rows(list: ListName, from: number, count: number): readonly ListRow[] {
    const { findings } = this.run;
    const length = list === 'story' ? this.timeline.last + 1 : findings.length;
    const first = Math.max(0, Math.trunc(from));
    const rows: ListRow[] = [];
    for (let row = first; row < Math.min(length, first + Math.min(count, ROWS)); row++) {
      const step = list === 'story' ? row : this.timeline.stepOfFinding(row);
      rows.push({ step, ...this.describe(step), conflict: this.timeline.at(step).kind === 'conflict' });
    }
    return rows;
  }
}
