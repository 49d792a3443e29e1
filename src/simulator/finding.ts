import type { FaultName } from './fault.js';
import type { Site } from './site.js';

/** Where in the run something was found. */
interface Found {
  /** Page frame number, or -1. */
  readonly page: number;
  /** Number of journal events before it; the word's value can be seen there. */
  readonly event: number;
  /** 1-based number of the scenario's step, counted as executed; 0 outside of scenarios. */
  readonly step: number;
}

/** A reader took a word for what its writer did not mean. Decided by the judge on the simulated bits. */
export interface SimulatedMisread extends Found {
  readonly kind: 'misread';
  readonly observer: string;
  readonly member: string;
  /** Bytes from the start of the struct page. */
  readonly offset: number;
  readonly size: number;
  readonly value: string;
  readonly readAs: string;
  readonly writer: Site;
  /** Functions by which the reader comes to the word, the one that reads it last. */
  readonly path: readonly string[];
  readonly state: string;
  readonly harm: string;
}

/** The page allocator complains when a page changes its owner. */
export interface BadPageFinding extends Found {
  readonly kind: 'bad-page';
  readonly reason: string;
  readonly at: 'free' | 'alloc';
  /** Who wrote the word it complains of, where one can be named. */
  readonly writer?: Site;
}

/** A word written that belongs to the owner of pages in this state. */
export interface ForeignWord extends Found {
  readonly kind: 'foreign-word';
  readonly state: string;
  readonly member: string;
  readonly owner: string;
  readonly for: string;
}

/** virt_to_page() of an address that is not in the direct map of the page meant. */
export interface WrongPage extends Found {
  readonly kind: 'virt-to-page';
  readonly address: string;
  readonly meant: number;
  readonly got: number;
  readonly says: string;
}

/** Page contents touched where they cannot be, or used as a place that others overwrite. */
export interface ContentsFinding extends Found {
  readonly kind: 'contents';
  readonly reason: 'highmem' | 'unmapped' | 'poisoned';
  readonly says: string;
}

/** An operation that the kernel would not survive, or the scenario may not ask for. */
export interface FaultFinding extends Found {
  readonly kind: 'fault';
  readonly fault: FaultName;
  readonly says: string;
}

/** The lifetime of an object spread over pages: freed while someone still uses it, or never freed. */
export interface LifetimeFinding extends Found {
  readonly kind: 'lifetime';
  readonly reason: 'use-after-free' | 'leak' | 'count';
  readonly says: string;
}

/** A WARN() the kernel code prints itself. */
export interface WarningFinding extends Found {
  readonly kind: 'warning';
  readonly says: string;
}

/** A state that does not fit into the bits there are. */
export interface BitsFinding extends Found {
  readonly kind: 'bits';
  readonly needed: number;
  readonly available: number;
  readonly says: string;
}

export type Finding = SimulatedMisread | BadPageFinding | ForeignWord | WrongPage | ContentsFinding | FaultFinding | LifetimeFinding | WarningFinding | BitsFinding;

/** A finding without where it was found. */
export type FindingBody = Finding extends infer One ? (One extends Finding ? Omit<One, 'event' | 'step'> : never) : never;

/** The function of that kernel that misreads the word: the observer of the same name may have had another one before or since. */
export function readerOf({ path, observer }: SimulatedMisread): string {
  return path.at(-1) ?? observer;
}

/** One line for a person. */
export function describeFinding(finding: Finding): string {
  const page = finding.page < 0 ? '' : `page ${finding.page}: `;
  switch (finding.kind) {
    case 'misread':
      return `${page}${readerOf(finding)}() reads ${finding.member} (bytes ${finding.offset}-${finding.offset + finding.size - 1}) = ${finding.value}, written by ${finding.writer.owner} as ${finding.writer.member}, `
        + `and takes it for ${finding.readAs}: ${finding.harm}`;
    case 'bad-page':
      return `${page}bad_page() when it is ${finding.at === 'free' ? 'freed' : 'allocated'}: ${finding.reason}${finding.writer === undefined ? '' : `, left by ${finding.writer.owner} as ${finding.writer.member}`}`;
    case 'foreign-word':
      return `${page}${finding.owner} writes ${finding.member}, which a page in state ${finding.state} keeps for: ${finding.for}`;
    case 'virt-to-page':
      return `${page}virt_to_page(${finding.address}) ${finding.says}`;
    case 'contents': case 'lifetime': case 'warning': case 'bits':
      return `${page}${finding.says}`;
    case 'fault':
      return `${page}${finding.fault}: ${finding.says}`;
  }
}
