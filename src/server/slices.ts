/** Work that reads functions, in slices: other questions are answered in between, and of all that wait those come first that a person waits for. */
import type { Footprints } from '../footprint/footprints.js';

/** `now`: somebody looks at the place and waits; `soon`: it is on the screen beside what they look at; `later`: it comes by itself. */
export type Urgency = 'now' | 'soon' | 'later';

/** A slice of work, in milliseconds: nobody notices that an answer comes that much later. */
const SLICE_MS = 40;
/**
 * What somebody waits for gets longer ones the longer it takes: functions that a slice leaves half read are read again in the next one, and
 * a call graph is as deep as it is large. Other questions come late by no more than this.
 */
const LONGEST_SLICE_MS = 250;
const GROWTH = 0.25;
/** Between two slices, turns of the event loop: a message takes one of them, and those that wait in a row are to be seen before the next slice. */
const TURNS = 24;

const URGENCIES: readonly Urgency[] = ['now', 'soon', 'later'];

/** What is asked: a session, or as much of one as reads functions. */
interface Asked {
  readonly checking: { readonly footprints: Pick<Footprints, 'until'> };
}

/** Does a slice; true when nothing is left to do. */
type Turn = () => boolean;

/** One slice at a time, whoever asks: many of them in a row would keep a question waiting as long as one that is not cut. */
export class Slices {
  readonly #waiting: Readonly<Record<Urgency, Turn[]>> = { now: [], soon: [], later: [] };
  #isAtWork = false;

  /**
   * Asks a session for what needs functions to be read.
   * @param isWanted asked before each slice
   * @returns undefined when it was not wanted any more
   */
  ask<T>(session: Asked, urgency: Urgency, ask: () => T, isWanted: () => boolean): Promise<T | undefined> {
    let spent = 0;
    return new Promise((resolve, reject) => {
      this.#waiting[urgency].push(() => {
        try {
          if (!isWanted()) {
            resolve(undefined);
            return true;
          }
          const { checking } = session;
          const start = performance.now(), end = start + (urgency === 'now' ? Math.min(LONGEST_SLICE_MS, Math.max(SLICE_MS, spent * GROWTH)) : SLICE_MS);
          const progress = checking.footprints.until(() => performance.now() >= end, ask);
          spent += performance.now() - start;
          if (progress.isDone) resolve(progress.value);
          return progress.isDone;
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
          return true;
        }
      });
      if (!this.#isAtWork) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isAtWork = true;
    for (;;) {
      for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => { setImmediate(resolve); });
      const line = URGENCIES.map((urgency) => this.#waiting[urgency]).find(({ length }) => length > 0);
      const [first] = line ?? [];
      if (!line || !first) break;
      if (first()) line.splice(line.indexOf(first), 1);
    }
    this.#isAtWork = false;
  }
}
