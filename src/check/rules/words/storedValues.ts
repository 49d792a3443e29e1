/** What the file stores in struct pages, held against the page's owner and against the readers that do not know it. */
import { innermost } from '../../../footprint/effect.js';
import { armsOf, isRecord, pointersIn, tagged, type Value } from '../../../footprint/value.js';
import { judgePlacement } from '../../../judge/judge.js';
import { placeRecord, placeValue, type Placement } from '../../../judge/placement.js';
import type { Claimed, Misread } from '../../../judge/verdict.js';
import type { PageState } from '../../../model/state.js';
import { describeValue, type ValueKind } from '../../../model/valueKind.js';
import { describeStage, storedRecords } from '../../../model/lifeStage.js';
import { resolveMember } from '../../../model/memberRange.js';
import type { Reach } from '../../../model/reach.js';
import { words } from '../../../model/states/words.js';
import { isTakenApart } from '../../pages/compoundPages.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding, FindingEvidence, RuleName, Severity } from '../../finding.js';
import { FRESH, type KnownState } from '../../pages/pageStates.js';
import { isInsider, isMemoryManagement, isOwnersHeader } from '../../pages/insiders.js';
import { writesTo } from '../../pages/ownership.js';
import { readerIn } from '../../words/readers.js';
import { kindOf } from '../../words/valueKinds.js';

/** Something stored: a whole node, or one value. */
interface Stored extends PageEffect {
  /** What is put there, with the tag that the callers give it. */
  readonly value: Value | undefined;
  /** Tag of the node's record; empty for a value. */
  readonly node: string;
  /** Bytes from the start of struct page. */
  readonly offset: number;
  readonly size: number;
  readonly placement: Placement;
  /** A member that mm's own headers declare for this: `lru`. */
  readonly designated: boolean;
  readonly zero: boolean;
}

/** What tells the state of a page of which nobody knows anything. */
const ANY_KIND = 'a page of any kind';

/** Readers that come through a user mapping: of the walkers of page frame numbers a file cannot tell whether they pass. */
const THROUGH_A_MAPPING: Reach = { userMappable: 'unknown', pfnScan: 'no', freed: 'no', skbFragment: 'no', counted: 'no' };

export function storedValues(facts: FileFacts): readonly Finding[] {
  const findings: Finding[] = [];
  for (const stored of storedIn(facts)) {
    const found = judge(stored, facts);
    if (found) findings.push(found);
  }
  return findings;
}

function storedIn(facts: FileFacts): readonly Stored[] {
  const { layout } = facts.context.model;
  const found = new Map<string, Stored>();
  for (const { trace, effect } of facts.ownWrites) {
    const node = storedRecords[effect.record];
    const member = node?.findIndex((word) => word.member === effect.path.split('.').pop()) ?? -1;
    if (node && member >= 0 && effect.chain.inner) {
      const offset = effect.offset - member * layout.abi.wordSize;
      const placement = placeRecord(effect.record, offset, layout);
      const key = `${effect.chain.site.offset}:${effect.thing.id}:${offset}`;
      if (placement && !found.has(key)) {
        found.set(key, { trace, effect, node: effect.record, offset, size: node.length * layout.abi.wordSize, placement, value: effect.value, designated: isDesignated(facts, trace, effect, offset), zero: false });
      }
      continue;
    }
    const value = taggedArm(withCallersTag(effect.value, trace, facts));
    const kind = value && !isBitwise(effect, facts) ? (isCount({ effect }, facts) ? countKind(value) : asNamed(kindOf(value, (record) => facts.context.pageRecords.has(record)), effect.path)) : undefined;
    const placement: Placement = kind ? placeValue(kind, effect.offset, effect.size) : { label: 'a value', words: [{ offset: effect.offset, size: effect.size, stages: [['stored', { kind: 'unknown' }]] }] };
    found.set(`${effect.chain.site.offset}:${effect.thing.id}:${effect.offset}:v`, { trace, effect, node: '', offset: effect.offset, size: effect.size, placement, value, designated: false, zero: kind?.kind === 'null' });
  }
  return [...found.values()];
}

/** A number made of the one that was there: flags and the like, of which some bits change. */
function isBitwise({ kind, value, offset }: PageEffect['effect'], facts: FileFacts): boolean {
  return value?.kind === 'unknown' && value.zero !== undefined && (kind === 'readwrite' || offset === resolveMember({ names: words.flags }, facts.context.model.layout)?.offset);
}

/** `page | 1` is what a tail holds where it is written by that name; by another one it is somebody's tag. */
function asNamed(kind: ValueKind | undefined, path: string): ValueKind | undefined {
  return kind?.kind === 'compound-head' && !words.compoundHead.some((name) => path.endsWith(name)) ? { kind: 'pointer', to: 'page', tag: 1 } : kind;
}

/** Whether the node lies in a member that a shared header declares as one, in the record it is reached by. */
export function isDesignated(facts: FileFacts, trace: PageEffect['trace'], effect: PageEffect['effect'], offset: number): boolean {
  // Its address is taken here, or in the inline function that this line calls.
  const taken = trace.effects.find((one) => one.kind === 'address' && one.thing === effect.thing && one.offset === offset && one.chain.site.offset >= effect.chain.site.offset && one.chain.site.offset <= effect.chain.site.offset + 200);
  const call = facts.callAt(trace, effect.chain.site);
  const arg = call?.args.find((value) => value.kind === 'pointer' && value.to === effect.thing && value.offset === offset);
  const path = taken?.path ?? (arg?.kind === 'pointer' ? arg.path : '');
  if (path === '') return false;
  const { records } = facts.context.model.layout;
  return Object.values(records).some((record) => !facts.context.tracked.homesOf(record.record).includes(facts.file.path)
    && record.fields.some((field) => field.path === path && field.offsetBits === offset * 8 && field.type.replace(/^struct\s+/, '').trim() === effect.record));
}

function judge(stored: Stored, facts: FileFacts): Finding | undefined {
  const { trace, effect } = stored;
  const states = facts.states.of(effect.thing, trace, effect.tested);
  const mapped = facts.isMapped(effect.thing);
  const found = (states.length > 0 ? states : mapped || isCount(stored, facts) || isOwnTag(stored, facts) || isStrayNode(stored) || isTailsMark(stored, facts) ? facts.ofAnyKind(trace, mapped ? 'mapped by this file' : ANY_KIND) : []).map((known) => judgeIn(stored, known, mapped, facts));
  // Of pages that are several things in turn only what holds for each of them is known.
  const sure = found.find((one, index) => one && states[index]?.by !== 'class' && states[index]?.by !== 'test');
  return sure ?? (found.every((one) => one !== undefined) ? found[0] : undefined);
}

function judgeIn(stored: Stored, known: KnownState, mapped: boolean, facts: FileFacts): Finding | undefined {
  const { trace, effect } = stored;
  const { model } = facts.context;
  // What a declared node member is for is its owner's affair; only a page known to be another's makes it a conflict.
  if (stored.designated && (known.by === 'class' || known.state.name === FRESH)) return undefined;
  const verdicts = judgePlacement(stored.placement, { state: known.state, reach: reachOf(stored, known, mapped, facts) }, model);
  const claimed = known.by !== 'class' && known.state.name !== FRESH && !isOwnersHeader(innermost(effect.chain).file, known.state) && facts.isOwnChoice(trace, effect) && !(effect.thing.source.by === 'element' && isTakenApart(effect.thing, trace, facts)) ? verdicts.find((verdict): verdict is Claimed => verdict.kind === 'claimed' && verdict.holders === undefined && !isYetToBeMade(verdict, known, facts) && !isCounter(verdict) && !isOwners(verdict, known, stored, facts) && !isItsHolders(verdict, known, stored) && !isWhatItHolds(verdict, stored, facts)) : undefined;
  const misreads = stored.zero ? [] : verdicts.filter((verdict): verdict is Misread => verdict.kind === 'misread' && !isByChance(verdict, stored, facts)).flatMap((verdict) => {
    const reader = readerIn(facts.context.tree, verdict);
    return reader && !isOfTheSameHeader(stored, reader) ? [{ verdict, reader }] : [];
  });
  const worst = misreads[0];
  if (worst) return misreadFinding(stored, known, worst.verdict, worst.reader, misreads.map(({ verdict }) => verdict), facts);
  return claimed && claimedFinding(stored, known, claimed, facts);
}

/** A number that nobody knows is a magic one only by chance. */
function isByChance(verdict: Misread, { effect }: Stored, facts: FileFacts): boolean {
  const observer = facts.context.model.observers.find((one) => one.name === verdict.observer);
  return verdict.certainty === 'possible' && effect.value?.kind === 'unknown' && observer?.readings.some((reading) => reading.cases.some((one) => one.when.test === 'magic')) === true;
}

/** Who may meet a page of this file, as far as the file tells. */
function reachOf(stored: Stored, { state, origin: from }: KnownState, mapped: boolean, facts: FileFacts): Reach {
  const isANumber = isCount(stored, facts), { value } = stored.effect;
  return {
    ...THROUGH_A_MAPPING, ...((isTagged(stored) || isANumber) && { pfnScan: state.reach.pfnScan }),
    // Whatever page it is: a driver that maps it asks for its type.
    userMappable: mapped ? 'yes' : (isANumber || (from === ANY_KIND && isStrayNode(stored))) && state.reach.userMappable === 'no' ? 'unknown' : state.reach.userMappable,
    // Of a file that works with packets it is not known which of its pages become part of one: a mark that it makes itself is looked at.
    ...(value?.kind === 'number' && state.name === FRESH && /\b(?:sk_buff|net_device)\b/.test(facts.file.text) && { skbFragment: 'unknown' }),
    ...(facts.eventOf(stored.effect.thing, 'fragment') && { skbFragment: 'yes' }),
  };
}

/** A number put over the count of mappings, whatever number it is; memory management counts there itself. */
function isCount({ effect }: Pick<Stored, 'effect'>, facts: FileFacts): boolean {
  const range = resolveMember({ names: words.mapcount }, facts.context.model.layout);
  return effect.kind === 'write' && effect.offset === range?.offset && facts.isHere(innermost(effect.chain)) && !isMemoryManagement(facts.file.path) && effect.value !== undefined && armsOf(effect.value).every((arm) => arm.kind !== 'initial') && !isPutRight(effect, facts);
}

/** Whether the file puts the -1 back that such pages come with: it borrows the word, and knows of it. */
function isPutRight({ thing, offset }: PageEffect['effect'], facts: FileFacts): boolean {
  return writesTo(facts.classes.classOf(thing), facts).some(({ effect }) => effect.offset === offset && effect.value?.kind === 'number' && BigInt.asUintN(32, effect.value.value) === 0xffffffffn);
}

function countKind(value: Value): ValueKind {
  return value.kind === 'number' ? { kind: 'constant', value: BigInt.asUintN(32, value.value) } : { kind: 'integer', means: 'a number of its user' };
}

/** `pool | mark`, where the file's own callers say which mark: the one that is a tag on some way. */
function withCallersTag(value: Value | undefined, { summary }: PageEffect['trace'], facts: FileFacts): Value | undefined {
  const by = value?.kind === 'pointer' && value.or?.kind === 'pointer' ? value.or.to.source : undefined;
  if (value?.kind !== 'pointer' || by?.by !== 'parameter') return value;
  const marks = facts.traces.flatMap(({ calls }) => calls.filter(({ callee }) => callee === summary.function).flatMap(({ args }) => armsOf(args[by.index] ?? value)));
  const tag = marks.find((mark) => mark.kind === 'number' && mark.value > 0n);
  if (!tag || marks.some((mark) => mark.kind !== 'number')) return value;
  return tagged({ kind: 'pointer', to: value.to, offset: value.offset, path: value.path, tag: value.tag }, tag);
}

/** Of a pointer with a tag on some ways that with the most of it: somebody is meant to see it. */
function taggedArm(value: Value | undefined): Value | undefined {
  if (value?.kind !== 'either') return value;
  const marked = pointersIn(value).filter((arm) => arm.tag !== 0 && arm.path === '');
  return marked.reduce<Value>((most, arm) => (most.kind === 'pointer' && most.tag >= arm.tag ? most : arm), marked[0] ?? value);
}

/** Whoever puts a tag on a pointer means a reader to see it: then those who walk page frame numbers see it too. */
function isTagged(stored: Stored): boolean {
  const value = taggedArm(stored.value);
  return stored.node === '' && value?.kind === 'pointer' && value.tag !== 0 && value.path === '' && value.to.record !== '';
}

/** A tag of this file's own making. */
function isOwnTag(stored: Stored, facts: FileFacts): boolean {
  return isTagged(stored) && facts.isHere(innermost(stored.effect.chain));
}

/** A list node where no record has one: of a page that nobody tells the owner of it may be anybody's word. */
function isStrayNode({ node, designated }: Stored): boolean {
  return node === 'list_head' && !designated;
}

/** A helper that stands beside the reader in its header (page_ref_unfreeze() beside page_ref_add_unless()) writes what that reader means. */
function isOfTheSameHeader({ effect }: Stored, reader: FindingEvidence): boolean {
  return reader.file.endsWith('.h') && innermost(effect.chain).file === reader.file;
}

/** A number with the bit that says a page is a tail, put there by another name than the one that leads to the head. */
function isTailsMark({ effect, node }: Stored, facts: FileFacts): boolean {
  const head = resolveMember({ names: words.compoundHead }, facts.context.model.layout);
  return node === '' && effect.kind === 'write' && effect.offset === head?.offset && effect.value?.kind === 'number' && (effect.value.value & 1n) === 1n && !words.compoundHead.some((name) => effect.path.endsWith(name));
}

/** Flags and counts are everybody's, by the helpers that change single bits and steps of them. */
function isCounter(claimed: Claimed): boolean {
  return ['flags', '_refcount', '_mapcount'].includes(claimed.member);
}

/** Whether the file is the owner of pages in that state, and of all others that have the same in that word: what they have in common (a device page's pgmap) is whose who made it. */
function isOwners({ member, for: what }: Claimed, { state }: KnownState, { node, effect, zero }: Stored, facts: FileFacts): boolean {
  // Memory management goes by the owner's own name for the word (ptl) where it acts for it.
  if (isMemoryManagement(facts.file.path) && !zero && isNamedApart(member, effect.path, facts)) return false;
  // It puts pages on lists of its own, and words right, whosever they are.
  const isIts = (of: PageState): boolean => isInsider(facts.file.path, of, facts.context.isHeldAgainst && node === '' && !zero);
  return isIts(state) && facts.context.model.states.every((other) => isIts(other) || !other.claims.some((claim) => claim.for === what && claim.names.includes(member)));
}

/** Whether the word has a name of its own for its owner, and is written by the one that anybody has for it. */
function isNamedApart(member: string, path: string, facts: FileFacts): boolean {
  const general = (name: string): boolean => [words.private, words.index, words.mapping].some((names) => names.some((one) => one === name.replace(/^.*\./, '')));
  return general(path) && !general(member) && facts.context.model.layout.records['page']?.fields.some((field) => field.path === path) === true;
}

/** Whether the page came as the allocator has it, and nothing in the file makes it what its owners hold (pagetable_pte_ctor()). */
function isYetToBeMade({ made }: Claimed, { state, origin: from }: KnownState, facts: FileFacts): boolean {
  return made !== undefined && !facts.file.text.includes(made) && state.origins.some(({ of, bare }) => bare === true && of === from);
}

/** A list node where the state keeps one, on a page that its holder shares with nobody: then the holder is the owner. */
function isItsHolders(claimed: Claimed, known: KnownState, stored: Stored): boolean {
  return stored.designated && claimed.holds === describeValue({ kind: 'list-node' }) && known.state.reach.userMappable !== 'yes';
}

/** The same kind of thing that the owner keeps there, or nothing where the function also puts that: a file system moves its pages between its own files. */
function isWhatItHolds(claimed: Claimed, { trace, effect, node, value, zero }: Stored, facts: FileFacts): boolean {
  // Memory management gives pages of any owner their offsets.
  if (isMemoryManagement(facts.file.path) && claimed.holds === describeValue({ kind: 'index' }) && node === '' && value !== undefined && pointersIn(value).every(({ to }) => !isRecord(to.record))) return true;
  return trace.effects.some((other) => other.thing === effect.thing && other.offset === effect.offset && (zero || other === effect) && other.value !== undefined
    && armsOf(other.value).some((arm) => arm.kind === 'pointer' && arm.tag === 0 && !arm.or && claimed.holds === describeValue({ kind: 'pointer', to: arm.to.record })) && facts.isPage(other.thing));
}

function origin(known: KnownState, facts: FileFacts): FindingEvidence {
  return facts.evidence(known.site, `${known.origin}: such pages are in state ${known.state.name} (${known.state.title})`);
}

function declaration(member: string, facts: FileFacts): readonly FindingEvidence[] {
  const field = facts.context.model.layout.records['page']?.fields.find((candidate) => candidate.path === member);
  return field?.declared ? [{ ...field.declared, function: '', message: `${field.type} ${member} is declared here` }] : [];
}

function what(stored: Stored): string {
  return stored.node === '' ? stored.effect.path.split('.').pop() ?? 'a value' : `struct ${stored.node}`;
}

function misreadFinding(stored: Stored, known: KnownState, verdict: Misread, reader: FindingEvidence, all: readonly Misread[], facts: FileFacts): Finding {
  const { effect } = stored;
  const severity: Severity = known.by !== 'class' && verdict.certainty === 'certain' ? 'error' : known.state.reach.userMappable === 'no' && !facts.isMapped(effect.thing) && !isCount(stored, facts) ? 'check' : 'warning';
  const others = [...new Set(all.map((one) => one.title))].filter((title) => title !== verdict.title);
  const rule: RuleName = stored.node === '' ? 'word-misread' : 'node-misread';
  return facts.finding(rule, severity, facts.placeOf(effect.chain),
    `${stored.node === '' ? 'value in' : `struct ${stored.node} over`} page.${verdict.member}: ${reader.function}() takes the ${verdict.stored} for a ${verdict.readAs.replace(/ \*$/, '')} ${describeStage(verdict.stage)}; ${verdict.harm}`
      + `${verdict.given === undefined ? '' : ` (${verdict.given})`}${others.length > 0 ? `. Also misread by: ${others.slice(0, 3).join(', ')}` : ''}`,
    {
      state: known.state.name, ...withSymbol(known, facts), words: [facts.word(verdict.word.offset, verdict.word.size)],
      evidence: [facts.evidence(facts.placeOf(effect.chain), `${what(stored)} is stored over ${facts.nameOf(stored.offset, Math.min(stored.size, 8))}`), ...facts.around(effect, 'writes it'), ...declaration(verdict.member, facts), origin(known, facts), reader],
    });
}

function claimedFinding(stored: Stored, known: KnownState, claimed: Claimed, facts: FileFacts): Finding {
  const { effect } = stored;
  const owner: readonly FindingEvidence[] = claimed.evidence.flatMap((fact) => {
    const reader = readerIn(facts.context.tree, { evidence: [fact], member: claimed.member, readAs: claimed.for, path: [] });
    return reader ? [{ ...reader, message: `${fact.function}: ${known.state.title}` }] : [];
  }).slice(0, 1);
  return facts.finding('foreign-word', claimed.certainty === 'certain' ? 'error' : 'warning', facts.placeOf(effect.chain),
    `${what(stored)} over page.${claimed.member} of a ${known.state.title}: the word holds ${claimed.holds} (${claimed.for}) and is not this file's to write`,
    {
      state: known.state.name, ...withSymbol(known, facts), words: [facts.word(claimed.word.offset, claimed.word.size)],
      evidence: [facts.evidence(facts.placeOf(effect.chain), `${what(stored)} is stored over ${claimed.member}`), ...facts.around(effect, 'writes it'), ...declaration(claimed.member, facts), origin(known, facts), ...owner],
    });
}

/** A state that pages have from this origin only where a symbol is set that the preset leaves out: then the finding holds with it. */
function withSymbol({ state, origin: from }: KnownState, { config, context: { model: { layout } } }: FileFacts): { readonly config?: string } {
  const needs = state.origins.find(({ of, needs: symbol }) => of === from && symbol !== undefined && !config.symbols.has(symbol))?.needs;
  return needs === undefined ? {} : { config: `${layout.kernel} ${layout.arch}, ${config.name} with CONFIG_${needs}` };
}
