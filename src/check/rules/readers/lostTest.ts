/** A reader of anybody's pages that no longer turns away from those whose word it would take for something else. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import type { Item } from '../../../c/outline.js';
import { type Effect, innermost } from '../../../footprint/effect.js';
import type { Site } from '../../../footprint/value.js';
import { judgePlacement } from '../../../judge/judge.js';
import { placeRecord, placeValue } from '../../../judge/placement.js';
import type { Misread } from '../../../judge/verdict.js';
import { inEra } from '../../../model/era.js';
import { type Guard, guards } from '../../../model/guards.js';
import { describeStage } from '../../../model/lifeStage.js';
import { overlap, resolveMember } from '../../../model/memberRange.js';
import { claimsOf, type Placed, stateNamed } from '../../../model/pageModel.js';
import type { Reach } from '../../../model/reach.js';
import type { Claim, PageState } from '../../../model/state.js';
import { describeValue } from '../../../model/valueKind.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

/** Such a reader meets any page. */
const EVERYWHERE: Reach = { userMappable: 'yes', pfnScan: 'yes', freed: 'yes', skbFragment: 'yes', counted: 'yes' };
/** Functions of the file that the reader calls may test for it, and what those call. */
const MAX_CHAIN = 2;

/** An assertion turns away from nothing. */
const ONLY_CHECKED = /\bVM_(?:BUG|WARN)_ON\w*\s*\([^;]*;/g;

/** What an owner keeps in the word, and what comes of it. */
interface Ambiguous {
  readonly claim: Placed<Claim>;
  readonly misread?: Misread;
}

export function lostTest(facts: FileFacts): readonly Finding[] {
  const { model } = facts.context;
  return guards.filter((guard) => guard.file === facts.file.path && inEra(guard.era, model.layout.kernel)).flatMap((guard) => {
    const item = facts.file.outline.names.get(guard.function)?.find(({ kind }) => kind === 'function');
    const state = stateNamed(guard.state, model);
    if (!item || !state || tests(item, guard, state, facts)) return [];
    const ambiguous = whatLiesThere(guard, state, facts);
    return ambiguous ? [told(item, guard, state, ambiguous, facts)] : [];
  });
}

/** Whether the function, or one of the file's own that it calls, asks for what the guard needs: by a name that it goes by, or by a function that tells that state. */
function tests(item: Item, guard: Guard, state: PageState, facts: FileFacts, depth = 0): boolean {
  const names = new Set(blankCommentsAndContinuations(facts.file.text.slice(item.start, item.end)).replace(ONLY_CHECKED, ';').match(/[A-Za-z_]\w*/g));
  if (guard.tests.some((name) => names.has(name)) || asksByValue(guard, names, facts)) return true;
  return [...names].some((name) => {
    if (name === item.name) return false;
    if (/slab|zone_device|buddy|type|anon|lru/i.test(name) && facts.context.tests.toldBy(name, facts.file).includes(state)) return true;
    const own = facts.file.outline.names.get(name)?.find(({ kind }) => kind === 'function');
    return own !== undefined && depth < MAX_CHAIN && tests(own, guard, state, facts, depth + 1);
  });
}

/** Whether constants of other names stand for the same bits, one or several together, as one that the guard needs. */
function asksByValue({ tests: needed }: Guard, names: ReadonlySet<string>, { file, footprints }: FileFacts): boolean {
  const { configured } = footprints.view(file), constants = (all: Iterable<string>): readonly bigint[] => [...all].flatMap((name) => (/^[A-Z][A-Z_]+$/.test(name) ? configured.constant(name) ?? [] : []));
  const asked = constants(names);
  return constants(needed).some((value) => value !== 0n && asked.reduce((bits, one) => ((one & ~value) === 0n ? bits | one : bits), 0n) === value);
}

/** What such pages keep in the word, where the reader takes that for something else in this layout. */
function whatLiesThere(guard: Guard, state: PageState, { context: { model } }: FileFacts): Ambiguous | undefined {
  const range = resolveMember({ names: guard.word }, model.layout);
  const claims = range ? claimsOf(state, model).filter((claim) => overlap(claim.range, range)) : [];
  if (!guard.observer) return claims[0] && { claim: claims[0] };
  const observer = model.observers.find(({ name }) => name === guard.observer);
  if (!observer || !range) return undefined;
  // The same reader without what turns it away.
  const unguarded = { ...model, observers: [{ ...observer, name: `${observer.name} without its test`, skips: [], readsHead: false }] };
  for (const claim of claims) {
    const type = claim.range.field.type.replace(/^struct\s+/, '');
    const placement = placeRecord(type, claim.range.offset, model.layout) ?? placeValue(claim.holds, claim.range.offset, claim.range.size);
    const misread = judgePlacement(placement, { state, reach: EVERYWHERE }, unguarded).find((verdict): verdict is Misread => verdict.kind === 'misread' && overlap(verdict.word, range));
    if (misread) return { claim, misread };
  }
  return undefined;
}

function told(item: Item, guard: Guard, state: PageState, { claim, misread }: Ambiguous, facts: FileFacts): Finding {
  const range = resolveMember({ names: guard.word }, facts.context.model.layout)!;
  const site = readOf(item, range.offset, facts);
  const kept = claim.range.record === 'page' ? `page.${claim.range.path}` : `${claim.range.record}.${claim.range.path}`;
  const what = misread ? `${misread.stored} ${describeStage(misread.stage)}` : describeValue(claim.holds);
  const { declared } = claim.range.field, asked = namesIn(item, guard, facts);
  return facts.finding('word-misread', 'warning', site,
    `${guard.function}() reads page.${range.path} as ${guard.readAs} and does not ask for ${asked[0]!}: in state ${state.name} the word is ${kept} (${what}); ${guard.harm}`,
    {
      state: state.name, words: [facts.word(range.offset, range.size)],
      evidence: [
        facts.evidence(site, `${guard.function}() meets pages of any owner; nothing in it asks for ${asked.join(' or ')}`),
        ...(declared ? [{ ...declared, function: '', message: `${claim.range.field.type} ${claim.range.path} lies there in state ${state.name} (${state.title}: ${claim.for})` }] : []),
        ...owners(state, facts),
      ],
    });
}

/** The tests as a function that handles folios, or pages, would call them. */
function namesIn(item: Item, { tests: names }: Guard, { file }: FileFacts): readonly string[] {
  const isFolio = file.text.slice(item.start, item.end).includes('struct folio');
  return [...names].sort((a, b) => Number(/^folio/i.test(b) === isFolio) - Number(/^folio/i.test(a) === isFolio)).slice(0, 2);
}

/** Where the function reads the word, else its name. */
function readOf(item: Item, offset: number, facts: FileFacts): Site {
  const reads = (effect: Effect): boolean => effect.kind === 'read' && effect.offset === offset && facts.isPage(effect.thing) && (innermost(effect.chain).file === facts.file.path || innermost(effect.chain).file.endsWith('.h'));
  const trace = facts.traces.find(({ summary }) => summary.at.offset === item.start);
  const read = trace?.effects.find(reads);
  const name = facts.file.text.indexOf(item.name, item.start);
  return read ? read.chain.site : { file: facts.file.path, offset: name < 0 ? item.start : name, function: item.name };
}

function owners({ evidence, title }: PageState, facts: FileFacts): Finding['evidence'] {
  const { tree, model } = facts.context;
  return evidence.filter(({ era }) => inEra(era, model.layout.kernel)).flatMap((fact) => {
    const at = tree.source(fact.file)?.outline.names.get(fact.function)?.[0]?.start;
    return at === undefined ? [] : [facts.evidence({ file: fact.file, offset: at, function: fact.function }, `${fact.function}(): ${title}`)];
  }).slice(0, 1);
}
