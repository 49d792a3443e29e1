/** A word written while something lies in it that is still needed: a link of a list that the page is on, or a value that is read later. */
import type { Effect, HeldWord } from '../../../footprint/effect.js';
import { armsOf, isNothing, type Thing, type Value } from '../../../footprint/value.js';
import { overlaps } from '../../../footprint/flowState.js';
import { storedRecords } from '../../../model/lifeStage.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';

export function wordOverwritten(facts: FileFacts): readonly Finding[] {
  const told = new Set<string>();
  return facts.ownWrites.flatMap((write) => {
    const { trace, effect } = write;
    if (!facts.isOwnChoice(trace, effect) || effect.may && effect.kind === 'readwrite') return [];
    const lost = isLink(effect) ? valueUnder(write, facts) : linkUnder(write) ?? countUnder(write, facts);
    const key = `${facts.placeOf(effect.chain).offset}:${effect.thing.id}`;
    if (!lost?.chain || told.has(key)) return [];
    told.add(key);
    const name = facts.nameOf(effect.offset, effect.size), link = isLink(effect);
    return [facts.finding('word-overwritten', 'warning', facts.placeOf(effect.chain),
      link ? `a list node is put over page.${lost.path}, which was set before and is read later: it holds a link or a callback then`
        : !isLink(lost) ? `page.${effect.path} is written over ${lost.path}, which was set before and is read later: both lie in the same bits`
        : `page.${effect.path} is written over a link of the list that the page was just put on: whoever walks the list or takes the page off it follows the value`,
      {
        state: 'any', words: [facts.word(effect.offset, effect.size)],
        evidence: [
          facts.evidence(facts.placeOf(lost.chain), link || !isLink(lost) ? `${lost.path} is written` : 'the page is linked here'),
          facts.evidence(facts.placeOf(effect.chain), `${name} is written`), ...facts.around(effect, 'writes it'),
          ...(link || !isLink(lost) ? readsOf(lost, effect.thing, facts).slice(0, 1) : []),
        ],
      })];
  });
}

function isLink({ record }: Pick<Effect, 'record'>): boolean {
  return storedRecords[record] !== undefined;
}

/** The link to another object that a value is put over. */
function linkUnder({ effect }: PageEffect): HeldWord | undefined {
  return effect.over?.find((word) => isLink(word) && leadsAway(word.value, effect.thing));
}

/** What a node taken off a list is left with is a poison, what one is made with leads to itself, and a list whose head is the function's own may be walked once and forgotten. */
function leadsAway(value: Value, page: Thing): boolean {
  return armsOf(value).every((arm) => arm.kind === 'pointer' && arm.to !== page && arm.to.source.by !== 'local');
}

/** The value that a node is put over, and that this file looks for later by the name it was stored under. */
function valueUnder({ effect }: PageEffect, facts: FileFacts): HeldWord | undefined {
  // Memory management has pages go from one kind of list to another.
  if (isMemoryManagement(facts.file.path)) return undefined;
  return effect.over?.find((word) => !isLink(word) && facts.context.pageRecords.has(word.record) && word.chain && facts.isOwnChain(word.chain)
    && armsOf(word.value).every((arm) => arm.kind !== 'number' && arm.kind !== 'initial') && readsOf(word, effect.thing, facts).length > 0);
}

/** A count that another member of an overlay is put over, and that this file steps later by the name it was stored under. */
function countUnder({ effect }: PageEffect, facts: FileFacts): HeldWord | undefined {
  // A word that is set back has been counted down before.
  if (effect.kind !== 'write' || isNothing(effect.value) || isMemoryManagement(facts.file.path)) return undefined;
  const last = (path: string): string => path.replace(/^.*\./, '');
  return effect.over?.find((word) => !isLink(word) && word.record === effect.record && facts.context.pageRecords.has(word.record) && last(word.path) !== last(effect.path) && word.chain && facts.isOwnChain(word.chain) && facts.isOwnChain(effect.chain)
    && !armsOf(word.value).some((arm) => arm.kind === 'number' && arm.value === 0n) && isCountedOn(word, facts));
}

/** Whether the file's own lines count it on by that name. */
function isCountedOn({ path }: HeldWord, facts: FileFacts): boolean {
  return facts.traces.some(({ effects }) => effects.some((one) => one.kind === 'readwrite' && facts.context.pageRecords.has(one.record) && one.path === path && facts.isOwnChain(one.chain)));
}

/** Where pages of that class are read by that name. */
function readsOf(word: HeldWord, thing: Thing, facts: FileFacts): ReturnType<FileFacts['path']> {
  return facts.classes.classOf(thing).pages.flatMap((page) => page.trace.effects
    .filter((one) => one.kind === 'read' && one.thing === page.thing && one.path === word.path && overlaps(one, word) && facts.isOwn(one))
    .map((one) => facts.evidence(facts.placeOf(one.chain), `${word.path} is read`)));
}
