/** A function of memory management that takes a page's words away from their owner, and no longer does: judged by what the model says it does. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import type { Item } from '../../../c/outline.js';
import { innermost } from '../../../footprint/effect.js';
import { isNothing } from '../../../footprint/value.js';
import { inEra } from '../../../model/era.js';
import { overlap, resolveMember } from '../../../model/memberRange.js';
import { type Restorer, restorers, type Taken } from '../../../model/restorers.js';
import { words } from '../../../model/states/words.js';
import { type FileFacts, wholePages } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { takes } from '../../words/restoredWords.js';

export function restoreLost(facts: FileFacts): readonly Finding[] {
  const { model } = facts.context;
  return restorers.filter((one) => one.file === facts.file.path && inEra(one.era, model.layout.kernel)).flatMap((one) => {
    const items = facts.file.outline.names.get(one.function)?.filter(({ kind }) => kind === 'function') ?? [];
    return items.length === 0 ? [] : one.takes.filter((taken) => !items.some((item) => takesAway(taken, item, facts) || isWritten(taken, one.function, facts) || isDoneNear(taken, item, facts)) && !isFoundByAnother(taken, one.function, facts)).map((taken) => told(one, taken, items[0]!, facts));
  });
}

function textOf({ start, end }: Item, { file }: FileFacts): string {
  return blankCommentsAndContinuations(file.text.slice(start, end));
}

function takesAway(taken: Taken, item: Item, facts: FileFacts): boolean {
  return takes(taken, textOf(item, facts));
}

/** Whether it writes the word by another name. */
function isWritten(taken: Taken, name: string, facts: FileFacts): boolean {
  const range = 'word' in taken ? resolveMember({ names: taken.word }, facts.context.model.layout) : undefined;
  return range !== undefined && facts.ownWrites.some(({ trace, effect }) => trace.summary.function === name && overlap(effect, range) && innermost(effect.chain).file === facts.file.path && isNothing(effect.value));
}

/** Whether a function of the file that it calls, or that calls it, does so and is not itself known to have done so all along. */
function isDoneNear(taken: Taken, item: Item, facts: FileFacts): boolean {
  const known = new Set(restorers.filter(({ file, takes: all }) => file === facts.file.path && all.includes(taken)).map((one) => one.function));
  const calls = (from: string, name: string): boolean => new RegExp(`\\b${name}\\s*\\(`).test(from);
  const text = textOf(item, facts);
  return facts.file.outline.items.some((other) => other.kind === 'function' && other.name !== item.name && !known.has(other.name) && takesAway(taken, other, facts) && (calls(text, other.name) || calls(textOf(other, facts), item.name)));
}

/** Whether the function finds its pages by a link in another word, and nothing here puts anything into this one: what it took away was the link that they were found by. */
function isFoundByAnother(taken: Taken, name: string, facts: FileFacts): boolean {
  const { layout } = facts.context.model;
  const range = 'word' in taken ? resolveMember({ names: taken.word }, layout) : undefined;
  const traces = facts.traces.filter(({ summary }) => summary.function === name);
  // What a header's functions mark other pages with is not put there for these.
  const puts = facts.ownWrites.some(({ effect }) => innermost(effect.chain).file === facts.file.path && range !== undefined && effect.offset <= range.offset && effect.offset + effect.size >= range.offset + range.size && !isNothing(effect.value));
  if (!range || traces.length === 0 || puts) return false;
  return traces.every((trace) => {
    // What the functions that it calls find through its pages is theirs.
    const pages = [...trace.effects.filter(({ chain }) => !chain.inner).map(({ thing }) => thing), ...trace.calls.flatMap(({ args }) => wholePages(args))].filter((thing) => facts.isPage(thing));
    return pages.length > 0 && pages.every(({ source, record }) => {
      const link = source.by === 'container' ? resolveMember({ names: [source.member], record }, layout) : undefined;
      return link !== undefined && !overlap(link, range);
    });
  });
}

function told({ function: name }: Restorer, taken: Taken, item: Item, facts: FileFacts): Finding {
  const { layout } = facts.context.model;
  const site = { file: facts.file.path, offset: item.start, function: name };
  const range = resolveMember({ names: 'mark' in taken ? words.pageType : taken.word }, layout);
  const what = 'mark' in taken ? `the mark (${taken.mark.at(-1)})` : `page.${range?.path ?? taken.word[0]}`;
  return facts.finding('stale-at-free', 'warning', site,
    `${name}() takes ${what} away from a page before it goes back or changes owner, and does not here: whoever looks at the page next finds what its old owner kept there`,
    { state: 'any', words: range ? [facts.word(range.offset, range.size)] : [], evidence: [facts.evidence(site, `nothing in ${name}(), nor in a function of this file that it calls or that calls it, takes it away`)] });
}
