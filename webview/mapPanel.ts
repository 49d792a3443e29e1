import { t } from '@vscode/l10n';
import type { Frame, RunInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { iconButton, numberField } from './elements.js';
import { momentText } from './format.js';
import { icons } from './icons.js';
import { Legend } from './legend.js';
import { DirectMapStrip } from './map/directMapStrip.js';
import { type MapMoment, MapView } from './map/mapView.js';

/** The memory map with its controls, the direct map above it and its legend below. */
export class MapPanel {
  readonly root = element('div', { class: 'map-panel' });
  readonly controls: HTMLElement;
  readonly map: MapView;
  private readonly strip = new DirectMapStrip();
  private readonly legend = new Legend();
  private readonly page: ReturnType<typeof numberField>;
  /** Shown while another run stands beside this one. */
  private readonly state = element('p', { class: 'muted' });
  private run: RunInfo | undefined;

  constructor(choose: (page: number) => void) {
    this.map = new MapView(t('Memory map'), choose);
    const button = (icon: string, label: string, key: string, to: 'in' | 'out' | 'fit'): HTMLElement => iconButton(icon, label, `${label} (${key})`, () => { this.map.zoom(to); });
    const [larger, smaller, fit] = [button(icons.zoomIn, t('Zoom in'), '+', 'in'), button(icons.zoomOut, t('Zoom out'), '\u2212', 'out'), button(icons.fit, t('Show all'), '0', 'fit')];
    this.page = numberField(t('Page'), undefined, { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, choose);
    this.page.setAttribute('placeholder', t('page'));
    this.controls = element('div', { class: 'controls', role: 'group', 'aria-label': t('Memory map') }, [this.page, smaller, larger, fit]);
    this.map.zoomed = () => {
      const { larger: more, smaller: less } = this.map.zoomable;
      larger.toggleAttribute('disabled', !more);
      smaller.toggleAttribute('disabled', !less);
      fit.toggleAttribute('disabled', !less);
    };
    this.root.append(element('div', { class: 'this-run' }, [element('h3', {}, [t('This run')]), this.state]), this.strip.root, this.map.root, this.legend.root);
  }

  open(run: RunInfo): void {
    this.run = run;
    this.page.setAttribute('max', String(run.pages - 1));
    this.map.open(run);
  }

  show(moment: MapMoment): void {
    this.map.show(moment);
  }

  /** What is read beside the picture: the moment, the direct map and the counts of the legend. */
  tell({ map, conflicts, page, memory, step, now, beside }: Frame): void {
    if (beside && this.run) this.state.textContent = momentText(step, this.run.lastStep, now.text, conflicts);
    this.strip.show(memory.directMap);
    this.legend.show(map.states, this.map.conflictCount);
    if (!this.page.matches(':focus-within')) this.page.value = String(page.page);
  }
}
