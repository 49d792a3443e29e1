/** Words that only mean something together: whoever changes one changes the other, or a reader in between believes half of it. */
import { innermost, type HeldWord, type Trace } from '../../footprint/effect.js';
import { bitOf } from '../../footprint/flowState.js';
import { armsOf, type Thing } from '../../footprint/value.js';
import { pagePairs, type PagePair } from '../../model/pagePairs.js';
import { resolveMember } from '../../model/memberRange.js';
import { pageFlag } from '../checkedFlags.js';
import type { FileFacts, PageEffect } from '../fileFacts.js';
import type { Finding } from '../finding.js';

export function pairedWords(facts: FileFacts): readonly Finding[] {
  return pagePairs.flatMap((pair) => facts.ownWrites.flatMap((write) => brokenPair(pair, write, facts)));
}

function brokenPair(pair: PagePair, write: PageEffect, facts: FileFacts): Finding[] {
  const { trace, effect } = write;
  const range = resolveMember({ names: pair.word }, facts.context.model.layout);
  const bit = pageFlag(pair.flag, facts.context);
  if (!range || bit === undefined || effect.offset !== range.offset || effect.kind !== 'write' || !facts.isOwnChoice(trace, effect)) return [];
  const known = facts.states.of(effect.thing, trace).find((state) => state.by === 'page' && pair.states.includes(state.state.name));
  if (!known || !effect.value || armsOf(effect.value).some((arm) => arm.kind === 'number' && arm.value === 0n) || innermost(effect.chain).function === pair.together) return [];
  // Any function of the file that changes the flag of such pages may be the other half of it.
  const changed = facts.classes.classOf(effect.thing).pages.some((page) => flagChanged(page.trace, page.thing, bit));
  if (changed) return [];
  return [facts.finding('paired-words', 'warning', effect.chain.site,
    `page.${range.path} of a ${known.state.title} is set without ${pair.flag}: ${pair.otherwise}`,
    {
      state: known.state.name, words: [facts.word(range.offset, range.size), facts.word(0, facts.context.model.layout.abi.wordSize)],
      evidence: [facts.evidence(effect.chain.site, `${range.path} is written, and nothing in this file sets ${pair.flag}`), facts.evidence(known.site, `${known.origin}: such pages are in state ${known.state.name}`), ...pair.evidence.flatMap((fact) => {
        const source = facts.context.tree.source(fact.file);
        const at = source?.outline.names.get(fact.function)?.[0]?.start;
        return source && at !== undefined ? [facts.evidence({ file: fact.file, offset: at, function: fact.function }, `${fact.function}(): ${fact.says ?? ''}`)] : [];
      })],
    })];
}

function flagChanged(trace: Trace, thing: Thing, bit: number): boolean {
  return (trace.leaves.get(thing) ?? []).some((word: HeldWord) => bitOf(word)?.bit === bit);
}
