/** From what a function is known to store to the kinds of values whose bits the judge knows. */
import type { Value } from '../../footprint/value.js';
import type { ValueKind } from '../../model/valueKind.js';

/** Undefined when nothing is known that a reader could be wrong about. */
export function kindOf(value: Value, isPage: (record: string) => boolean): ValueKind | undefined {
  switch (value.kind) {
    case 'number': return value.value === 0n ? { kind: 'null' } : { kind: 'constant', value: BigInt.asUintN(64, value.value) };
    case 'pointer': {
      const { to, tag, path } = value;
      if (value.or) return undefined;
      if (to.source.by === 'function') return { kind: 'function' };
      // A parameter or a member of no pointer type is a number that somebody else knows.
      if (to.record === '') return tag === 0 ? undefined : { kind: 'pointer', to: 'object', tag };
      if (to.record === '*') return { kind: 'pointer', to: 'object', tag };
      // Inside a record the alignment is that of a word at least; of what lies there nothing is known.
      if (path !== '') return { kind: 'pointer', to: 'object', tag };
      if (isPage(to.record)) return tag === 1 ? { kind: 'compound-head' } : { kind: 'pointer', to: 'page', tag };
      return { kind: 'pointer', to: to.record, tag };
    }
    case 'either': {
      // What may be left there as it was is nothing that was stored.
      const kinds = value.of.filter((arm) => arm.kind !== 'initial').map((arm) => kindOf(arm, isPage));
      const [first] = kinds;
      return first && kinds.every((kind) => kind && isSame(kind, first)) ? first : undefined;
    }
    case 'initial': case 'changed': return undefined;
    case 'unknown': return value.pointerTo !== undefined && value.pointerTo !== '' ? { kind: 'pointer', to: value.pointerTo } : bitsOf(value.zero);
  }
}

/** A number of which some bits are known to be 0. */
function bitsOf(zero: bigint | undefined): ValueKind | undefined {
  if (zero === undefined) return undefined;
  const open = BigInt.asUintN(64, ~zero);
  let shift = 0;
  while (shift < 64 && ((open >> BigInt(shift)) & 1n) === 0n) shift++;
  return { kind: 'integer', means: 'a number of its user', max: open >> BigInt(shift), shift };
}

function isSame(a: ValueKind, b: ValueKind): boolean {
  if (a.kind === 'constant') return b.kind === 'constant' && a.value === b.value;
  if (a.kind === 'integer') return b.kind === 'integer' && a.max === b.max && a.shift === b.shift;
  if (a.kind === 'pointer') return b.kind === 'pointer' && a.to === b.to && a.tag === b.tag;
  return a.kind === b.kind;
}
