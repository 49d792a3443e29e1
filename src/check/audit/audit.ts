/** Holds every fact of the model against an opened tree: what no longer holds is listed, never used silently. */
import { type Era, inEra } from '../../model/era.js';
import type { Evidence } from '../../model/evidence.js';
import type { MemberName } from '../../model/memberRange.js';
import { type Guard, guards } from '../../model/guards.js';
import { pageCalls, pageEvents } from '../../model/pageEvents.js';
import { pagePairs } from '../../model/pagePairs.js';
import type { Observer, Route } from '../../model/observer.js';
import { predicates, setters } from '../../model/predicates.js';
import type { PageState } from '../../model/state.js';
import { type Restorer, restorers } from '../../model/restorers.js';
import { wideTypes } from '../../model/wideTypes.js';
import { allStates } from '../../model/states/index.js';
import { FileScope } from '../../kernel/scope.js';
import { FileTypes } from '../../uses/types.js';
import type { CheckContext } from '../context.js';
import { takes } from '../words/restoredWords.js';
import { callPath } from './callPath.js';
import { TreeNames } from './treeNames.js';

/** A fact that does not hold in the tree. */
export interface BrokenFact {
  /** The state, observer or event it belongs to: `state vmalloc`, `observer rmap`. */
  readonly of: string;
  /** What the model says, in a few words. */
  readonly fact: string;
  /** What the tree says. */
  readonly problem: string;
}

export interface AuditResult {
  readonly kernel: string;
  /** Facts of this kernel that were held against the tree. */
  readonly checked: number;
  readonly broken: readonly BrokenFact[];
}

/** A fact that does not belong to a state or a reader of the model. */
export interface OtherFact {
  /** What it is about: `passage freed`. */
  readonly of: string;
  readonly evidence: readonly Evidence[];
  /** A member that it names. */
  readonly member?: MemberName & { readonly era?: Era };
}

/** @param more facts that answers rest on beside the model's */
export function auditModel(context: CheckContext, more: readonly OtherFact[] = []): AuditResult {
  return new Audit(context, more).run();
}

class Audit {
  readonly #context: CheckContext;
  readonly #kernel: string;
  readonly #names: TreeNames;
  readonly #more: readonly OtherFact[];
  readonly #broken: BrokenFact[] = [];
  readonly #members = new Map<string, ReadonlySet<string>>();
  #checked = 0;

  constructor(context: CheckContext, more: readonly OtherFact[]) {
    this.#context = context;
    this.#more = more;
    this.#kernel = context.model.layout.kernel;
    const places = [...context.model.states.flatMap((state) => [...state.evidence, ...state.duties.flatMap((duty) => duty.evidence)]), ...context.model.observers.flatMap(({ roots }) => roots), ...pageEvents, ...pageCalls, ...pagePairs.flatMap((pair) => pair.evidence), ...wideTypes, ...guards, ...restorers, ...predicates, ...setters, ...more.flatMap((fact) => fact.evidence)];
    this.#names = new TreeNames(context.tree, new Set(places.filter((place) => this.#holds(place)).map(({ file }) => file)));
  }

  run(): AuditResult {
    const { states, observers } = this.#context.model;
    for (const state of states) this.#state(state);
    for (const observer of observers) this.#observer(observer);
    for (const event of pageEvents) this.#evidence(`event ${event.event}`, event);
    for (const call of pageCalls) this.#evidence(`call that ${call.call}`, call);
    for (const pair of pagePairs) for (const place of pair.evidence) this.#evidence(`pair ${pair.word.join('/')} and ${pair.flag}`, place);
    for (const type of wideTypes) this.#evidence('wide type', type);
    for (const guard of guards) this.#guard(guard);
    for (const restorer of restorers) this.#restorer(restorer);
    for (const one of [...predicates, ...setters]) {
      this.#evidence(`answers of ${one.function}`, one);
      this.#member(`answers of ${one.function}`, 'word', { names: one.word, ...(one.era && { era: one.era }) });
    }
    for (const { of, evidence, member } of this.#more) {
      for (const place of evidence) this.#evidence(of, place);
      if (member) this.#member(of, 'word', member);
    }
    return { kernel: this.#kernel, checked: this.#checked, broken: this.#broken };
  }

  #state(state: PageState): void {
    const of = `state ${state.name}`;
    for (const place of state.evidence) this.#evidence(of, place);
    for (const claim of state.claims) this.#member(of, 'claim', claim);
    for (const duty of state.duties) {
      this.#member(of, 'duty', duty);
      if (this.#holds(duty)) for (const place of duty.evidence) this.#evidence(of, place);
    }
    if (state.unmerged) return;
    for (const origin of state.origins) {
      if (!this.#holds(origin)) continue;
      const [record, member] = origin.of.split('.');
      const found = origin.by === 'named' ? this.#membersOf('page').has(origin.of) : member === undefined ? this.#names.has(origin.of) || this.#names.has(`${origin.of}_noprof`) : this.#membersOf(record!).has(member);
      this.#say(found, of, `origin: ${origin.by} of ${origin.of}`, member === undefined ? 'nothing of that name is declared' : `struct ${record!} has no such member`);
    }
  }

  #observer(observer: Observer): void {
    const of = `observer ${observer.name}`;
    for (const place of observer.roots) this.#evidence(of, place);
    for (const reading of observer.readings) this.#member(of, 'reading', reading);
    for (const skip of observer.skips) this.#say(allStates.some(({ name }) => name === skip.state), of, `skips ${skip.state}`, 'the model has no such state');
    for (const route of observer.routes) if (this.#applies(route)) this.#route(of, route);
  }

  #guard(guard: Guard): void {
    const of = `guard of ${guard.function}`;
    if (!this.#holds(guard)) return;
    this.#evidence(of, guard);
    this.#member(of, 'word', { names: guard.word });
    this.#say(allStates.some(({ name }) => name === guard.state), of, `turns away from ${guard.state}`, 'the model has no such state');
    if (guard.observer !== undefined) this.#say(this.#context.model.observers.some(({ name }) => name === guard.observer), of, `reads as ${guard.observer}`, 'the model has no such reader in this kernel');
    const isAsked = this.#names.bodies(guard.function).some(({ path, text }) => path === guard.file && guard.tests.some((test) => new RegExp(`\\b${test}\\b`).test(text)));
    this.#say(isAsked, of, `asks for ${guard.tests.join(' or ')}`, 'its text has none of these');
  }

  /** Under another name in this kernel it is another entry. */
  #restorer(restorer: Restorer): void {
    const bodies = this.#holds(restorer) ? this.#names.bodies(restorer.function).filter(({ path }) => path === restorer.file) : [];
    if (bodies.length === 0) return;
    for (const taken of restorer.takes) this.#say(bodies.some(({ text }) => takes(taken, text)), `restorer ${restorer.function}`, `takes away ${'mark' in taken ? taken.mark.join(' or ') : taken.word.join(' or ')}`, 'its text has nothing of that');
  }

  #route(of: string, { path }: Route): void {
    path.forEach((callee, i) => {
      const caller = path[i - 1];
      const fact = `path ${path.join(' -> ')}`;
      if (!this.#names.has(callee)) this.#say(false, of, fact, `${callee} is not declared`);
      else if (caller !== undefined && this.#names.has(caller)) this.#say(callPath(caller, callee, this.#names) !== undefined, of, fact, `${caller}() does not come to ${callee}()`);
    });
  }

  #evidence(of: string, place: Evidence): void {
    if (!this.#holds(place)) return;
    const found = this.#names.inFile(place.file, place.function);
    this.#say(found === true, of, `${place.file}: ${place.function}`, found === 'no file' ? 'no such file' : 'nothing of that name in the file');
  }

  /** A member that this configuration leaves out is there all the same. */
  #member(of: string, what: string, member: MemberName & { readonly era?: Era }): void {
    if (!this.#holds(member)) return;
    const record = member.record ?? 'page', members = this.#membersOf(record);
    this.#say(member.names.some((name) => members.has(name.split('.')[0]!)), of, `${what}: ${record}.${member.names.join(' or ')}`, members.size === 0 ? `no definition of struct ${record}` : `struct ${record} has no such member`);
  }

  #membersOf(record: string): ReadonlySet<string> {
    let members = this.#members.get(record);
    if (!members) {
      const { tree, parser, overlays, tracked } = this.#context;
      const homes = overlays.definedIn.get(record) ?? this.#names.homesOf(record);
      const found = homes.flatMap((path) => {
        const source = tree.source(path);
        const type = source && new FileTypes(new FileScope(tree, source), parser, tracked).membersOf({ kind: 'record', keyword: 'struct', tag: record });
        return type === undefined || typeof type === 'string' ? [] : [...type.members.keys()];
      });
      this.#members.set(record, (members = new Set(found)));
    }
    return members;
  }

  #applies({ era, archs }: Route): boolean {
    return this.#holds({ ...(era && { era }) }) && (archs === undefined || archs.includes(this.#context.tree.arch));
  }

  #holds({ era }: { readonly era?: Era }): boolean {
    return inEra(era, this.#kernel);
  }

  #say(holds: boolean, of: string, fact: string, problem: string): void {
    this.#checked++;
    if (!holds && !this.#broken.some((one) => one.of === of && one.fact === fact && one.problem === problem)) this.#broken.push({ of, fact, problem });
  }
}
