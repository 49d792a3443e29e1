/** A line that makes up what a page's word holds stands under a configuration symbol now that no Kconfig of the tree knows: no kernel is built with it. */
import type { Condition } from '../../../c/condition.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, isWrite, type PageEffect, pageEffects, textOf } from '../changedFunctions.js';
import type { StandsUnder } from './constantTests.js';
import { isSymbolOf } from './kconfigSymbols.js';
import { PresetAnswers } from './presetAnswers.js';
import { effectAt, retestedLines, type SameLine } from '../lines/sameLines.js';

export function unknownSymbol(changed: ChangedFacts): readonly Finding[] {
  const { before, after } = changed;
  return changed.functions.flatMap((one) => retestedLines(one, changed).flatMap((line) => {
    const old = symbolsIn(line.was), fresh = [...symbolsIn(line.now)].filter((symbol) => !old.has(symbol));
    const effect = fresh.length === 0 ? undefined : effectAt(line.before, one.before, before) ?? effectOfLocal(line, one, before);
    const unknown = effect && fresh.filter((symbol) => isSymbolOf(after.context.tree, symbol) === false);
    if (!effect || !unknown || unknown.length === 0) return [];
    const answers = PresetAnswers.of(after), was = answers.where(line.was), now = answers.where(without(unknown, line.now));
    return was === now || was.includes('?') || now.includes('?') ? [] : [told(unknown[0]!, effect, line, one, after)];
  }).slice(0, 1));
}

function symbolsIn({ arm, tests }: StandsUnder): ReadonlySet<string> {
  const texts = tests.map(({ test }) => test);
  for (let at = arm; at; at = at.outer) texts.push(at.test, ...at.earlier);
  return new Set(texts.flatMap((text) => text.match(/\bCONFIG_\w+/g) ?? []));
}

/** The same with those symbols off, whatever a preset says: it serves kernels of all versions. */
function without(symbols: readonly string[], { arm, tests }: StandsUnder): StandsUnder {
  const asked = new RegExp(`\\b(?:(?:defined|IS_\\w+)\\s*\\(\\s*(?:${symbols.join('|')})\\s*\\)|(?:${symbols.join('|')})\\b)`, 'g'), off = (test: string): string => test.replace(asked, '0');
  const offIn = (condition: Condition | null): Condition | null => condition && { outer: offIn(condition.outer), test: off(condition.test), earlier: condition.earlier.map(off) };
  return { arm: offIn(arm), tests: tests.map(({ test, isTrue }) => ({ test: off(test), isTrue })) };
}

/** The word that a local is put into behind a line that changes the local. */
function effectOfLocal({ before: { text: line, end } }: SameLine, one: ChangedFunction, facts: FileFacts): PageEffect | undefined {
  const [, local] = /^(\w+)\s*(?:[|&^+-]|<<|>>)?=(?!=)/.exec(line) ?? [], text = textOf(one.before, facts) ?? '', from = one.before.summary.at.offset;
  return local === undefined ? undefined : pageEffects(one.before, facts).find((effect) => {
    const at = effect.chain.site.offset - from;
    return isWrite(effect) && effect.chain.site.file === facts.file.path && at >= end && new RegExp(`[=,]\\s*(?:\\([^()]*\\)\\s*)*${local}\\b`).test(text.slice(at, text.indexOf(';', at)));
  });
}

function told(symbol: string, effect: PageEffect, { after: { start, text: line } }: SameLine, one: ChangedFunction, after: FileFacts): Finding {
  // The test before the line that asks for the symbol.
  const text = textOf(one.after, after)!, asked = text.lastIndexOf('\n', text.lastIndexOf(symbol, start)) + 1, from = one.after.summary.at.offset, name = after.nameOf(effect.offset, effect.size);
  const at = { file: after.file.path, function: one.after.summary.function, offset: from + asked + text.slice(asked).search(/\S/) };
  return after.finding('config-overlap', 'warning', at,
    `no Kconfig of this tree has ${symbol}, by which "${line}" goes since this change: page.${name} holds something else than it did to whoever looks at it`,
    { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(at, `${symbol} is never set`), after.evidence({ ...at, offset: from + start }, 'this was decided by another test')] });
}
