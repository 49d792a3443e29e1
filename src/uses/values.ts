/** Small makers of the values expressions give. */
import { type CType, UNKNOWN } from '../c/ctype.js';
import type { Access } from './fieldUse.js';
import type { Draft, Value } from './frame.js';

export function plain(type: () => CType): Value {
  let known: CType | undefined;
  return { type: () => (known ??= type()), place: [], target: [] };
}

export function unknownValue(why: string): Value {
  return plain(() => UNKNOWN(why));
}

export function setAccess(place: readonly Draft[], access: Access): void {
  for (const draft of place) draft.access = access;
}

export function firstUseful(types: readonly CType[]): CType {
  return types.find((type) => type.kind === 'pointer' && type.to.kind !== 'void') ?? types.find((type) => type.kind !== 'unknown') ?? types[0] ?? UNKNOWN('no value');
}
