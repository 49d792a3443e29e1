import { FRAME_TIME, filmOf, frameInterval } from './pace.js';

/** Milliseconds that frames may come late and still be caught up with; where they come later, the run is played more slowly. */
const LATE = 50;

/** Frames to be shown one after the other. */
export interface Film {
  readonly frames: readonly (() => void)[];
  /** Whether the run goes on behind the last one. */
  readonly goesOn: boolean;
}

/**
 * Plays by asking for some frames at a time, the next of them while those before are shown: a question and its answer take longer than a
 * frame does. Frames change what those before have left, so all that came are shown, when playing is stopped at once and unseen.
 */
export class Playback {
  stepsPerSecond: number;
  private running = 0;
  /** Frames that came and were not shown yet. */
  private waiting: (() => void)[] = [];
  private readonly ask: (frames: number, by: number) => Promise<Film>;
  private readonly changed: (playing: boolean) => void;

  /** `ask`: the next frames, each so many steps on. */
  constructor(stepsPerSecond: number, ask: (frames: number, by: number) => Promise<Film>, changed: (playing: boolean) => void) {
    this.stepsPerSecond = stepsPerSecond;
    this.ask = ask;
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
    this.pass();
  }

  private async play(): Promise<void> {
    const mine = this.running = Date.now();
    this.changed(true);
    let next = this.next();
    let due = performance.now();
    for (;;) {
      const { frames, goesOn } = await next;
      this.waiting.push(...frames);
      if (this.running !== mine) {
        // Stopped, and perhaps begun again: what was asked for before comes before all else.
        this.pass();
        return;
      }
      const interval = frameInterval(this.stepsPerSecond);
      if (goesOn) next = this.next();
      while (this.waiting.length > 0) {
        this.waiting.shift()?.();
        due = Math.max(due + interval, performance.now() - LATE);
        await pause(due - performance.now());
        if (this.running !== mine) {
          if (goesOn) this.waiting.push(...(await next).frames);
          this.pass();
          return;
        }
      }
      if (!goesOn) {
        this.stop();
        return;
      }
    }
  }

  private next(): Promise<Film> {
    const { frames, by } = filmOf(this.stepsPerSecond);
    return this.ask(frames, by);
  }

  private pass(): void {
    for (const show of this.waiting.splice(0)) show();
  }
}

/**
 * Until the screen's next picture, or longer; no time at all for who is late. A frame is due about when a picture is, and clocks waver: half a
 * picture more or less is in time, so that at the screen's rate each picture has a frame of its own.
 */
function pause(milliseconds: number): Promise<void> | undefined {
  if (milliseconds <= -FRAME_TIME / 2) return undefined;
  return new Promise((resolve) => {
    if (milliseconds > FRAME_TIME * 1.5) setTimeout(resolve, milliseconds);
    else requestAnimationFrame(() => { resolve(); });
  });
}
