import { t } from '@vscode/l10n';
import type { BesideFrame, RunInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { iconButton } from './elements.js';
import { momentText } from './format.js';
import { icons } from './icons.js';
import { DirectMapStrip } from './map/directMapStrip.js';
import { type MapMoment, MapView } from './map/mapView.js';

/** The second run of a comparison at the same step: its map, what it does, its conflicts. */
export class BesideView {
  readonly root = element('div', { class: 'beside', hidden: '' });
  private readonly title = element('h3');
  private readonly state = element('p', { class: 'muted' });
  private readonly map = new MapView(t('Memory map of the run beside'), () => undefined);
  private readonly strip = new DirectMapStrip();
  private run: RunInfo | undefined;

  constructor(close: () => void) {
    this.root.append(element('div', { class: 'heading-line' }, [this.title, iconButton(icons.close, t('End the comparison'), t('End the comparison'), close)]), this.state, this.strip.root, this.map.root);
  }

  open(run: RunInfo | undefined): void {
    this.run = run;
    this.root.hidden = run === undefined;
    if (!run) return;
    this.title.textContent = run.partial ? t('{0} (ended early)', run.title) : run.title;
    this.title.title = run.partial ? `${run.title}: ${run.partial.says}` : run.title;
    this.map.open(run);
  }

  /** The picture alone. */
  glance({ map, conflicts }: Pick<MapMoment, 'map' | 'conflicts'>): void {
    if (this.run) this.map.show({ map, conflicts, page: -1 });
  }

  /** What is read beside it. */
  tell(frame: BesideFrame): void {
    if (!this.run) return;
    this.strip.show(frame.memory.directMap);
    this.state.textContent = momentText(frame.step, this.run.lastStep, frame.text, frame.conflicts);
  }
}
