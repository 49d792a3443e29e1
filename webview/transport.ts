import { t } from '@vscode/l10n';
import type { Frame, RunInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { iconButton, select, setIconButton } from './elements.js';
import { stepText } from './format.js';
import { icons } from './icons.js';
import { speeds, type TransportKey } from './pace.js';

/** The controls that move through the run. Knows nothing of how: it says what was asked for. */
export class Transport {
  readonly root = element('div', { class: 'transport', role: 'toolbar', 'aria-label': t('Transport') });
  private readonly play: HTMLElement;
  private readonly slider = element('input', { type: 'range', min: '0', 'aria-label': t('Step') });
  private readonly place = element('output', { class: 'place' });
  private lastStep = 0;

  constructor(asked: (key: TransportKey) => void, seek: (step: number) => void, speed: (stepsPerSecond: number) => void, speedNow: number) {
    const button = (icon: string, label: string, keys: string, key: TransportKey): HTMLElement => iconButton(icon, label, `${label} (${keys})`, () => { asked(key); });
    this.play = button(icons.play, t('Play'), t('Space'), 'play');
    this.slider.addEventListener('input', () => { seek(Number(this.slider.value)); });
    this.root.append(
      button(icons.start, t('Start'), t('Home'), 'start'),
      button(icons.back, t('Back'), t('Left'), 'back'),
      this.play,
      button(icons.step, t('Step'), t('Right'), 'step'),
      button(icons.previousConflict, t('Previous conflict'), 'P', 'previous-conflict'),
      button(icons.conflict, t('Next conflict'), 'N', 'next-conflict'),
      element('div', { class: 'slider-line' }, [
        this.slider,
        this.place,
        select(t('Speed'), speeds.map((value) => ({ value: String(value), text: t('{0} steps/s', value) })), String(speedNow), (value) => { speed(Number(value)); }),
      ]),
    );
  }

  open({ lastStep }: RunInfo): void {
    this.lastStep = lastStep;
    this.slider.max = String(lastStep);
  }

  show({ step, change, changes }: Frame): void {
    this.slider.value = String(step);
    const text = stepText(step, this.lastStep);
    this.slider.setAttribute('aria-valuetext', text);
    this.place.textContent = change < changes ? t('{0}, change {1} of {2}', text, change, changes) : text;
  }

  playing(on: boolean): void {
    const label = on ? t('Pause') : t('Play');
    setIconButton(this.play, on ? icons.pause : icons.play, label, `${label} (${t('Space')})`);
  }
}
