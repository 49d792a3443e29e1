/** How a run is played. Pure. */

/** Steps a second to choose from. */
export const speeds = [1, 2, 5, 10, 60, 600] as const;

/** Between two frames of a run that is played, in milliseconds, at least: 60 a second. */
export const FRAME_TIME = 1000 / 60;

/** From the beginning of one frame to that of the next, in milliseconds, if the work leaves time for it. */
export function frameInterval(stepsPerSecond: number): number {
  return Math.max(FRAME_TIME, 1000 / stepsPerSecond);
}

/** Frames that are asked for at a time where the screen's rate is the pace: the last of them is told in words too, five times a second, and nobody reads faster. */
const FILM = 12;

/** How many frames to ask for at a time, and by how many steps each goes on. */
export function filmOf(stepsPerSecond: number): { readonly frames: number; readonly by: number } {
  const interval = frameInterval(stepsPerSecond);
  return { frames: interval > FRAME_TIME ? 1 : FILM, by: Math.max(1, Math.round((stepsPerSecond * interval) / 1000)) };
}

/** What a key does, unless a control of the panel has the focus that takes it. */
export type TransportKey = 'play' | 'step' | 'back' | 'change' | 'change-back' | 'next-conflict' | 'previous-conflict' | 'start' | 'end';

export function transportKey(key: string, shift: boolean): TransportKey | undefined {
  switch (key) {
    case ' ': return 'play';
    case 'ArrowRight': return shift ? 'change' : 'step';
    case 'ArrowLeft': return shift ? 'change-back' : 'back';
    case 'n': return 'next-conflict';
    case 'N': case 'p': return 'previous-conflict';
    case 'Home': return 'start';
    case 'End': return 'end';
    default: return undefined;
  }
}
