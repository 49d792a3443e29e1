/** A tag, mask or mark of a page's word that a change exchanges for another one, while others go by the old one. */
import { overlap, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type PageEffect, pageEffects } from '../changedFunctions.js';
import { type ChangedLine, changedLines } from '../lines/changedLines.js';

/** Words whose bits and numbers mean the same to whoever looks at them. */
const WORDS = [words.mapping, words.compoundHead, words.pageType, words.mapcount, words.private, words.memcg, words.flags];
const TOKENS = /[A-Za-z_]\w*|0[xX][\da-fA-F]+[uUlL]*|\d+[uUlL]*|\S/g;

export function constantChanged(changed: ChangedFacts): readonly Finding[] {
  const ranges = rangesOf(WORDS, changed.after.context.model.layout);
  return changed.functions.flatMap((one) => changedLines(one, changed).flatMap((line) => {
    const exchanged = exchangedIn(line, changed);
    const effect = exchanged && pageEffects(one.after, changed.after).find(({ kind, chain, offset, size }) => kind !== 'marker' && chain.site.file === changed.after.file.path && line.start <= chain.site.offset && chain.site.offset < line.end && ranges.some((range) => overlap(range, { offset, size })));
    return exchanged && effect && isKnownToOthers(exchanged[0], changed.after) ? [told(exchanged, effect, line, one.after.summary.function, changed.after)] : [];
  }).slice(0, 1));
}

/** The two constants, where nothing else of the line differs and their numbers do. */
function exchangedIn({ before, after }: ChangedLine, { before: old, after: facts }: ChangedFacts): readonly [string, string] | undefined {
  const was = before.match(TOKENS) ?? [], now = after.match(TOKENS) ?? [];
  if (was.length !== now.length) return undefined;
  const pairs = was.flatMap((token, index) => (token === now[index] ? [] : [[token, now[index]!] as const])), [first] = pairs;
  if (!first || pairs.some(([a, b]) => a !== first[0] || b !== first[1])) return undefined;
  const [from, into] = [numberOf(first[0], old), numberOf(first[1], facts)];
  return from !== undefined && into !== undefined && from !== into ? first : undefined;
}

function numberOf(text: string, { file, footprints }: FileFacts): bigint | undefined {
  if (/^\d/.test(text)) return BigInt(text.replace(/[uUlL]+$/, ''));
  return /^[A-Z]\w*$/.test(text) ? footprints.view(file).configured.constant(text) : undefined;
}

/** By a name that others have, too, or one that the file itself goes by elsewhere. */
function isKnownToOthers(name: string, { file }: FileFacts): boolean {
  if (/^\d/.test(name)) return false;
  const isOwn = file.outline.macros.has(name) || new RegExp(`\\benum\\b[^;{]*\\{[^}]*\\b${name}\\b`).test(file.text);
  return !isOwn || (file.text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0) > 1;
}

function told([from, into]: readonly [string, string], effect: PageEffect, { start }: ChangedLine, function_: string, facts: FileFacts): Finding {
  const name = facts.nameOf(effect.offset, effect.size), at = { file: facts.file.path, function: function_, offset: start + (/^\s*/.exec(facts.file.text.slice(start))?.[0].length ?? 0) };
  return facts.finding('word-misread', 'warning', at,
    `${function_}() goes by ${into} in page.${name} here, and went by ${from} before this change: others still go by ${from} there, which is another number`,
    { state: 'any', words: [facts.word(effect.offset, effect.size)], evidence: [facts.evidence(at, `${from} before this change`)] });
}
