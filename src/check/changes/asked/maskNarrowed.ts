/** A mask or a shift in a function that handles a page's word, which leaves more bits in the value than before a change: those that are flags there. */
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, isWrite, type PageEffect, pageEffects } from '../changedFunctions.js';
import { wordName } from '../lines/sameLines.js';
import { type ChangedLine, changedLines } from '../lines/changedLines.js';

/** What bits of a value are named by: `& ~MASK`, `>> SHIFT`. */
const NAMED = /(&\s*~\s*|>>\s*|<<\s*)(\(?\s*[A-Z]\w*\s*\)?)/g;

export function maskNarrowed(changed: ChangedFacts): readonly Finding[] {
  return changed.functions.flatMap((one) => changedLines(one, changed).flatMap((line) => {
    const kept = bitsKept(line, changed), effect = kept === undefined ? undefined : effectNear(line, one, changed.after);
    return kept !== undefined && effect ? [told(kept, line, effect, one, changed.after)] : [];
  }).slice(0, 1));
}

/** The constants of before and now, where the line differs in nothing else and the one that is there now takes fewer bits away. */
function bitsKept({ before, after }: ChangedLine, changed: ChangedFacts): string | undefined {
  const [was, now] = [[...before.matchAll(NAMED)], [...after.matchAll(NAMED)]], plain = (text: string): string => text.replace(NAMED, '$1_');
  if (was.length === 0 || was.length !== now.length || plain(before) !== plain(after)) return undefined;
  const index = was.findIndex((hit, i) => hit[2] !== now[i]![2]);
  if (index < 0) return undefined;
  const value = (facts: FileFacts, hit: RegExpMatchArray): bigint | undefined => facts.footprints.view(facts.file).configured.constant(hit[2]!.replace(/[()\s]/g, ''));
  const [old, fresh] = [value(changed.before, was[index]!), value(changed.after, now[index]!)];
  if (old === undefined || fresh === undefined) return undefined;
  const isLess = was[index]![1]!.includes('&') ? (old & ~fresh) !== 0n : fresh < old;
  const shown = (hit: RegExpMatchArray): string => `${hit[1]!.replace(/\s/g, '')}${/\s$/.test(hit[1]!) ? ' ' : ''}${hit[2]!.replace(/[()\s]/g, '')}`;
  return isLess ? `${shown(now[index]!)} here, and through ${shown(was[index]!)}` : undefined;
}

/** What the line does to a page's word, or else a read of the function's own before it, out of which the value came. */
function effectNear({ start, end }: ChangedLine, { after }: ChangedFunction, facts: FileFacts): PageEffect | undefined {
  const own = pageEffects(after, facts).filter((effect) => (effect.kind === 'read' || isWrite(effect)) && facts.isOwnChain(effect.chain) && effect.chain.site.file === facts.file.path);
  const here = own.filter(({ chain: { site } }) => start <= site.offset && site.offset < end), line = facts.file.text.slice(start, end);
  return here.find((effect) => wordName(effect) !== '' && line.includes(wordName(effect))) ?? own.filter(({ kind, chain: { site } }) => kind === 'read' && site.offset < start).at(-1) ?? here[0];
}

function told(kept: string, { start }: ChangedLine, effect: PageEffect, one: ChangedFunction, after: FileFacts): Finding {
  const name = after.nameOf(effect.offset, effect.size), at = { file: after.file.path, function: one.after.summary.function, offset: start };
  return after.finding('word-misread', 'warning', at,
    `what page.${name} holds goes through ${kept} before this change: bits that were flags of the word are part of the value now`,
    { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(after.placeOf(effect.chain), `${name} is ${effect.kind === 'read' ? 'read' : 'written'}`)] });
}
