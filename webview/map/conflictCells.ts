const none: ReadonlySet<number> = new Set();

/** The cells that met a conflict so far. A run that is played goes on by a few of its thousands of conflicts a picture: only those are added. Pure. */
export class ConflictCells {
  private readonly cells: Int32Array;
  private readonly known = new Set<number>();
  private count = 0;

  /** @param cells by conflict, in their order; -1 for one that no cell shows */
  constructor(cells: Int32Array) {
    this.cells = cells;
  }

  /** Those of the first conflicts; the set is the same object from call to call, and changes with the next. */
  upTo(conflicts: number): ReadonlySet<number> {
    if (conflicts === 0) return none;
    if (conflicts < this.count) {
      this.known.clear();
      this.count = 0;
    }
    for (; this.count < conflicts; this.count++) if (this.cells[this.count]! >= 0) this.known.add(this.cells[this.count]!);
    return this.known;
  }
}
