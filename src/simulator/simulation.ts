import { membersAt, overlap, resolveMember, type ByteRange } from '../model/memberRange.js';
import { claimsOf, stateNamed } from '../model/pageModel.js';
import { describeFinding, type Finding, type FindingBody } from './finding.js';
import { SimulatedFault } from './fault.js';
import { boot, type MachineSpec, type SimulatedMachine } from './machine.js';
import type { Site } from './site.js';
import { Work } from './work.js';
import { viewWord } from './wordView.js';

/** Bounds of what a run keeps of findings and story. */
const FINDINGS_KEPT = 100_000;
const LINES_KEPT = 500_000;

/** A line of the story: what was done, or what came of it. */
export interface StoryLine {
  readonly step: number;
  readonly event: number;
  readonly text: string;
  readonly finding: boolean;
}

/** A running simulation: the machine, what has been found, the story so far. Everything in it happens on the simulated words. */
export class Simulation {
  readonly machine: SimulatedMachine;
  readonly findings: Finding[] = [];
  readonly story: StoryLine[] = [];
  /** Findings and story lines beyond the limits: counted, not kept. */
  leftOut = 0;
  /** 1-based number of the step being executed. */
  step = 0;
  readonly work: Work;
  /** The first words of page contents that something is kept in: page frame number to unit. */
  private readonly contents = new Map<number, number>();

  constructor(spec: Omit<MachineSpec, 'badPage' | 'badTail'>, work = new Work()) {
    this.work = work;
    this.machine = boot({
      ...spec,
      badPage: (page, reason, at) => {
        const writer = this.writerOf(page, badPageMember(reason));
        this.found({ kind: 'bad-page', page, reason, at, ...(writer && { writer }) });
      },
      badTail: (page, reason) => {
        const writer = this.writerOf(page, reason.includes('corrupted mapping') ? ['mapping'] : ['compound_head', 'compound_info']);
        this.found({ kind: 'bad-page', page, reason, at: 'free', ...(writer && { writer }) });
      },
    });
  }

  get events(): number {
    return this.machine.memory.journal?.length ?? 0;
  }

  /** Starts an operation of the journal and a line of the story. */
  tell(text: string, page = -1): void {
    this.work.spend(1);
    this.machine.memory.journal?.begin(text, page, this.step);
    this.addLine(page < 0 ? text : `${text} (page ${page})`, false);
  }

  /** As many findings are kept as may be: the run ends, more of them would tell nothing new. */
  get isFull(): boolean {
    return this.findings.length >= FINDINGS_KEPT;
  }

  found(finding: FindingBody): void {
    const whole = { ...finding, event: this.events, step: this.step };
    if (this.findings.length >= FINDINGS_KEPT) {
      this.leftOut++;
      return;
    }
    this.findings.push(whole);
    this.addLine(describeFinding(whole), true);
  }

  /** The last line of a run that ends before its scenario does. */
  end(why: string): void {
    this.addLine(`the run ends: ${why}`, false);
  }

  private addLine(text: string, finding: boolean): void {
    if (this.story.length < LINES_KEPT) this.story.push({ step: this.step, event: this.events, text, finding });
    else this.leftOut++;
  }

  /** Runs an operation; a fault becomes a finding and ends only that operation. */
  attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof SimulatedFault)) throw error;
      this.found({ kind: 'fault', page: error.page, fault: error.fault, says: error.message });
    }
  }

  /** Bytes of struct page by member name (`mapping`, `lru.prev`, `slab:slab_list`) or by number. */
  place(at: string | number, size?: number): ByteRange & { readonly path: string } {
    const { layout } = this.machine;
    const pageSize = this.machine.memory.pageSize;
    if (typeof at === 'number') {
      if (at % 4 !== 0 || at < 0 || at + (size ?? 4) > pageSize) throw new SimulatedFault('absent-member', `offset ${at} is no place in a struct page of ${pageSize} bytes`);
      return { offset: at, size: size ?? layout.abi.wordSize, path: membersAt({ offset: at, size: 1 }, layout)[0] ?? `byte ${at}` };
    }
    const [record, name] = at.includes(':') ? at.split(':', 2) as [string, string] : ['page', at];
    const range = resolveMember({ record, names: alternatives(name) }, layout);
    if (range === undefined) throw new SimulatedFault('absent-member', `struct ${record} of ${layout.kernel} (${layout.config}) has no member ${name}`);
    return { offset: range.offset % pageSize, size: size ?? range.size, path: range.path };
  }

  /** Tells when an owner writes words that belong to the owner of pages in the page's state. `as`: the member's name, for source that may use it for what it is for. */
  checkClaims(pfn: number, range: ByteRange, owner: string, as?: string): void {
    const state = stateNamed(this.machine.meta.state(pfn), this.machine.model);
    if (state === undefined || owner === state.name) return;
    for (const claim of claimsOf(state, this.machine.model)) {
      if (claim.holds.kind === 'null' || !overlap(claim.range, range) || (as !== undefined && claim.names.includes(as))) continue;
      this.found({ kind: 'foreign-word', page: pfn, state: state.name, member: claim.range.path, owner, for: claim.for });
    }
  }

  /** The unit of the first words of a page's contents; made when first asked for. */
  contentsUnit(pfn: number): number {
    const { memory } = this.machine;
    let unit = this.contents.get(pfn);
    if (unit === undefined) {
      unit = memory.allocateObject(2 * memory.wordUnits);
      this.contents.set(pfn, unit);
    }
    return unit;
  }

  /** __kernel_poison_pages(): 0xaa all over the page, where something is kept in it or not. */
  poison(pfn: number): void {
    const unit = this.contents.get(pfn);
    if (unit === undefined) return;
    const { memory } = this.machine;
    const writer = memory.sites.at(memory.shadow[unit]!);
    const site = memory.sites.intern('page poisoning', 'contents', { kind: 'integer', means: 'poison' }, '__kernel_poison_pages');
    for (let i = 0; i < 2 * memory.wordUnits; i++) memory.setUnit(unit + i, 0xaaaaaaaa | 0, site);
    this.found({ kind: 'contents', page: pfn, reason: 'poisoned', says: `page poisoning overwrites what ${writer.owner} keeps in the page's contents` });
  }

  /** Whether the page is the allocator's: free, or on a per-CPU list. */
  isFree(pfn: number): boolean {
    return freeStates.has(this.machine.meta.state(pfn));
  }

  /** An owner takes hold of a page that is free: the fault every use after free is. */
  refuseFree(pfn: number, owner: string): void {
    if (this.isFree(pfn)) throw new SimulatedFault('use-after-free', `${owner} uses page ${pfn}, which is free (${this.machine.meta.state(pfn)})`, pfn);
  }

  private writerOf(pfn: number, names: readonly string[]): Site | undefined {
    const range = resolveMember({ names }, this.machine.layout);
    if (range === undefined) return undefined;
    const view = viewWord(this.machine.memory, pfn, range);
    return view.site === 0 ? undefined : view.writer;
  }
}

const freeStates: ReadonlySet<string> = new Set(['buddy-free', 'buddy-free-rest', 'pcp-free', 'leaked']);

function badPageMember(reason: string): readonly string[] {
  if (reason.includes('mapping')) return ['mapping'];
  if (reason.includes('mapcount')) return ['_mapcount'];
  if (reason.includes('cgroup')) return ['memcg_data'];
  if (reason.includes('refcount')) return ['_refcount'];
  return ['flags'];
}

const renamed: ReadonlyMap<string, readonly string[]> = new Map([
  ['index', ['index', '__folio_index']], ['compound_head', ['compound_head', 'compound_info']], ['buddy_list', ['buddy_list', 'lru']], ['pcp_list', ['pcp_list', 'lru']],
  ['dma_addr[0]', ['dma_addr[0]', 'dma_addr']],
]);

/** A name, and what it is called in other kernels. */
function alternatives(name: string): readonly string[] {
  return renamed.get(name) ?? [name];
}
