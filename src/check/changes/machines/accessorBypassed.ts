/** A word read in place by a function that had an accessor read it before a change, where the accessor does more than read it on some machines. */
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects, textOf, wayTo } from '../changedFunctions.js';
import { linesOf } from '../lines/split.js';
import { ConstantTests } from './constantTests.js';
import { areSome, PresetAnswers } from './presetAnswers.js';

export function accessorBypassed(changed: ChangedFacts): readonly Finding[] {
  const { before, after } = changed, common = [words.flags, words.refcount, words.compoundHead].flatMap((names) => resolveMember({ names }, after.context.model.layout)?.offset ?? []);
  return changed.functions.flatMap((one) => {
    const called = new Set(one.after.calls.map(({ callee }) => callee));
    const lost = pageEffects(one.before, before).filter(({ kind, chain, offset }) => kind === 'read' && chain.inner !== undefined && chain.site.file === before.file.path && !common.includes(offset));
    for (const old of lost) {
      const callee = old.chain.inner!.site.function, now = called.has(callee) ? undefined : readInPlace(old, one, changed);
      if (!now || !differsByMachine(callee, after) || goesByMachine(textOf(one.after, after) ?? '', after)) continue;
      const place = after.placeOf(now.chain), name = after.nameOf(now.offset, now.size);
      return [after.finding('config-overlap', 'warning', place,
        `page.${name} is read in place here, and by ${callee}() before this change, which does something else on other machines: there the word is not what it is taken for`,
        { state: 'any', words: [after.word(now.offset, now.size)], evidence: [after.evidence(place, `${name} is read as it is`), after.evidence(old.chain.inner!.site, `${callee}() goes by the configuration`)] })];
    }
    return [];
  });
}

/** The same word of the same page, which no line of the function's own read before. */
function readInPlace(old: PageEffect, { before, after }: ChangedFunction, changed: ChangedFacts): PageEffect | undefined {
  const own = (effect: PageEffect, facts: FileFacts): boolean => effect.kind === 'read' && effect.offset === old.offset && wayTo(effect.thing) === wayTo(old.thing) && !(effect.chain.inner && effect.chain.inner.inner) && effect.chain.site.file === facts.file.path;
  const callees = new Set(before.calls.map(({ callee }) => callee));
  // Another accessor that goes by the configuration as well stands for the one before.
  const isAccessor = (name: string): boolean => callees.has(name) || differsByMachine(name, changed.after);
  const fresh = pageEffects(after, changed.after).filter((effect) => own(effect, changed.after) && (!effect.chain.inner || !isAccessor(effect.chain.inner.site.function)));
  return pageEffects(before, changed.before).some((effect) => own(effect, changed.before) && !effect.chain.inner) ? undefined : fresh[0];
}

/** Whether a function tells machines from each other: one that bypasses an accessor may do there what that does. */
function goesByMachine(text: string, facts: FileFacts): boolean {
  const tests = new ConstantTests(text);
  if (!tests.isAsked) return false;
  const answers = PresetAnswers.of(facts);
  return linesOf(tests.text).some(({ text, start }) => text !== '' && areSome(answers.where(tests.at(start))));
}

/** Whether a function, or which of those of its name is compiled, hangs on the configuration. */
function differsByMachine(name: string, facts: FileFacts): boolean {
  const plain = facts.footprints.plain(name, facts.file);
  if (!plain) return false;
  const source = plain.view.file, items = source.outline.items.filter((item) => item.kind === 'function' && item.name === name), [only] = items;
  const named = facts.file.outline.items.filter((item) => item.kind === 'function' && item.name === name);
  if (named.length > 1 || items.length > 1) return true;
  return only !== undefined && goesByMachine(source.text.slice(only.start, only.end), facts);
}
