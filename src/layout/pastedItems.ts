/**
 * Types that calls of macros at the top of a file define, under names put together by `##`: seqcount_spinlock_t comes of
 * SEQCOUNT_LOCKNAME(spinlock, ...) (6.1 include/linux/seqlock.h). No text of the tree spells such a name, so no index has it.
 */
import type { ConfiguredScope } from '../kernel/configured.js';
import type { ItemPlace, SourceFile } from '../kernel/tree.js';
import { parseItem } from './parsedItem.js';

const CALL = /^\s*([A-Za-z_]\w*)\s*\(/;
const DEFINES_TYPE = /\b(?:typedef|struct|union)\b/;

/** Read when a name is first found nowhere else. */
export class PastedItems {
  readonly #scope: ConfiguredScope;
  /** By `struct tag` or a typedef's name. */
  #places: ReadonlyMap<string, ItemPlace> | undefined;

  constructor(scope: ConfiguredScope) {
    this.#scope = scope;
  }

  /** The call that defines `struct tag`, `union tag` or a typedef's name. */
  placeOf(name: string): ItemPlace | undefined {
    this.#places ??= this.#read();
    return this.#places.get(name);
  }

  #read(): ReadonlyMap<string, ItemPlace> {
    const places = new Map<string, ItemPlace>();
    for (const file of this.#scope.scope.reach) {
      if (!this.#scope.isActive(file)) continue;
      for (const item of file.outline.items) {
        const called = item.kind === 'declaration' ? CALL.exec(file.text.slice(item.start, item.start + 80))?.[1] : undefined;
        if (called === undefined || !this.#pastesTypes(file, item.start, called) || this.#scope.holds(item.condition) === false) continue;
        const place: ItemPlace = { file, item };
        const { declared, bodies } = parseItem(this.#scope, place);
        for (const name of [...bodies.keys(), ...declared.flatMap((one) => (one.typedef ? one.name : []))]) if (!places.has(name)) places.set(name, place);
      }
    }
    return places;
  }

  #pastesTypes(file: SourceFile, at: number, name: string): boolean {
    const macro = this.#scope.macroAt(file, at, name);
    return macro?.params !== undefined && macro.body.includes('##') && DEFINES_TYPE.test(macro.body);
  }
}
