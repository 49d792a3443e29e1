/** Lines that come again and again together: at most so many. */
const LONGEST = 4;
/** Lines that must be spared for it to be worth a line of its own. */
const SPARED = 3;

/** A line with numbers of pages, frames and addresses left out: what many lines of a story have in common. */
export function shapeOf(line: string): string {
  return line.replace(/0x[0-9a-f]+/g, '0x…').replace(/\b(page|frame) \d+/g, '$1 N');
}

/** Lines whose shapes repeat are told once, with how often they come again and for which pages: a story of 512 pages is read in a screen. */
export function withoutRepetitions(lines: readonly string[]): readonly string[] {
  const shapes = lines.map(shapeOf);
  const pages = lines.map(pageOf);
  const out: string[] = [];
  for (let at = 0; at < lines.length;) {
    const { period, times } = repetitionAt(shapes, pages, at);
    out.push(...lines.slice(at, at + period));
    if (times > 0) {
      const others = Array.from({ length: times }, (_, i) => pages[at + (i + 1) * period]).filter((page) => page !== undefined);
      const span = others.length === 0 ? '' : `, pages ${Math.min(...others)} to ${Math.max(...others)}`;
      out.push(`  … and ${times} times more${span}`);
    }
    at += period * (times + 1);
  }
  return out;
}

/** The period that spares most lines from here on, and how often it comes again. What comes together is of one page. */
function repetitionAt(shapes: readonly string[], pages: readonly (number | undefined)[], at: number): { readonly period: number; readonly times: number } {
  let best = { period: 1, times: 0 };
  for (let period = 1; period <= LONGEST; period++) {
    if (new Set(pages.slice(at, at + period)).size > 1) break;
    let times = 0;
    while (repeats(shapes, at, at + (times + 1) * period, period)) times++;
    if (period * times >= SPARED && period * times > best.period * best.times) best = { period, times };
  }
  return best;
}

function repeats(shapes: readonly string[], first: number, second: number, count: number): boolean {
  for (let i = 0; i < count; i++) if (shapes[first + i] === undefined || shapes[first + i] !== shapes[second + i]) return false;
  return true;
}

function pageOf(line: string): number | undefined {
  const found = /\bpage (\d+)/.exec(line)?.[1];
  return found === undefined ? undefined : Number(found);
}
