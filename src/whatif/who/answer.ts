import { inEra } from '../../model/era.js';
import { overlap } from '../../model/memberRange.js';
import { claimsOf, dutiesOf, type PageModel, readingsOf, turnsAway } from '../../model/pageModel.js';
import { canMeet, describeMeeting, type Known } from '../../model/reach.js';
import type { PageState } from '../../model/state.js';
import { describeValue } from '../../model/valueKind.js';
import type { FieldUse } from '../../uses/fieldUse.js';
import type { Cite, Cited } from '../cite.js';
import type { FileOwner } from '../fileOwner.js';
import { grounds, type Grounds, missingFacts } from '../grounds.js';
import { type BitFact, lowBits } from './bits.js';
import type { Paths, RoutePath, UsePath } from './paths.js';
import { namesOf, type NameOfBits, type WhoTarget } from './target.js';

/** Uses of the bits by one owner's code. */
export interface OwnerUses {
  readonly owner: string;
  /** Whether the model says that this owner has pages in the asked state. */
  readonly ofState: boolean;
  readonly reads: number;
  readonly writes: number;
  readonly addresses: number;
  /** By which names: `page.private`, `slab.counters`. */
  readonly names: readonly string[];
  /** Those a way was found to first, then writers. */
  readonly uses: readonly WhoUse[];
}

export interface WhoUse {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly function: string;
  readonly name: string;
  readonly access: FieldUse['access'];
  /** How a page in that state gets there, where a way was found. */
  readonly path?: UsePath;
}

/** A way by which a reader comes to look at a page. */
export interface WhoRoute {
  readonly meets: Known;
  /** The functions that the model names, outermost first. */
  readonly path: readonly string[];
  readonly when: string;
  /** The calls between them in the opened tree. */
  readonly inTree: RoutePath;
}

/** A reader that does not ask for the owner. */
export interface WhoObserver {
  readonly observer: string;
  readonly title: string;
  readonly member: string;
  readonly meets: Known;
  /** Those that can lead to such a page, the surest first; dumps, which only follow other trouble, last. */
  readonly routes: readonly WhoRoute[];
  readonly readAs: readonly string[];
  readonly evidence: readonly Cited[];
}

export interface WhoAnswer {
  readonly target: WhoTarget;
  readonly state: PageState;
  readonly names: readonly NameOfBits[];
  /** What the state's owner keeps in these bytes. */
  readonly kept: readonly { readonly member: string; readonly for: string; readonly holds: string }[];
  readonly owners: readonly OwnerUses[];
  readonly observers: readonly WhoObserver[];
  readonly restore: readonly { readonly says: string; readonly otherwise: string; readonly at: string; readonly evidence: readonly Cited[] }[];
  readonly bits: readonly BitFact[];
  readonly grounds: Grounds;
}

export interface WhoContext {
  readonly model: PageModel;
  readonly cite: Cite;
  readonly owner: FileOwner;
  readonly paths: Paths;
  /** Typed uses of the tree; undefined where it was not read. */
  readonly uses: readonly FieldUse[] | undefined;
  /** False when some files could not be read. */
  readonly complete: boolean;
}

export function answerWho(target: WhoTarget, state: PageState, context: WhoContext): WhoAnswer {
  const { model, uses } = context;
  const names = namesOf(target, model.layout);
  const missing = [
    ...(uses === undefined ? ['the uses in this tree: it was not read'] : context.complete ? [] : ['uses in files that could not be read']),
    ...context.paths.missing, ...missingFacts(state, model),
  ];
  return {
    target, state, names, owners: ownersOf(names, target, state, context), observers: observersOf(target, state, context), bits: lowBits(target, model),
    kept: claimsOf(state, model).filter((claim) => overlap(claim.range, target)).map((claim) => ({ member: claim.range.path, for: claim.for, holds: describeValue(claim.holds) })),
    restore: dutiesOf(state, model).filter((duty) => overlap(duty.range, target)).map((duty) => ({ says: duty.says, otherwise: duty.otherwise, at: duty.at, evidence: duty.evidence.filter((one) => inEra(one.era, model.layout.kernel)).map(context.cite) })),
    grounds: grounds(model.layout, [
      `uses by every name of these bytes: ${names.filter(({ path }) => !path.includes('.')).map(({ record, path }) => `${record}.${path}`).join(', ')}`,
      'ways to the uses were looked for from the files that use members of a page themselves: one that begins in a file that only hands such pages on is not seen',
      'a way that is shown is one by calls: a test on it (is it a hugetlb folio?) may turn such a page away',
      `code is told apart by file and folder; the model knows the files of ${model.states.length} states`,
    ], missing),
  };
}

function ownersOf(names: readonly NameOfBits[], target: WhoTarget, state: PageState, { uses, owner, paths, model }: WhoContext): readonly OwnerUses[] {
  const known = new Map(names.map((name) => [`${name.record} ${name.path}`, name]));
  const files = new Set(state.evidence.filter((one) => inEra(one.era, model.layout.kernel)).map(({ file }) => file));
  const groups = new Map<string, { uses: WhoUse[]; names: Set<string>; ofState: boolean }>();
  for (const use of uses ?? []) {
    if (!sharesBits(use, known)) continue;
    const key = owner(use.file);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { uses: [], names: new Set(), ofState: false }));
    const path = paths.toUse(use, target);
    group.ofState ||= key === state.name || files.has(use.file);
    group.names.add(`${use.record}.${use.path}`);
    group.uses.push({ file: use.file, line: use.line, column: use.column, function: use.function, name: `${use.record}.${use.path}`, access: use.access, ...(path && { path }) });
  }
  const writes = (use: WhoUse): boolean => use.access === 'write' || use.access === 'readwrite';
  return [...groups].map(([key, group]): OwnerUses => ({
    owner: key, ofState: group.ofState, names: [...group.names],
    reads: group.uses.filter(({ access }) => access === 'read' || access === 'readwrite').length, writes: group.uses.filter(writes).length, addresses: group.uses.filter(({ access }) => access === 'address').length,
    uses: group.uses.sort((a, b) => Number(b.path !== undefined) - Number(a.path !== undefined) || Number(writes(b)) - Number(writes(a)) || (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line)),
  })).sort((a, b) => Number(b.ofState) - Number(a.ofState) || reached(b) - reached(a) || b.writes - a.writes || b.uses.length - a.uses.length);
}

/** Uses that a way was found to. */
function reached({ uses }: OwnerUses): number {
  return uses.filter(({ path }) => path !== undefined).length;
}

/** A use counts by the longest part of its path that the layouts know: `lru.next` touches one word, `lru` two. */
function sharesBits(use: FieldUse, known: ReadonlyMap<string, NameOfBits>): boolean {
  return known.has(`${use.record} ${use.path}`) || (!use.path.includes('.') && known.has(`${use.record} ${use.field}`))
    || (use.path.includes('.') && !known.has(`${use.record} ${use.path}`) && [...known.keys()].some((name) => name === `${use.record} ${use.field}`) && !halfElsewhere(use));
}

/** `lru.prev` where only `lru.next` was asked for. */
function halfElsewhere(use: FieldUse): boolean {
  return /\.(next|prev|pprev|func)$/.test(use.path);
}

function observersOf(target: WhoTarget, state: PageState, { model, cite, paths }: WhoContext): readonly WhoObserver[] {
  const rank: Record<Known, number> = { yes: 0, unknown: 1, no: 2 };
  return model.observers.flatMap((observer) => readingsOf(observer, model).filter((reading) => overlap(reading.range, target)).map((reading): WhoObserver => {
    const routes = turnsAway(observer, state, model) ? [] : observer.routes
      .filter((route) => inEra(route.era, model.layout.kernel) && (route.archs?.includes(model.layout.arch) ?? true) && canMeet(route.meets, state.reach) !== 'no')
      .sort((a, b) => Number(a.meets === 'dump') - Number(b.meets === 'dump') || rank[canMeet(a.meets, state.reach)] - rank[canMeet(b.meets, state.reach)])
      .map((route): WhoRoute => ({ meets: canMeet(route.meets, state.reach), path: route.path, when: `${describeMeeting(route.meets)}${route.given === undefined ? '' : `, given ${route.given}`}`, inTree: paths.ofRoute(route.path) }));
    return {
      observer: observer.name, title: observer.title, member: reading.range.path, meets: routes[0]?.meets ?? 'no', routes,
      readAs: [...new Set(reading.cases.map((one) => one.readAs))], evidence: observer.roots.filter((root) => inEra(root.era, model.layout.kernel)).map(cite),
    };
  })).sort((a, b) => rank[a.meets] - rank[b.meets]);
}
