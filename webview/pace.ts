/** How a run is played. Pure. */

/** Steps a second to choose from. */
export const speeds = [1, 2, 5, 10, 60, 600] as const;

/** Between two frames of a run that is played, in milliseconds: 60 a second. */
const frameTime = 1000 / 60;

/** How long to wait between frames and how many steps each goes on. */
export function paceOf(stepsPerSecond: number): { readonly wait: number; readonly steps: number } {
  const wait = Math.max(frameTime, 1000 / stepsPerSecond);
  return { wait, steps: Math.max(1, Math.round((stepsPerSecond * wait) / 1000)) };
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
