import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boot, flatMachine, type SimulatedMachine } from '../src/simulator/machine.js';
import { standardLayout } from '../src/simulator/standardLayouts.js';

/** The simulator's speed beside the same allocator in C (bench/buddy.c, cc -O2). Run from the project's root. */
const PAGES = 1_048_576;
const PAIRS = 5_000_000;
const EVENTS = 10_000_000;
const HELD = 1024;
const ROUNDS = 5;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function timed(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function pairs(machine: SimulatedMachine, count: number, operation?: string): void {
  const { allocator, memory } = machine;
  const held = new Int32Array(HELD);
  for (let i = 0; i < HELD; i++) held[i] = allocator.alloc({ order: 0, type: 'MOVABLE' });
  let random = 1;
  const request = { order: 0, type: 'MOVABLE' } as const;
  for (let i = 0; i < count; i++) {
    random = (Math.imul(random, 1664525) + 1013904223) | 0;
    const slot = random >>> 22;
    if (operation !== undefined) memory.journal?.begin(operation, held[slot]!);
    allocator.free(held[slot]!, 0);
    held[slot] = allocator.alloc(request);
  }
}

interface InC {
  readonly setup: number;
  readonly pairs: number;
}

/** Medians of bench/buddy.c in milliseconds; with `writers` it keeps the last writer beside every word, as the simulator does. */
function inC(writers: boolean): InC | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'pagelens-bench-'));
  try {
    const program = join(directory, 'buddy');
    execFileSync('cc', ['-O2', ...(writers ? ['-DWRITERS'] : []), '-o', program, 'bench/buddy.c']);
    const runs = Array.from({ length: ROUNDS }, () => execFileSync(program, [String(PAGES), String(PAIRS)], { encoding: 'utf8' }));
    const of = (name: string): number => median(runs.map((run) => Number(new RegExp(`^${name} ([\\d.]+)`, 'm').exec(run)?.[1])));
    return { setup: of('setup'), pairs: of('pairs') };
  } catch {
    return undefined;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Our time over C's, for the same work and for C without writers. */
function ratios(ours: number, which: keyof InC): string {
  if (same === undefined || bare === undefined) return '';
  return ` (${(ours / same[which]).toFixed(2)} times C -O2 doing the same, ${(ours / bare[which]).toFixed(2)} times C that keeps no writers)`;
}

const layout = standardLayout('6.1.192', 'x86_64');
const same = inC(true);
const bare = inC(false);
const setups: number[] = [];
const rates: number[] = [];
let last: SimulatedMachine | undefined;
for (let round = 0; round < ROUNDS; round++) {
  let machine: SimulatedMachine | undefined;
  setups.push(timed(() => { machine = boot(flatMachine(layout, PAGES)); }));
  rates.push(timed(() => { pairs(machine!, PAIRS); }));
  last = machine;
}
const setup = median(setups);
const run = median(rates);
const rate = (milliseconds: number): string => `${(PAIRS / milliseconds / 1000).toFixed(1)} million/s`;
console.log(`setup of ${PAGES} pages: ${setup.toFixed(0)} ms${ratios(setup, 'setup')}`);
console.log(`order-0 pairs without journal: ${rate(run)}${ratios(run, 'pairs')}`);
if (same && bare) console.log(`C -O2: ${rate(same.pairs)} with writers, ${rate(bare.pairs)} without`);

const { memory } = last!;
const pageBytes = PAGES * memory.pageSize;
console.log(`memory without journal: ${((memory.units.byteLength + memory.shadow.byteLength) / pageBytes).toFixed(2)} times the struct pages`);

const journalled = boot({ ...flatMachine(layout, PAGES), journal: true });
const journal = journalled.memory.journal!;
const heap = process.memoryUsage().arrayBuffers;
const recording = timed(() => { while (journal.length < EVENTS) pairs(journalled, 100_000, 'free and allocate'); });
const bytes = process.memoryUsage().arrayBuffers - heap;
console.log(`events with journal: ${(journal.length / recording / 1000).toFixed(2)} million/s, ${(bytes / journal.length).toFixed(1)} bytes an event`);

const seeks: number[] = [];
let random = 7;
for (let i = 0; i < 21; i++) {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
  const target = Math.floor((random / 0x100000000) * journal.length);
  seeks.push(timed(() => { journal.seek(target); }));
}
console.log(`seek to a random event of ${journal.length}: median ${median(seeks).toFixed(1)} ms, worst ${Math.max(...seeks).toFixed(1)} ms; end to start ${timed(() => { journal.seek(journal.length); journal.seek(0); }).toFixed(1)} ms (both ways)`);
