import type { Frame, PlayerQuestion, RunInfo, ScenarioRef, SourceLine } from '../src/panelProtocol.js';
import { element, section } from './dom.js';
import { checkbox } from './elements.js';
import { count, pageTitle, stepText } from './format.js';
import type { Host } from './host.js';
import { Legend } from './legend.js';
import { LongList } from './longList.js';
import { MapView } from './map/mapView.js';
import { NowCard } from './nowCard.js';
import { transportKey, type TransportKey } from './pace.js';
import { Playback } from './playback.js';
import { Transport } from './transport.js';
import { WordsTable } from './wordsTable.js';

type Asking = Exclude<PlayerQuestion, { type: 'rows' }>;

/** The page of one opened run: gives every part the frames, and asks the host for the next. */
export class App {
  readonly root = element('main');
  private readonly host: Host;
  private readonly title = element('h1');
  private readonly source = element('p', { class: 'source' });
  private readonly live = element('div', { class: 'spoken', 'aria-live': 'polite' });
  private readonly pageHeading = element('span');
  private readonly conflictHeading = element('span');
  private readonly map = new MapView((page) => { this.choose(page); });
  private readonly legend = new Legend();
  private readonly words: WordsTable;
  private readonly now: NowCard;
  private readonly follow = checkbox('Follow the step', 'Choose the page of each step', (on) => { this.ask({ type: 'follow', on }); });
  private readonly story: LongList;
  private readonly conflicts: LongList;
  private readonly transport: Transport;
  private readonly playback: Playback;
  private scenario: ScenarioRef | undefined;
  private run: RunInfo | undefined;
  private frame: Frame | undefined;
  private spoken = 0;

  constructor(host: Host) {
    this.host = host;
    const showSource = (source: SourceLine): void => { host.showSource(source); };
    const speed = matchMedia('(prefers-reduced-motion: reduce)').matches ? 1 : 5;
    this.words = new WordsTable(showSource);
    this.now = new NowCard((page) => { this.choose(page); }, showSource);
    this.playback = new Playback(speed, (steps) => this.advance(steps), (on) => { this.transport.playing(on); });
    this.transport = new Transport((key) => { this.do(key); }, (step) => { this.ask({ type: 'seek', step }); }, (value) => { this.playback.stepsPerSecond = value; }, speed);
    const rows = async (list: 'story' | 'conflicts', from: number, wanted: number) => (await host.ask({ type: 'rows', list, from, count: wanted })).rows;
    this.story = new LongList({ label: 'Story', fetch: (from, wanted) => rows('story', from, wanted), open: (step) => { this.ask({ type: 'seek', step }); } });
    this.conflicts = new LongList({ label: 'Conflicts', fetch: (from, wanted) => rows('conflicts', from, wanted), open: (to) => { this.ask({ type: 'conflict', to }); } });
    this.root.append(
      element('header', {}, [this.title, this.source, this.transport.root]),
      element('div', { class: 'columns' }, [
        element('div', { class: 'column' }, [
          section('memory', ['Memory'], [this.map.root, this.legend.root]),
          section('page-words', [this.pageHeading, this.follow], [element('div', { class: 'table-room' }, [this.words.root])]),
        ]),
        element('div', { class: 'column' }, [
          section('now', ['This step'], [this.now.root]),
          section('story', ['Story'], [this.story.root]),
          section('conflicts', [this.conflictHeading], [this.conflicts.root]),
        ]),
      ]),
      this.live,
    );
    window.addEventListener('keydown', (event) => { this.keyed(event); });
  }

  open(scenario: ScenarioRef, run: RunInfo, frame: Frame): void {
    this.playback.stop();
    [this.scenario, this.run] = [scenario, run];
    this.title.textContent = run.title;
    this.source.textContent = [run.source, `struct page of ${run.kernel}, ${run.config}: ${run.pageSize} bytes`].filter((text) => text !== '').join(' \u00b7 ');
    this.source.title = this.source.textContent;
    this.transport.open(run);
    this.map.open(run);
    this.story.open(run.lastStep + 1);
    this.conflicts.open(run.conflicts);
    this.conflicts.root.closest('section')?.classList.toggle('silent', run.conflicts === 0);
    this.show(frame);
  }

  private show(frame: Frame): void {
    const { run, scenario } = this;
    if (!run || !scenario) return;
    this.frame = frame;
    this.transport.show(frame);
    this.map.show(frame);
    this.legend.show(frame.map.states, new Set(run.conflictCells.subarray(0, frame.conflicts)).size);
    this.words.show(frame.page);
    this.now.show(frame.now);
    this.story.mark(frame.step);
    this.conflicts.mark(frame.now.conflict?.number ?? -1);
    this.follow.checked = frame.follow;
    this.pageHeading.textContent = `Page ${frame.page.page}: ${pageTitle(frame.page)}`;
    this.conflictHeading.textContent = run.conflicts === 0 ? 'No conflict' : `Conflicts: ${count(frame.conflicts)} of ${count(run.conflicts)}`;
    this.say(`${stepText(frame.step, run.lastStep)}: ${frame.now.text}`);
    this.host.keep({ scenario, step: frame.step, page: frame.page.page, follow: frame.follow });
  }

  /** At most once a second: a run that plays fast is not read aloud step by step. */
  private say(text: string): void {
    const now = Date.now();
    if (this.playback.playing && now - this.spoken < 1000) return;
    this.spoken = now;
    this.live.textContent = text;
  }

  private async advance(steps: number): Promise<boolean> {
    const { frame } = await this.host.ask({ type: 'move', by: steps, unit: 'step' });
    this.show(frame);
    return frame.step < (this.run?.lastStep ?? 0);
  }

  private ask(question: Asking): void {
    void this.host.ask(question).then(({ frame }) => { this.show(frame); });
  }

  private choose(page: number): void {
    this.ask({ type: 'select', page });
  }

  private do(key: TransportKey): void {
    if (key !== 'play') this.playback.stop();
    switch (key) {
      case 'play':
        if (!this.playback.playing && this.frame?.step === this.run?.lastStep) this.ask({ type: 'seek', step: 0 });
        this.playback.toggle();
        return;
      case 'step': this.ask({ type: 'move', by: 1, unit: 'step' }); return;
      case 'back': this.ask({ type: 'move', by: -1, unit: 'step' }); return;
      case 'change': this.ask({ type: 'move', by: 1, unit: 'change' }); return;
      case 'change-back': this.ask({ type: 'move', by: -1, unit: 'change' }); return;
      case 'next-conflict': this.ask({ type: 'conflict', to: 'next' }); return;
      case 'previous-conflict': this.ask({ type: 'conflict', to: 'previous' }); return;
      case 'start': this.ask({ type: 'seek', step: 0 }); return;
      case 'end': this.ask({ type: 'seek', step: this.run?.lastStep ?? 0 }); return;
    }
  }

  /** Keys that no control with the focus wants for itself. */
  private keyed(event: KeyboardEvent): void {
    const [target] = event.composedPath();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof Element && target.closest('input, button, [role="combobox"], vscode-single-select, vscode-checkbox') && event.key !== 'n' && event.key !== 'p') return;
    const key = transportKey(event.key, event.shiftKey);
    if (key === undefined) return;
    event.preventDefault();
    this.do(key);
  }
}
