import { t } from '@vscode/l10n';
import type { Frame, Glance, PlayerQuestion, RunInfo, ScenarioRef, ToPanel, WordInfo } from '../src/panelProtocol.js';
import { BesideView } from './besideView.js';
import { element, section } from './dom.js';
import { checkbox, select } from './elements.js';
import { count, pageTitle, stepText } from './format.js';
import { HistoryTable } from './historyTable.js';
import type { Host } from './host.js';
import { panelKey } from './keys.js';
import { LongList } from './longList.js';
import { MapPanel } from './mapPanel.js';
import { MapTable } from './map/mapTable.js';
import { measured } from './measured.js';
import { MemoryTable } from './memoryTable.js';
import { NowCard } from './nowCard.js';
import { Outcome } from './outcome.js';
import { ParametersForm } from './parametersForm.js';
import { PartialNotice } from './partialNotice.js';
import type { TransportKey } from './pace.js';
import { type Film, Playback } from './playback.js';
import { RunTools } from './runTools.js';
import { Tabs } from './tabs.js';
import { Transport } from './transport.js';
import { WordsTable } from './wordsTable.js';

type Asking = Exclude<PlayerQuestion, { type: 'film' | 'rows' | 'history' }>;

/** The page of one opened run: gives every part the frames, and asks the host for the next. */
export class App {
  readonly root = element('main');
  private readonly host: Host;
  private readonly title = element('h1');
  private readonly source = element('p', { class: 'source' });
  private readonly live = element('div', { class: 'spoken', 'aria-live': 'polite' });
  private readonly pageHeading = element('h3');
  private readonly pageState = element('p', { class: 'muted' });
  private readonly views = element('div', { class: 'view' });
  private readonly map = new MapPanel((page) => { this.choose(page); });
  private readonly beside = new BesideView(() => { this.host.tell({ type: 'compare', with: 'off' }); });
  private readonly words = new WordsTable({ showSource: (source) => { this.host.tell({ type: 'source', source }); }, history: (word) => { void this.showHistory(word); } });
  private readonly wordsRoom: HTMLElement;
  private readonly history = new HistoryTable((step) => { this.ask({ type: 'seek', step }); });
  private readonly memory = new MemoryTable();
  private readonly mapTable = new MapTable((page) => { this.choose(page); });
  private readonly outcome = new Outcome();
  private readonly parameters = new ParametersForm((changes) => { this.host.tell({ type: 'rerun', changes }); });
  private readonly partial = new PartialNotice((place) => { this.host.tell({ type: 'scenario', ...place }); });
  private readonly tools: RunTools;
  private readonly pageTabs: Tabs;
  private readonly runTabs: Tabs;
  private readonly now = new NowCard({
    choose: (page) => { this.choose(page); }, showSource: (source) => { this.host.tell({ type: 'source', source }); }, showFunction: (name) => { this.host.tell({ type: 'function', name }); },
  });
  private readonly follow = checkbox(t('Follow the step'), t('Choose the page of each step'), (on) => { this.ask({ type: 'follow', on }); });
  private readonly story: LongList;
  private readonly conflicts: LongList;
  private readonly transport: Transport;
  private readonly playback: Playback;
  private scenario: ScenarioRef | undefined;
  private besideScenario: ScenarioRef | undefined;
  private run: RunInfo | undefined;
  private frame: Frame | undefined;
  private spoken = 0;
  /** The step that is on screen. */
  private seen = 0;
  /** What a moment of a run that is played has still to say, a part to each of the frames that follow: written at once it would cost one of them. */
  private untold: readonly (() => void)[] = [];
  private keeping: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host) {
    this.host = host;
    const speed = matchMedia('(prefers-reduced-motion: reduce)').matches ? 1 : 5;
    this.playback = new Playback(speed, (frames, by) => this.film(frames, by), (on) => {
      this.transport.playing(on);
      // The host is ahead of what was shown, and that was a glance perhaps.
      if (!on) this.ask({ type: 'seek', step: this.seen });
    });
    this.transport = new Transport((key) => { this.do(key); }, (step) => { this.ask({ type: 'seek', step }); }, (value) => { this.playback.stepsPerSecond = value; }, speed);
    this.tools = new RunTools((message) => { host.tell(message); });
    const rows = async (list: 'story' | 'conflicts', from: number, wanted: number) => (await host.ask({ type: 'rows', list, from, count: wanted })).rows;
    this.story = new LongList({ name: 'story', label: t('Story'), fetch: (from, wanted) => rows('story', from, wanted), open: (step) => { this.ask({ type: 'seek', step }); } });
    this.conflicts = new LongList({ name: 'conflicts', label: t('Conflicts'), fetch: (from, wanted) => rows('conflicts', from, wanted), open: (to) => { this.ask({ type: 'conflict', to }); } });
    this.wordsRoom = element('div', { class: 'page-words' }, [element('div', { class: 'heading-line' }, [this.pageHeading, this.views, this.follow]), this.pageState, element('div', { class: 'table-room', tabindex: '0', 'aria-label': t('Words of the chosen page'), role: 'region' }, [this.words.root])]);
    this.pageTabs = new Tabs('page', t('Page'), [
      { name: t('Words'), content: this.wordsRoom }, { name: t('History'), content: this.history.root },
      { name: t('Free lists'), content: this.memory.root, shown: () => { this.showTables(); } }, { name: t('All pages'), content: this.mapTable.root, shown: () => { this.showTables(); } },
    ]);
    const [storyRoom, conflictRoom] = [element('div', { class: 'story' }, [this.story.root]), element('div', { class: 'conflicts' }, [this.conflicts.root])];
    this.runTabs = new Tabs('run', t('Run'), [{ name: t('Story'), content: storyRoom }, { name: t('Conflicts'), content: conflictRoom }, { name: t('Outcome'), content: this.outcome.root }, { name: t('Parameters'), content: this.parameters.root }]);
    this.root.append(
      element('header', {}, [element('div', { class: 'heading-line' }, [this.title, this.tools.root]), this.source, this.transport.root, this.partial.root]),
      element('div', { class: 'columns' }, [
        element('div', { class: 'column' }, [
          section('memory', [t('Memory'), this.map.controls], [element('div', { class: 'maps' }, [this.map.root, this.beside.root])]),
          this.pageTabs.root,
        ]),
        element('div', { class: 'column' }, [section('now', [t('This step')], [this.now.root]), this.runTabs.root]),
      ]),
      this.live,
    );
    window.addEventListener('keydown', (event) => {
      const key = panelKey(event);
      if (key === undefined) return;
      event.preventDefault();
      this.do(key);
    });
  }

  open(scenario: ScenarioRef, run: RunInfo, frame: Frame): void {
    this.playback.stop();
    [this.scenario, this.run] = [scenario, run];
    this.title.textContent = this.title.title = run.title;
    this.source.textContent = [run.source, t('struct page of {0}, {1}: {2} bytes', run.kernel, run.config, run.pageSize)].filter((text) => text !== '').join(' \u00b7 ');
    this.source.title = this.source.textContent;
    this.transport.open(run);
    this.partial.open(run, scenario);
    this.map.open(run);
    this.story.open(run.lastStep + 1);
    this.conflicts.open(run.conflicts);
    this.outcome.open(run, (scenario.changes ?? []).length > 0);
    this.parameters.open(run.parameters, scenario.changes ?? []);
    this.tools.open(run, (scenario.changes ?? []).length > 0);
    this.views.replaceChildren(...(run.views.length < 2 ? [] : [select(t('Names of'), run.views.map((value) => ({ value, text: `struct ${value}` })), frame.page.view, (record) => { this.ask({ type: 'view', record }); })]));
    this.show(frame);
  }

  /** A second run came to stand beside the first, or went. */
  compare({ scenario, run, frame, errors }: Extract<ToPanel, { type: 'beside' }>): void {
    this.besideScenario = scenario;
    this.beside.open(run);
    this.outcome.compare(run);
    this.root.classList.toggle('comparing', run !== undefined);
    if (run && frame) {
      this.beside.glance(frame);
      this.beside.tell(frame);
      this.runTabs.showContent(this.outcome.root);
    }
    if (errors) this.say(t('The run beside failed: {0}', errors.map(({ message }) => message).join('; ')));
    this.keep();
  }

  get mapView(): MapPanel['map'] {
    return this.map.map;
  }

  private show(frame: Frame): void {
    this.inFrame(frame, () => {
      this.keepFrame(frame);
      for (const tell of this.untold) tell();
      this.untold = [];
    });
  }

  /** A moment of a run that is played: its words are told in the frames that follow. */
  private showPlayed(frame: Frame): void {
    this.inFrame(frame, () => { this.keepFrame(frame); });
  }

  /** A moment between two that are told in words. */
  private showGlance(glance: Glance): void {
    this.inFrame(glance, () => {
      const [tell, ...later] = this.untold;
      tell?.();
      this.untold = later;
    });
  }

  /** Draws the pictures of a moment, and tells something of it. */
  private inFrame({ step, conflicts, map, page, beside }: Frame | Glance, tell: () => void): void {
    const start = performance.now();
    this.seen = step;
    this.map.show({ map, conflicts, page: typeof page === 'number' ? page : page.page });
    if (beside) this.beside.glance(beside);
    tell();
    measured('pagelens.frame', start);
  }

  private keepFrame(frame: Frame): void {
    this.frame = frame;
    this.untold = this.run ? this.told(frame, this.run) : [];
    this.keep();
  }

  /** All that is read, not seen at a glance, in parts: the words; the step; the lists and tables. */
  private told(frame: Frame, run: RunInfo): readonly (() => void)[] {
    return [
      () => {
        this.words.show(frame.page);
        this.pageHeading.textContent = t('Page {0}: {1}', frame.page.page, pageTitle(frame.page));
        this.pageState.textContent = frame.page.stateTitle;
      },
      () => {
        this.transport.show(frame);
        this.now.show(frame.now, this.playback.playing);
        this.say(`${stepText(frame.step, run.lastStep)}: ${frame.now.text}`);
      },
      () => {
        this.map.tell(frame);
        if (frame.beside) this.beside.tell(frame.beside);
        this.story.mark(frame.step);
        this.conflicts.mark(frame.now.conflict?.number ?? -1);
        this.history.mark(frame.step);
        this.showTables();
        this.follow.checked = frame.follow;
        this.runTabs.rename(this.conflicts.root.parentElement ?? this.conflicts.root, run.conflicts === 0 ? t('No conflict') : t('Conflicts: {0} of {1}', count(frame.conflicts), count(run.conflicts)));
      },
    ];
  }

  /** The tables that are made only while they are in front. */
  private showTables(): void {
    const { frame } = this;
    if (!frame) return;
    if (this.pageTabs.isFront(this.memory.root)) this.memory.show(frame.memory);
    if (this.pageTabs.isFront(this.mapTable.root)) this.mapTable.show(this.map.map.content);
  }

  private async showHistory(word: WordInfo): Promise<void> {
    const page = this.frame?.page.page ?? 0;
    const answer = await this.host.ask({ type: 'history', page, offset: word.offset, size: word.size });
    this.history.show(page, word, answer);
    this.history.mark(this.frame?.step ?? 0);
    this.pageTabs.showContent(this.history.root);
  }

  /** Where a reload goes on: told a little later, so that a run that is played does not tell it at every frame. */
  private keep(): void {
    this.keeping ??= setTimeout(() => {
      this.keeping = undefined;
      const { scenario, frame, besideScenario } = this;
      if (scenario && frame) this.host.keep({ scenario, step: frame.step, page: frame.page.page, follow: frame.follow, view: frame.page.view, ...(besideScenario && { beside: besideScenario }) });
    }, 200);
  }

  /** At most once a second: a run that plays fast is not read aloud step by step. */
  private say(text: string): void {
    const now = Date.now();
    if (this.playback.playing && now - this.spoken < 1000) return;
    this.spoken = now;
    this.live.textContent = text;
  }

  private async film(frames: number, by: number): Promise<Film> {
    const { glances, frame } = await this.host.ask({ type: 'film', frames, by });
    const last = (): void => { if (glances.length > 0) this.showPlayed(frame); else this.show(frame); };
    return { frames: [...glances.map((glance) => () => { this.showGlance(glance); }), last], goesOn: frame.step < (this.run?.lastStep ?? 0) };
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
}
