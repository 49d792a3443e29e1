/** A range of kernel versions: from `since` (inclusive) up to `before` (exclusive). Absent ends are open. */
export interface Era {
  readonly since?: string;
  readonly before?: string;
}

/** Orders versions by their numbers: `6.1.192` lies after `6.1` and before `6.12`; `7.1-rc6` counts as `7.1`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether the kernel lies in the era; an absent era always holds. */
export function inEra(era: Era | undefined, kernel: string): boolean {
  if (era === undefined) return true;
  if (era.since !== undefined && compareVersions(kernel, era.since) < 0) return false;
  return era.before === undefined || compareVersions(kernel, era.before) < 0;
}

function numbers(version: string): number[] {
  const match = /^\d+(?:\.\d+)*/.exec(version.replace(/^v/, ''));
  return match === null ? [] : match[0].split('.').map(Number);
}
