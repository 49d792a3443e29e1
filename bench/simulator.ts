import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { boot, flatMachine, type SimulatedMachine } from '../src/simulator/machine.js';
import { standardLayout } from '../src/simulator/standardLayouts.js';

/** The simulator's speed beside the same allocator in C (bench/buddy.c, cc -O2). Run from the project's root. */
const PAGES = 1_048_576;
const PAIRS = 5_000_000;
const EVENTS = 10_000_000;
/** Pages in use at a time. */
const HELD = 1024;
const MANY_HELD = 262_144;
const ROUNDS = 9;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function timed(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** Takes that many pages, a power of two. */
function occupy({ allocator }: SimulatedMachine, pages: number): Int32Array {
  return Int32Array.from({ length: pages }, () => allocator.alloc({ order: 0, type: 'MOVABLE' }));
}

/** Frees one of the pages held and takes another, so many times. */
function pairs({ allocator, memory }: SimulatedMachine, held: Int32Array, count: number, operation?: string): void {
  let random = 1;
  const request = { order: 0, type: 'MOVABLE' } as const;
  const shift = 32 - Math.log2(held.length);
  for (let i = 0; i < count; i++) {
    random = (Math.imul(random, 1664525) + 1013904223) | 0;
    const slot = random >>> shift;
    if (operation !== undefined) memory.journal?.begin(operation, held[slot]!);
    allocator.free(held[slot]!, 0);
    held[slot] = allocator.alloc(request);
  }
}

/** Milliseconds of CPU time, which other work on the machine disturbs less than the clock's. */
interface Times {
  readonly setup: number[];
  readonly pairs: number[];
}

function cpu(run: () => void): number {
  const start = process.cpuUsage().user;
  run();
  return (process.cpuUsage().user - start) / 1000;
}

/** Compiles bench/buddy.c; with `writers` it keeps the last writer beside every word, as the simulator does. Undefined without a compiler. */
function buildC(directory: string, writers: boolean): string | undefined {
  const program = join(directory, writers ? 'buddy-writers' : 'buddy');
  try {
    execFileSync('cc', ['-O2', ...(writers ? ['-DWRITERS'] : []), '-o', program, 'bench/buddy.c']);
    return program;
  } catch {
    return undefined;
  }
}

function runC(program: string | undefined, times: Times): void {
  if (program === undefined) return;
  const printed = execFileSync(program, [String(PAGES), String(PAIRS)], { encoding: 'utf8' });
  for (const name of ['setup', 'pairs'] as const) times[name].push(Number(new RegExp(`^${name} ([\\d.]+)`, 'm').exec(printed)?.[1]));
}

const layout = standardLayout('6.1.192', 'x86_64');
const [ours, same, bare, later, sameLater] = [0, 1, 2, 3, 4].map((): Times => ({ setup: [], pairs: [] })) as [Times, Times, Times, Times, Times];
const directory = mkdtempSync(join(tmpdir(), 'pagelens-bench-'));
const [withWriters, without] = [buildC(directory, true), buildC(directory, false)];
const walls: number[] = [];
const booted = (): SimulatedMachine => {
  let machine: SimulatedMachine | undefined;
  ours.setup.push(cpu(() => { walls.push(timed(() => { machine = boot(flatMachine(layout, PAGES)); })); }));
  return machine!;
};
const machine = booted();
const held = occupy(machine, HELD);
// In turn, so that what else the machine does meets all of them.
for (let round = 0; round < ROUNDS; round++) {
  ours.pairs.push(cpu(() => { pairs(machine, held, PAIRS); }));
  runC(withWriters, same);
  runC(without, bare);
}
// Calls into WebAssembly are fastest while a process has one machine: several of them alive, used in turn.
const further = Array.from({ length: 4 }, booted).map((one) => ({ one, taken: occupy(one, HELD) }));
for (let round = 0; round < ROUNDS; round++) {
  const { one, taken } = further[round % further.length]!;
  later.pairs.push(cpu(() => { pairs(one, taken, PAIRS); }));
  runC(withWriters, sameLater);
}
rmSync(directory, { recursive: true });

/** Least and median of our time over C's. */
function over(us: Times, c: Times, which: keyof Times): string {
  return c[which].length === 0 ? 'no compiler' : `${(Math.min(...us[which]) / Math.min(...c[which])).toFixed(2)} (least times), ${(median(us[which]) / median(c[which])).toFixed(2)} (medians)`;
}

const ratios = (which: keyof Times): string => `; times C -O2 that keeps writers too: ${over(ours, same, which)}; that keeps none: ${over(ours, bare, which)}`;
const rate = (milliseconds: number): string => `${(PAIRS / milliseconds / 1000).toFixed(1)} million/s`;
const rates = (times: Times): string => (times.pairs.length === 0 ? 'no compiler' : `${rate(Math.min(...times.pairs))} at best, ${rate(median(times.pairs))} median`);
console.log(`load ${loadavg()[0]!.toFixed(1)}; ${ROUNDS} rounds in turn, CPU time`);
console.log(`setup of ${PAGES} pages: ${median(walls).toFixed(0)} ms by the clock${ratios('setup')}`);
console.log(`order-0 pairs without journal: ${rates(ours)}${ratios('pairs')}`);
console.log(`the same on four further machines of this process: ${rates(later)}; times C -O2 that keeps writers too: ${over(later, sameLater, 'pairs')}`);
console.log(`C -O2: with writers ${rates(same)}; without ${rates(bare)}`);

const { memory } = machine;
const pageBytes = PAGES * memory.pageSize;
console.log(`memory without journal: ${((memory.units.byteLength + memory.shadow.byteLength) / pageBytes).toFixed(2)} times the struct pages`);

/** Ten million events over so many pages in use at a time, then seeks here and there; CPU time beside the clock's, for a machine that is busy. */
function journalled(pages: number): void {
  const machine = boot({ ...flatMachine(layout, PAGES), journal: true });
  const journal = machine.memory.journal!;
  const heap = process.memoryUsage().arrayBuffers;
  const recording = timed(() => {
    const taken = occupy(machine, pages);
    while (journal.length < EVENTS) pairs(machine, taken, 100_000, 'free and allocate');
  });
  const bytes = process.memoryUsage().arrayBuffers - heap;
  console.log(`events with journal, ${pages} pages in use: ${(journal.length / recording / 1000).toFixed(2)} million/s${pages === HELD ? `, ${(bytes / journal.length).toFixed(1)} bytes an event` : ''}`);
  const [seeks, busy]: [number[], number[]] = [[], []];
  let random = 7;
  for (let i = 0; i < 41; i++) {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    const target = Math.floor((random / 0x100000000) * journal.length);
    busy.push(cpu(() => { seeks.push(timed(() => { journal.seek(target); })); }));
  }
  console.log(`seek to a random event of ${journal.length}: median ${median(seeks).toFixed(1)} ms, worst ${Math.max(...seeks).toFixed(1)} ms by the clock; of CPU time ${median(busy).toFixed(1)} and ${Math.max(...busy).toFixed(1)} ms`);
}

journalled(HELD);
journalled(MANY_HELD);
