/** The functions that were read, and which of them rest on which: after an edit only what it changed is read again. */
import { type FileEdit, movedBy } from '../c/edit.js';
import type { Item } from '../c/outline.js';
import type { Summary, Trace } from './effect.js';
import { FunctionSites } from './functionSites.js';
import type { FunctionPlace } from './functions.js';
import { sameSummary } from './sameSummary.js';

/** A call chain deeper than this is not followed: the stack of whoever reads it would not hold. */
const MAX_DEPTH = 60;
/** Functions that call each other in circles are read this often for what an earlier reading had to leave out. */
const MAX_TIMES_WITHIN = 2;
/** Files whose functions' own traces are kept: those that are looked at. */
const MAX_TRACED = 8;

/** Where a function lies, and whose names it uses: as paths, so that nothing is kept of files that are left. */
export interface ReadPlace {
  readonly name: string;
  readonly path: string;
  readonly item: Item;
  readonly generatedAt: number | undefined;
  /** The file whose names it uses. */
  readonly from: string;
  readonly variant: string;
}

/** What is known of one function. */
interface Reading {
  place: ReadPlace;
  /** `unread`: never read, or changed since. `suspect`: something it rests on, through any number of calls, changed. `gone`: it is to be looked for again. */
  state: 'unread' | 'suspect' | 'read' | 'gone';
  isRunning: boolean;
  /** What callers are told. It stays the same object as long as reading the function again gives the same. */
  summary: Summary | undefined;
  /** Of files that are looked at: all that the function does. */
  trace: Trace | undefined;
  /** The functions it calls, with what it was told of them. */
  readonly uses: Map<Reading, Summary | undefined>;
  readonly callers: Set<Reading>;
  /** The functions it calls that were not followed. */
  readonly cut: Set<Reading>;
  /** The outermost function that it calls, through any number of calls, and within which it was read: without that one, what is known of it is not all. */
  within: Reading | undefined;
  /** How often it was read within another that it calls. */
  timesWithin: number;
  /** Names it calls that no function had. */
  readonly missed: Set<string>;
}

/** What came of reading for a limited time. */
export type Progress<T> = { readonly isDone: true; readonly value: T } | { readonly isDone: false };

/** Thrown through functions being read when time is over; those that were read by then stay so. */
class TimeIsOver extends Error {}

export interface Reader {
  /** Reads a function, noting places in `sites`; undefined when it cannot be read. */
  readonly read: (place: FunctionPlace, sites: FunctionSites) => Trace | undefined;
  /** The place as files are now; undefined when it cannot be told without looking for the function again. */
  readonly find: (place: ReadPlace) => FunctionPlace | undefined;
}

export class Summaries {
  readonly #reader: Reader;
  readonly #readings = new Map<string, Reading>();
  /** By file: its functions. */
  readonly #inFile = new Map<string, Set<Reading>>();
  /** By file: the places noted in it that somebody still holds. */
  readonly #sites = new Map<string, WeakRef<FunctionSites>[]>();
  /** By name: who called a function that there was not. */
  readonly #missed = new Map<string, Set<Reading>>();
  /** Functions being read, the outermost first. */
  readonly #running: Reading[] = [];
  /** Files whose traces are kept; the one asked for last comes last. */
  readonly #traced = new Set<string>();

  #isLate: (() => boolean) | undefined;
  /** Functions and headers read since the time began. */
  #readInTime = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Asks what needs functions to be read, and gives up when it is late: asked again it goes on from there. At least one function or header is read. */
  until<T>(isLate: () => boolean, ask: () => T): Progress<T> {
    this.#isLate = isLate;
    this.#readInTime = 0;
    try {
      return { isDone: true, value: ask() };
    } catch (error) {
      if (error instanceof TimeIsOver) return { isDone: false };
      throw error;
    } finally {
      this.#isLate = undefined;
    }
  }

  /** Something was read that stays so: as good a place to give up as the next function, for one may need hundreds of headers before any is read. */
  goneOn(): void {
    this.#readInTime++;
    if (this.#isLate?.() === true) throw new TimeIsOver();
  }

  /** What callers are told of a function; whoever is being read rests on it from now on. */
  summary(place: FunctionPlace): Summary | undefined {
    const reading = this.#at(place);
    const caller = this.#running[this.#running.length - 1];
    // Recursion counts as a call that cannot be followed for as long as the caller is read.
    if (reading.isRunning || (reading.state !== 'read' && this.#running.length >= MAX_DEPTH)) caller?.cut.add(reading);
    if (caller?.cut.has(reading)) {
      this.#noteWithin(caller, reading);
      return undefined;
    }
    const summary = this.#current(reading, place);
    if (caller) {
      if (reading.within?.isRunning) this.#noteWithin(caller, reading.within);
      reading.callers.add(caller);
      caller.uses.set(reading, summary);
    }
    return summary;
  }

  /** The caller leaves out what the called one does, for that is being read. */
  #noteWithin(caller: Reading, called: Reading): void {
    // One whose uses are being looked at is not among those that are read, and outside of all of them.
    if (called.isRunning && (!caller.within || this.#running.indexOf(called) < this.#running.indexOf(caller.within))) caller.within = called;
  }

  /** Whoever is being read calls a function that is not there: it is read again when one of that name comes. */
  noteMissing(name: string): void {
    const caller = this.#running[this.#running.length - 1];
    if (!caller) return;
    caller.missed.add(name);
    const callers = this.#missed.get(name);
    if (callers) callers.add(caller);
    else this.#missed.set(name, new Set([caller]));
  }

  /** Everything that a function does. */
  trace(place: FunctionPlace): Trace | undefined {
    const { path } = place.file;
    this.#traced.delete(path);
    this.#traced.add(path);
    for (const oldest of this.#traced) {
      if (this.#traced.size <= MAX_TRACED) break;
      this.#traced.delete(oldest);
      for (const reading of this.#inFile.get(oldest) ?? []) reading.trace = undefined;
    }
    const reading = this.#at(place);
    this.#current(reading, place);
    if (!reading.trace) this.#read(reading, place);
    return reading.trace;
  }

  /** A file changed. */
  edit(path: string, edit: FileEdit): void {
    const now = new Map(edit.items.map((one) => [one.was, one]));
    this.#moveSites(path, (offset) => movedBy(offset, edit.change));
    const readings = [...(this.#inFile.get(path) ?? [])];
    for (const reading of readings) this.#remove(reading);
    for (const reading of readings) {
      const found = now.get(reading.place.item);
      if (!found || !isFollowed(reading.place)) {
        this.#leave(reading);
        continue;
      }
      reading.place = { ...reading.place, item: found.item };
      if (!found.isSame) {
        reading.state = 'unread';
        suspectCallers(reading);
      }
      this.#add(reading);
    }
  }

  /** Functions of these names are there now. */
  appeared(names: Iterable<string>): void {
    for (const name of names) {
      for (const caller of this.#missed.get(name) ?? []) {
        caller.state = 'unread';
        suspectCallers(caller);
      }
    }
  }

  /** A file is there no more: what rested on its functions is looked at again. */
  forget(path: string): void {
    for (const reading of this.#inFile.get(path) ?? []) {
      this.#remove(reading);
      this.#leave(reading);
    }
  }

  /** Nobody will ask for a file's functions; what was told of them still holds. */
  release(path: string): void {
    for (const reading of this.#inFile.get(path) ?? []) {
      this.#remove(reading);
      this.#retire(reading);
    }
    this.#inFile.delete(path);
    this.#sites.delete(path);
    this.#traced.delete(path);
  }

  #leave(reading: Reading): void {
    this.#retire(reading);
    suspectCallers(reading);
  }

  /** Reads a function again only if something it rests on says something else. */
  #current(reading: Reading, place: FunctionPlace | undefined): Summary | undefined {
    // What had to be left out is known by now.
    if (reading.state === 'read' && reading.within?.isRunning === false && reading.timesWithin < MAX_TIMES_WITHIN) this.#readAgain(reading, place);
    if (reading.state === 'suspect' && !reading.isRunning) {
      let holds = isFollowed(reading.place);
      reading.isRunning = true;
      try {
        for (const [used, told] of reading.uses) holds &&= used.state !== 'gone' && this.#current(used, undefined) === told;
      } finally {
        reading.isRunning = false;
      }
      reading.state = holds ? 'read' : 'unread';
    }
    if (reading.state === 'unread') this.#read(reading, place ?? this.#reader.find(reading.place));
    return reading.summary;
  }

  /** Another function that it calls may be running now: what was known already is kept where this reading has to leave out more. */
  #readAgain(reading: Reading, place: FunctionPlace | undefined): void {
    const { summary } = reading;
    this.#read(reading, place ?? this.#reader.find(reading.place));
    if (reading.within && summary && reading.summary && reading.summary.effects.length < summary.effects.length) reading.summary = summary;
  }

  #read(reading: Reading, place: FunctionPlace | undefined): void {
    if (this.#readInTime > 0 && this.#isLate?.() === true) throw new TimeIsOver();
    this.#disconnect(reading);
    if (!place) {
      this.#remove(reading);
      this.#retire(reading);
      return;
    }
    const sites = this.#newSites(reading.place);
    reading.isRunning = true;
    reading.within = undefined;
    // What is not being read can be followed by now.
    for (const one of reading.cut) if (!one.isRunning) reading.cut.delete(one);
    this.#running.push(reading);
    try {
      const trace = this.#reader.read(place, sites);
      this.#readInTime++;
      leaveCircle(reading);
      reading.state = 'read';
      reading.trace = this.#traced.has(reading.place.path) ? trace : undefined;
      // Callers hold on to what they were told: as long as it is the same, they need not be read again.
      if (reading.callers.size > 0 && reading.summary && trace && sameSummary(reading.summary, trace.summary)) return;
      reading.summary = trace?.summary;
    } finally {
      this.#running.pop();
      reading.isRunning = false;
    }
  }

  #retire(reading: Reading): void {
    this.#disconnect(reading);
    reading.cut.clear();
    reading.state = 'gone';
    reading.summary = reading.trace = undefined;
  }

  /** What it rests on is found out anew when it is read. */
  #disconnect(reading: Reading): void {
    for (const used of reading.uses.keys()) used.callers.delete(reading);
    reading.uses.clear();
    for (const name of reading.missed) this.#missed.get(name)?.delete(reading);
    reading.missed.clear();
  }

  #newSites({ path, name }: ReadPlace): FunctionSites {
    const sites = new FunctionSites(path, name), known = this.#sites.get(path);
    if (known) known.push(new WeakRef(sites));
    else this.#sites.set(path, [new WeakRef(sites)]);
    return sites;
  }

  /** What was told of a function may be held by anybody who calls it, long after it was read again. */
  #moveSites(path: string, moved: (offset: number) => number): void {
    this.#sites.set(path, (this.#sites.get(path) ?? []).filter((held) => {
      const sites = held.deref();
      sites?.move(moved);
      return sites !== undefined;
    }));
  }

  #at(place: FunctionPlace): Reading {
    const { name, file, item, generatedAt, view } = place;
    const wanted: ReadPlace = { name, path: file.path, item, generatedAt, from: view.file.path, variant: view.variant };
    const known = this.#readings.get(keyOf(wanted));
    if (known) return known;
    const reading: Reading = { place: wanted, state: 'unread', isRunning: false, summary: undefined, trace: undefined, uses: new Map(), callers: new Set(), cut: new Set(), within: undefined, timesWithin: 0, missed: new Set() };
    this.#add(reading);
    return reading;
  }

  #add(reading: Reading): void {
    this.#readings.set(keyOf(reading.place), reading);
    const { path } = reading.place;
    const known = this.#inFile.get(path);
    if (known) known.add(reading);
    else this.#inFile.set(path, new Set([reading]));
  }

  #remove(reading: Reading): void {
    this.#readings.delete(keyOf(reading.place));
    this.#inFile.get(reading.place.path)?.delete(reading);
  }
}

/** Functions that macro calls stand for are looked for anew after an edit. */
function isFollowed(place: ReadPlace): boolean {
  return place.generatedAt === undefined;
}

/** Whoever called itself only knows all that it does. */
function leaveCircle(reading: Reading): void {
  if (reading.within === reading) reading.within = undefined;
  else if (reading.within) reading.timesWithin++;
}

function suspectCallers(changed: Reading): void {
  const found = [changed];
  for (let reading = found.pop(); reading; reading = found.pop()) {
    for (const caller of reading.callers) {
      if (caller.state !== 'read') continue;
      caller.state = 'suspect';
      found.push(caller);
    }
  }
}

/** What a header's functions are for its own names alone, which may lack those that its includers have, is nothing that its includers are told. */
function keyOf(place: ReadPlace): string {
  return `${place.path}:${place.generatedAt ?? ''}:${place.item.start}:${place.variant}:${place.from.endsWith('.h') ? 'h' : ''}`;
}
