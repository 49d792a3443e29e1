/** A function's footprint on an object it is handed or finds, as others read it: byte ranges in the order they are touched, each with the shortest way there. */
import { depthOf, type Effect, type EffectKind, sitesOf, type Summary, type Trace } from './effect.js';
import { isRecord, type Site, type Thing } from './value.js';

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
  /** Tag of the object's record. */
  readonly record: string;
  readonly ranges: readonly FootprintRange[];
  readonly reaches: readonly Reached[];
}

/** What is done to what a parameter leads to. */
export interface ParameterFootprint extends Footprint {
  /** 0-based. */
  readonly param: number;
}

/** What is done to an object that no caller hands over. */
export interface ObtainedFootprint extends Footprint {
  /** How the function came by it: `alloc_pages()`, `first_page of parameter 2`. */
  readonly from: string;
}

/** One footprint for each parameter the function does anything to. */
export function footprintsOf(summary: Summary): readonly ParameterFootprint[] {
  return summary.parameters.flatMap((thing, param) => footprintOf(thing.record, summary.effects.filter((effect) => effect.thing === thing)).map((one) => ({ param, ...one })));
}

/** Calls down to where a neighbour in the memory map is looked at on behalf of a page: what lies deeper (buddies that are merged) is no page the function handles. */
const NEAR = 2;

/**
 * One footprint for each way by which the function itself comes by objects of these records: allocated, found through members, lists and arrays.
 * @param records tags of struct page and its views
 */
export function obtainedIn({ summary, effects }: Trace, records: ReadonlySet<string>): readonly ObtainedFootprint[] {
  const found = new Map<string, Effect[]>();
  for (const effect of effects) {
    if (summary.parameters.includes(effect.thing) || !records.has(effect.thing.record)) continue;
    const from = foundBy(effect.thing), known = found.get(from);
    if (known) known.push(effect);
    else found.set(from, [effect]);
  }
  return [...found].flatMap(([from, own]) => {
    const isNeighbour = own[0]!.thing.source.by === 'element' && own.every(({ chain }) => depthOf(chain) > NEAR);
    return isNeighbour ? [] : footprintOf(own[0]!.thing.record, own).map((one) => ({ from, ...one }));
  });
}

/** In words, how a function came by an object. */
export function foundBy({ source }: Thing): string {
  switch (source.by) {
    case 'parameter': return `parameter ${source.index + 1}`;
    case 'result': return `${source.callee}()`;
    case 'filled': return `what ${source.callee}() filled in`;
    case 'member': return isRecord(source.of.record) ? `${source.path} of ${foundBy(source.of)}` : `${foundBy(source.of)}[]`;
    case 'element': {
      const block = foundBy(source.of);
      return block.startsWith(BESIDE) ? block : `${BESIDE}${block}`;
    }
    case 'container': return source.of ? `struct ${source.record} around ${foundBy(source.of)}` : `struct ${source.record} found by its ${source.member}`;
    case 'global': case 'local': case 'function': return source.name;
    case 'unknown': return source.why;
  }
}

const BESIDE = 'struct pages beside ';

function footprintOf(record: string, effects: readonly Effect[]): readonly Footprint[] {
  const ranges = rangesOf(effects);
  const reaches = new Map<string, Reached>();
  for (const { kind, marker = '', chain } of effects) {
    const known = reaches.get(marker);
    if (kind === 'marker' && (!known || depthOf(chain) < known.sites.length)) reaches.set(marker, { function: marker, sites: sitesOf(chain) });
  }
  return ranges.length === 0 && reaches.size === 0 ? [] : [{ record, ranges, reaches: [...reaches.values()] }];
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

