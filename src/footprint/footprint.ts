/** A function's footprint on one parameter, as others read it: byte ranges in the order they are touched, each with the shortest way there. */
import { type Effect, type EffectKind, sitesOf, type Summary } from './effect.js';
import type { Site } from './value.js';

export interface FootprintRange {
  /** Bytes from the object's start. */
  readonly offset: number;
  readonly size: number;
  readonly access: Exclude<EffectKind, 'marker'>;
  /** The record and member it is seen through: `folio.mapping`. */
  readonly via: string;
  /** It need not happen on every way. */
  readonly may: boolean;
  /** From the function itself down to the access, the outermost first. */
  readonly sites: readonly Site[];
}

/** A function of the model that the object may reach. */
export interface Reached {
  readonly function: string;
  readonly sites: readonly Site[];
}

export interface Footprint {
  readonly param: number;
  /** Tag of the parameter's record. */
  readonly record: string;
  readonly ranges: readonly FootprintRange[];
  readonly reaches: readonly Reached[];
}

/** One footprint for each parameter the function does anything to. */
export function footprintsOf(summary: Summary): readonly Footprint[] {
  return summary.parameters.flatMap((thing, param) => {
    const effects = summary.effects.filter((effect) => effect.thing === thing);
    const ranges = rangesOf(effects);
    const reaches = effects.flatMap((effect) => (effect.kind === 'marker' ? [{ function: effect.marker ?? '', sites: sitesOf(effect.chain) }] : []));
    return ranges.length === 0 && reaches.length === 0 ? [] : [{ param, record: thing.record, ranges, reaches }];
  });
}

/** Each range once for each kind of access, with the shortest way to it and the names it is seen by there. */
function rangesOf(effects: readonly Effect[]): readonly FootprintRange[] {
  const found = new Map<string, FootprintRange>();
  for (const effect of effects) {
    if (effect.kind === 'marker' || effect.offset === undefined || effect.size === 0) continue;
    const key = `${effect.offset}:${effect.size}:${effect.kind}`;
    const sites = sitesOf(effect.chain);
    const known = found.get(key);
    const via = effect.path === '' || effect.path.startsWith('[') ? effect.record : `${effect.record}.${effect.path}`;
    if (!known) found.set(key, { offset: effect.offset, size: effect.size, access: effect.kind, via, may: effect.may, sites });
    else found.set(key, { ...known, may: known.may && effect.may, ...(sites.length < known.sites.length && { via, sites }) });
  }
  return [...found.values()];
}

