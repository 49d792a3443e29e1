/** A line that asks or writes a page's word with another operator than before a change: the opposite is asked, or what is stored is turned round. */
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { storedRecords } from '../../../model/lifeStage.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects } from '../changedFunctions.js';
import { type ChangedLine, changedLines } from '../lines/changedLines.js';

const TOKENS = /[A-Za-z_]\w*|\d\w*|[=!<>]=|&&|\|\||<<|>>|->|\S/g;
/** What turns a question or a word round; two kinds at once may say the same as before (`!(a && b)`). */
const REVERSES: readonly (readonly [string, string])[] = [['!', ''], ['~', ''], ['==', '!='], ['&&', '||']];
/** These say nothing by themselves. */
const SILENT: ReadonlySet<string> = new Set(['(', ')']);

export function operatorChanged(changed: ChangedFacts): readonly Finding[] {
  return changed.functions.flatMap((one) => {
    const lines = changedLines(one, changed);
    // What is turned round together with other lines may say the same.
    const [line, ...others] = lines.filter(differsByOperators);
    const effect = line && others.length === 0 && lines.length <= MOST ? effectOn(line, one, changed.after) : undefined;
    return line && effect ? [told(line, effect, one, changed.after)] : [];
  });
}

/** A change of more lines is written anew. */
const MOST = 2;

function differsByOperators({ before, after }: ChangedLine): boolean {
  const [was, now] = [before, after].map((text) => (text.match(TOKENS) ?? []).filter((token) => !SILENT.has(token)));
  const without = (tokens: readonly string[], pair: readonly string[]): string => tokens.filter((token) => !pair.includes(token)).join(' ');
  return was!.join(' ') !== now!.join(' ') && REVERSES.some((pair) => without(was!, pair) === without(now!, pair));
}

function effectOn({ start, end }: ChangedLine, { after }: ChangedFunction, facts: FileFacts): PageEffect | undefined {
  return pageEffects(after, facts).find(({ kind, record, chain }) => kind !== 'marker' && kind !== 'address' && storedRecords[record] === undefined && chain.site.file === facts.file.path && start <= chain.site.offset && chain.site.offset < end && facts.isOwnChain(chain));
}

function told({ before }: ChangedLine, effect: PageEffect, one: ChangedFunction, after: FileFacts): Finding {
  const place = after.placeOf(effect.chain), name = after.nameOf(effect.offset, effect.size);
  return after.finding('word-misread', 'warning', place,
    `${one.after.summary.function}() goes by page.${name} here as it did before this change, but with another operator: it takes the pages for its own that it turned away, or turns the word's bits round`,
    { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(place, `before this change: ${before.length > 60 ? `${before.slice(0, 60)}...` : before}`)] });
}
