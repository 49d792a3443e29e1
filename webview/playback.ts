import { paceOf } from './pace.js';

/** Plays by asking for steps at a pace; the next ones are asked for only when the last have come. */
export class Playback {
  stepsPerSecond: number;
  private running = 0;
  private readonly advance: (steps: number) => Promise<boolean>;
  private readonly changed: (playing: boolean) => void;

  /** `advance` resolves to whether there is more to play. */
  constructor(stepsPerSecond: number, advance: (steps: number) => Promise<boolean>, changed: (playing: boolean) => void) {
    this.stepsPerSecond = stepsPerSecond;
    this.advance = advance;
    this.changed = changed;
  }

  get playing(): boolean {
    return this.running !== 0;
  }

  toggle(): void {
    if (this.playing) this.stop();
    else void this.play();
  }

  stop(): void {
    if (!this.playing) return;
    this.running = 0;
    this.changed(false);
  }

  private async play(): Promise<void> {
    const mine = this.running = Date.now();
    this.changed(true);
    for (;;) {
      const { wait, steps } = paceOf(this.stepsPerSecond);
      const [more] = await Promise.all([this.advance(steps), new Promise((resolve) => { setTimeout(resolve, wait); })]);
      if (this.running !== mine) return;
      if (more) continue;
      this.stop();
      return;
    }
  }
}
