import type { WordRead } from '../../panelProtocol.js';
import { seenBits, seenField, take } from '../../judge/reading.js';
import { overlap, type ByteRange } from '../../model/memberRange.js';
import { readingsOf, stateNamed, turnsAway } from '../../model/pageModel.js';
import { meaningOf } from '../../model/valueKind.js';
import { readerOf } from '../../simulator/finding.js';
import { getsAsFarAs } from '../../simulator/preconditions.js';
import { followHead, functionOf, readers } from '../../simulator/readers.js';
import type { Simulation } from '../../simulator/simulation.js';
import { viewWord } from '../../simulator/wordView.js';
import type { Timeline } from './timeline.js';

/** A read of a page, and the event before which it was done. */
export interface PageRead extends WordRead, ByteRange {
  readonly event: number;
}

/** Steps looked through, and visits of readers shown, for one page: bounds of a person's question. */
const STEPS = 200_000;
const VISITS = 8;

/**
 * What readers took the page's words for up to a step, the latest first. Conflicts are as they were found; for other visits the journal is
 * taken back to the moment, the reader's cases are held against the bits that stood there, and it is brought forward again.
 */
export function lastReads(page: number, step: number, simulation: Simulation, timeline: Timeline): readonly PageRead[] {
  const journal = simulation.machine.memory.journal!;
  const { position } = journal;
  const reads: PageRead[] = [];
  let visits = 0;
  for (let at = step; at >= 0 && at > step - STEPS && visits < VISITS; at--) {
    const moment = timeline.at(at);
    if (moment.kind === 'conflict') {
      const finding = simulation.findings[moment.finding]!;
      if (finding.kind !== 'misread' || finding.page !== page) continue;
      const { member, readAs, offset, size, event } = finding;
      reads.push({ observer: readerOf(finding), member, readAs, offset, size, event, step: at, conflict: true });
      continue;
    }
    const operation = journal.operation(moment.operation);
    if (operation.page !== page || moment.goesOn) continue;
    const reader = readers.find((one) => one.title === operation.text);
    if (reader === undefined) continue;
    visits++;
    journal.seek(operation.firstEvent);
    const head = followHead(simulation, page);
    for (const name of reader.observers.filter((one) => getsAsFarAs(one, reader, page, head, simulation))) reads.push(...readsBy(name, page, simulation).map((read) => ({ ...read, step: at, event: operation.firstEvent })));
  }
  journal.seek(position);
  return reads;
}

/** What an observer takes the page's words for as they are now, where it does so rightly: conflicts come from the findings. */
function readsBy(observerName: string, page: number, { machine }: Simulation): readonly Omit<PageRead, 'step' | 'event'>[] {
  const { model, memory, meta } = machine;
  const observer = model.observers.find((one) => one.name === observerName);
  const state = stateNamed(meta.state(page), model);
  if (observer === undefined || (state !== undefined && turnsAway(observer, state, model))) return [];
  return readingsOf(observer, model).flatMap(({ range, ...reading }) => {
    const view = viewWord(memory, page, range);
    const field = seenField(range, view.value, meaningOf(view.writer.value));
    const [taken] = take(reading, seenBits(field, range, model.layout.abi.endian), field.meaning, model.machine);
    if (taken === undefined || taken.wrong) return [];
    return [{ observer: functionOf(observer, model.layout.kernel), member: range.path, readAs: taken.case.readAs, offset: range.offset, size: range.size, conflict: false }];
  });
}

/** The last read of a word; a conflict before any other, as long as the value that caused it stands. `written`: the event that wrote it, or -1. */
export function lastReadOf(word: ByteRange, written: number, reads: readonly PageRead[]): WordRead | undefined {
  const here = reads.filter((read) => overlap(word, read));
  const standing = here.find((read) => read.conflict && read.event > written);
  const last = standing ?? here[0];
  if (last === undefined) return undefined;
  const { observer, member, readAs, step } = last;
  return { observer, member, readAs, step, conflict: last === standing };
}
