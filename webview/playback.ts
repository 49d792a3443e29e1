import { FRAME_TIME, frameInterval, stepsIn } from './pace.js';

/** Frames that are asked for and not there yet, at most, where the screen's rate is the pace: a question and its answer take longer than one frame. */
const AHEAD = 3;

/** Plays by asking for steps at a pace. What was asked for is shown even when playing was stopped meanwhile: the host's place is the one on screen. */
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
    const asked: Promise<boolean>[] = [];
    let steps = 1;
    for (;;) {
      const begun = performance.now();
      const interval = frameInterval(this.stepsPerSecond);
      asked.push(this.advance(steps));
      const more = asked.length <= (interval > FRAME_TIME ? 0 : AHEAD) || await asked.shift();
      if (this.running !== mine) return;
      if (!more) {
        this.stop();
        return;
      }
      const rest = begun + interval - performance.now();
      if (rest > 0) await new Promise((resolve) => { setTimeout(resolve, rest); });
      if (this.running !== mine) return;
      steps = stepsIn(performance.now() - begun, this.stepsPerSecond);
    }
  }
}
