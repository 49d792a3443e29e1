/** A word written before a call that had been written behind it, or the other way round, where the call looks at the word or hands the page on. */
import { type CallEvent, sitesOf } from '../../../footprint/effect.js';
import { pointersIn } from '../../../footprint/value.js';
import { overlap } from '../../../model/memberRange.js';
import { storedRecords } from '../../../model/lifeStage.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, isSameWord, isWrite, type PageEffect, pageEffects, siteOf, textOf, wayTo } from '../changedFunctions.js';
import { placedLine } from '../lines/enclosing.js';

export function crossedCall({ functions, before, after }: ChangedFacts): readonly Finding[] {
  return functions.flatMap((one) => {
    const was = writesIn(one.before, before), now = writesIn(one.after, after);
    for (const write of now) {
      const old = movedFrom(write, was, now);
      if (!old) continue;
      const were = callsOn(old.effect, one.before, before), are = callsOn(write.effect, one.after, after);
      const crossed = are.find((call) => {
        const [then, other] = were.filter(({ callee }) => callee === call.callee);
        return then !== undefined && other === undefined && are.filter(({ callee }) => callee === call.callee).length === 1 && (siteOf(old.effect) < then.offset) !== (siteOf(write.effect) < call.offset) && matters(call, write.effect, after);
      });
      if (crossed) return [told(write.effect, crossed, one, after)];
    }
    return [];
  });
}

/** A write, and the line it stands in with the line before. */
interface Written { readonly effect: PageEffect; readonly place: string }

/** Words that the function's own lines write, links of lists left aside. */
function writesIn(trace: ChangedFunction['before'], facts: FileFacts): readonly Written[] {
  const seen = new Set<number>();
  return pageEffects(trace, facts).flatMap((effect) => {
    const { site } = effect.chain;
    if (!isWrite(effect) || effect.chain.inner || site.file !== facts.file.path || storedRecords[effect.record] !== undefined || seen.has(site.offset)) return [];
    seen.add(site.offset);
    const place = placedLine(trace, site, facts);
    return place ? [{ effect, place: `${place.behind}\n${place.line}` }] : [];
  });
}

/** The write that this one was, where it is the only one of its kind that stands behind another line now. */
function movedFrom({ effect, place }: Written, was: readonly Written[], now: readonly Written[]): Written | undefined {
  const [old, ...others] = was.filter((one) => isSame(one.effect, effect)).filter((one) => !now.some((other) => isSame(other.effect, effect) && other.place === one.place));
  return old && others.length === 0 && !was.some((one) => isSame(one.effect, effect) && one.place === place) ? old : undefined;
}

/** A call that is handed the page, or gives back a lock; `event` is absent where it goes by a pointer. */
interface HandedOver { readonly callee: string; readonly offset: number; readonly event?: CallEvent }

function callsOn({ thing, chain }: PageEffect, trace: ChangedFunction['before'], facts: FileFacts): readonly HandedOver[] {
  const known = trace.calls.filter(({ site, args }) => site.file === facts.file.path && args.flatMap(pointersIn).some(({ to, path }) => path === '' && wayTo(to) === wayTo(thing))).map((event): HandedOver => ({ callee: event.callee, offset: event.site.offset, event }));
  const name = /^\s*(\w+)\s*->/.exec(facts.file.text.slice(chain.site.offset))?.[1];
  const byPointer = name === undefined ? [] : [...(textOf(trace, facts) ?? '').matchAll(new RegExp(`(?:->|\\.)(\\w+)\\s*\\((?:[^()]*,)?\\s*${name}\\s*[,)]`, 'g'))].map(({ index, 1: callee }): HandedOver => ({ callee: callee!, offset: trace.summary.at.offset + index }));
  const unlocks = [...(textOf(trace, facts) ?? '').matchAll(/\b(\w*unlock\w*)\s*\(/g)].map(({ index, 1: callee }): HandedOver => ({ callee: callee!, offset: trace.summary.at.offset + index }));
  return [...known.filter(({ callee }) => !callee.includes('unlock')), ...byPointer, ...unlocks];
}

function isSame(a: PageEffect, b: PageEffect): boolean {
  return isSameWord(a, b) && a.path === b.path;
}

/** What lies deeper is done in cases that the call is not made for: lock_page() may drop a last reference. */
const MAX_STEPS = 4;

/** Whether the function that is called knows the same bits by another name, or is one that nobody can follow and that has the page from then on. */
function matters({ callee, offset, event }: HandedOver, write: PageEffect, facts: FileFacts): boolean {
  const summary = event && facts.footprints.summary(callee, facts.file), isLate = siteOf(write) > offset;
  if (!summary) return isLate;
  const index = event.args.findIndex((arg) => pointersIn(arg).some(({ to, path }) => path === '' && wayTo(to) === wayTo(write.thing)));
  const parameter = summary.parameters[index];
  if (!parameter) return false;
  // Handed over as an address: it is kept somewhere (xas_store()).
  if (!facts.isPage(parameter)) return isLate;
  return summary.effects.some((effect) => effect.thing === parameter && effect.offset !== undefined && effect.kind !== 'address' && effect.kind !== 'marker' && sitesOf(effect.chain).length <= MAX_STEPS && overlap({ offset: effect.offset, size: effect.size }, write) && (effect.path !== write.path || storedRecords[effect.record] !== undefined) && storedRecords[effect.record] !== undefined);
}

function told(write: PageEffect, { callee, offset }: HandedOver, one: ChangedFunction, after: FileFacts): Finding {
  const place = after.placeOf(write.chain), isLate = siteOf(write) > offset;
  return after.finding('word-overwritten', 'warning', place,
    `${one.after.summary.function}() writes ${write.path} ${isLate ? 'behind' : 'before'} ${callee}() now, and wrote it ${isLate ? 'before' : 'behind'} it before this change: ${isLate ? 'what has the page from there on finds what lay there, or loses what it put there' : 'what the call looks for in these bits is overwritten'}`,
    { state: 'any', words: [after.word(write.offset, write.size)], evidence: [after.evidence(place, `${write.path} is written`), after.evidence({ file: after.file.path, offset, function: one.after.summary.function }, `${callee}() is called`)] });
}
