/** What a file declares by name, entered as its text is read: most files of a tree are never asked about one name, so the lists are made when somebody does. */

export class NamedLists<Value> implements Iterable<readonly [string, readonly Value[]]> {
  readonly #names: string[] = [];
  readonly #values: Value[] = [];
  #lists: Map<string, Value[]> | undefined;

  /** Enters a value under a name, behind what the name has; the same value twice in a row counts once. */
  add(name: string, value: Value): void {
    this.#names.push(name);
    this.#values.push(value);
    this.#lists = undefined;
  }

  /** The names as they were entered: one that was entered twice comes twice. */
  get entered(): readonly string[] {
    return this.#names;
  }

  get size(): number {
    return this.#byName().size;
  }

  has(name: string): boolean {
    return this.#byName().has(name);
  }

  get(name: string): readonly Value[] | undefined {
    return this.#byName().get(name);
  }

  values(): Iterable<readonly Value[]> {
    return this.#byName().values();
  }

  [Symbol.iterator](): Iterator<readonly [string, readonly Value[]]> {
    return this.#byName().entries();
  }

  #byName(): ReadonlyMap<string, readonly Value[]> {
    return (this.#lists ??= this.#grouped());
  }

  #grouped(): Map<string, Value[]> {
    const lists = new Map<string, Value[]>();
    this.#names.forEach((name, index) => {
      const value = this.#values[index]!, list = lists.get(name);
      if (!list) lists.set(name, [value]);
      else if (list[list.length - 1] !== value) list.push(value);
    });
    return lists;
  }
}
