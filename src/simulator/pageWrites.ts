import type { Memory } from './memory.js';

/** Events of a block: what is looked through once the index says that a page was written there. A power of two. */
const BLOCK = 256;

/**
 * Where in a finished run each page was written, so that a person's question about one page does not go through the events of all.
 * Of each page it keeps the blocks of events with a write of it, 4 bytes each; a page is mostly written in several events on end.
 */
export class PageWrites {
  private readonly memory: Memory;
  private readonly journal: NonNullable<Memory['journal']>;
  /** By page: where its blocks begin in `blocks`, and behind the last page where all end. */
  private readonly starts: Uint32Array;
  private readonly blocks: Uint32Array;

  /** Reads the whole journal twice. */
  constructor(memory: Memory) {
    if (memory.journal === undefined) throw new RangeError('the run was not recorded');
    this.memory = memory;
    this.journal = memory.journal;
    this.starts = new Uint32Array(memory.pages + 1);
    const next = new Uint32Array(memory.pages);
    this.eachBlock((page) => { next[page]!++; });
    let total = 0;
    for (let page = 0; page < memory.pages; page++) {
      const blocks = next[page]!;
      this.starts[page] = next[page] = total;
      total += blocks;
    }
    this.starts[memory.pages] = total;
    const found = new Uint32Array(total);
    this.eachBlock((page, block) => { found[next[page]!++] = block; });
    this.blocks = found;
  }

  /** The last event up to the journal's present position that wrote each 32-bit unit of a page, or -1. */
  lastOf(page: number): Int32Array {
    const { journal, memory: { shadow, pageUnits } } = this;
    const first = this.memory.pageAt(page);
    const found = new Int32Array(pageUnits).fill(-1);
    // What nobody has written since boot need not be looked for.
    let missing = 0;
    for (let unit = first; unit < first + pageUnits; unit++) if (shadow[unit] !== 0) missing++;
    for (let at = this.starts[page + 1]! - 1; at >= this.starts[page]! && missing > 0; at--) {
      const begin = this.blocks[at]! * BLOCK;
      for (let number = Math.min(begin + BLOCK, journal.position) - 1; number >= begin && missing > 0; number--) {
        const unit = journal.unitOf(number) - first;
        if (unit >= 0 && unit < pageUnits) missing -= mark(found, unit, number) + (journal.isWide(number) ? mark(found, unit + 1, number) : 0);
      }
    }
    return found;
  }

  /** The numbers of all events of the run that write any of `count` units of a page, from its unit `from` on. */
  ofUnits(page: number, from: number, count: number): readonly number[] {
    const { journal } = this;
    const first = this.memory.pageAt(page) + from;
    const found: number[] = [];
    for (let at = this.starts[page]!; at < this.starts[page + 1]!; at++) {
      const begin = this.blocks[at]! * BLOCK;
      for (let number = begin; number < Math.min(begin + BLOCK, journal.length); number++) {
        const unit = journal.unitOf(number) - first;
        if (unit < count && unit >= (journal.isWide(number) ? -1 : 0)) found.push(number);
      }
    }
    return found;
  }

  /** Each block of events once for every page that is written in it. */
  private eachBlock(visit: (page: number, block: number) => void): void {
    const { journal, memory } = this;
    const lastBlock = new Int32Array(memory.pages).fill(-1);
    for (let number = 0; number < journal.length; number++) {
      const page = memory.pageOf(journal.unitOf(number));
      const block = Math.floor(number / BLOCK);
      if (page < 0 || lastBlock[page] === block) continue;
      lastBlock[page] = block;
      visit(page, block);
    }
  }
}

/** Notes the event where none is noted yet; the number of places filled. */
function mark(found: Int32Array, at: number, event: number): 0 | 1 {
  if (found[at] !== -1) return 0;
  found[at] = event;
  return 1;
}
