/** Entries that are kept of a name: enough for who measures, and nothing to speak of for a panel that plays for hours. */
const KEPT = 2000;
const made = new Map<string, number>();

/** Tells the browser's timeline what a piece of work took, from its start until now. */
export function measured(name: 'pagelens.frame' | 'pagelens.paint', start: number): void {
  const entries = (made.get(name) ?? 0) + 1;
  made.set(name, entries % KEPT);
  if (entries === KEPT) performance.clearMeasures(name);
  performance.measure(name, { start });
}
