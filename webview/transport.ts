import type { Frame, RunInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { iconButton, select, setIconButton } from './elements.js';
import { stepText } from './format.js';
import { icons } from './icons.js';
import { speeds, type TransportKey } from './pace.js';

/** The controls that move through the run. Knows nothing of how: it says what was asked for. */
export class Transport {
  readonly root = element('div', { class: 'transport', role: 'toolbar', 'aria-label': 'Transport' });
  private readonly play: HTMLElement;
  private readonly slider = element('input', { type: 'range', min: '0', 'aria-label': 'Step' });
  private readonly place = element('output', { class: 'place' });
  private lastStep = 0;

  constructor(asked: (key: TransportKey) => void, seek: (step: number) => void, speed: (stepsPerSecond: number) => void, speedNow: number) {
    const button = (icon: string, label: string, keys: string, key: TransportKey): HTMLElement => iconButton(icon, label, `${label} (${keys})`, () => { asked(key); });
    this.play = button(icons.play, 'Play', 'Space', 'play');
    this.slider.addEventListener('input', () => { seek(Number(this.slider.value)); });
    this.root.append(
      button(icons.start, 'Start', 'Home', 'start'),
      button(icons.back, 'Back', 'Left', 'back'),
      this.play,
      button(icons.step, 'Step', 'Right', 'step'),
      button(icons.previousConflict, 'Previous conflict', 'P', 'previous-conflict'),
      button(icons.conflict, 'Next conflict', 'N', 'next-conflict'),
      this.slider,
      this.place,
      select('Speed', speeds.map((value) => ({ value: String(value), text: `${value} steps/s` })), String(speedNow), (value) => { speed(Number(value)); }),
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
    this.place.textContent = change < changes ? `${text}, change ${change} of ${changes}` : text;
  }

  playing(on: boolean): void {
    setIconButton(this.play, on ? icons.pause : icons.play, on ? 'Pause' : 'Play', `${on ? 'Pause' : 'Play'} (Space)`);
  }
}
