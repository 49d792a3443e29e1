/** A line that handles a page's word runs on other machines than before, while its file still tells those machines from the rest where it handles the same word elsewhere. */
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import type { ChangedFacts, ChangedFunction, PageEffect } from '../changedFunctions.js';
import { ConstantTests } from './constantTests.js';
import { type Answers, areSome, PresetAnswers } from './presetAnswers.js';
import { effectAt, retestedLines, wordName } from '../lines/sameLines.js';
import type { Line } from '../lines/split.js';

export function presetsChanged(changed: ChangedFacts): readonly Finding[] {
  return changed.functions.flatMap((one) => changedIn(one, changed).slice(0, 1));
}

function changedIn(one: ChangedFunction, changed: ChangedFacts): readonly Finding[] {
  const { before, after } = changed;
  return retestedLines(one, changed).flatMap((line) => {
    // What one of the sides leaves out under the opened configuration is known on the other.
    const effect = effectAt(line.after, one.after, after) ?? effectAt(line.before, one.before, before);
    if (!effect) return [];
    const answers = PresetAnswers.of(after), was = answers.where(line.was), now = answers.where(line.now);
    if (!areSome(was) || now.includes('?') || was === now) return [];
    const partner = partnerOf(effect, was, one, answers, after);
    return partner === undefined ? [] : [told(effect, line.after, [was, now], partner, one, answers, after)];
  });
}

/** Another function of the file that names the word where the presets are the same as they were here. */
export function partnerOf(effect: PageEffect, was: Answers, one: ChangedFunction, answers: PresetAnswers, { file }: FileFacts): number | undefined {
  const uses = new RegExp(`(?:->\\s*_*(?:folio_)?|\\b(?:\\w+_)?(?:page|folio)_(?:\\w+_)?)${wordName(effect)}\\b`, 'g');
  for (const item of file.outline.items) {
    if (item.kind !== 'function' || item.start === one.after.summary.at.offset) continue;
    const text = file.text.slice(item.start, item.end);
    if (text.search(uses) < 0) continue;
    const tests = new ConstantTests(text), hit = [...tests.text.matchAll(uses)].find(({ index }) => answers.where(tests.at(index)) === was);
    if (hit) return item.start + hit.index;
  }
  return undefined;
}

function told(effect: PageEffect, { start }: Line, [was, now]: readonly [Answers, Answers], partner: number, one: ChangedFunction, { setups }: PresetAnswers, after: FileFacts): Finding {
  const name = after.nameOf(effect.offset, effect.size), { function: function_ } = one.after.summary, index = setups.findIndex((_, i) => was[i] !== now[i]), { arch, config } = setups[index]!;
  const at = { file: after.file.path, function: function_, offset: one.after.summary.at.offset + start };
  const what = now[index] === 'y' ? `now handles page.${name} on ${arch.name} (${config.name}), too` : `no longer handles page.${name} on ${arch.name} (${config.name})`;
  return after.finding('config-overlap', 'warning', at, `${function_}() ${what}: others of this file still tell these machines from the rest where they handle that word, which holds something else there`, {
    state: 'any', config: `${after.context.model.layout.kernel} ${arch.name}, ${config.name}`, words: [after.word(effect.offset, effect.size)],
    evidence: [after.evidence(at, 'other machines run this since this change'), after.evidence({ ...at, offset: partner, function: '' }, `${name} is handled here on those machines only that ran it before`)],
  });
}
