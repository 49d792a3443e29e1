/** A member of a page seen as a number that is wider than it on some machines: what is stored there runs over the word behind it. */
import { type Effect, innermost } from '../../../footprint/effect.js';
import { type MemberRange, resolveMember } from '../../../model/memberRange.js';
import { wideTypes } from '../../../model/wideTypes.js';
import { directoryOf } from '../../../kernel/files.js';
import type { KernelSetup } from '../../../kernel/setup.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { coveredBy, observerIn } from '../../words/keptWords.js';
import { narrowLayouts, otherSetups } from '../../configs/otherConfigs.js';

/** `(dma_addr_t *)` before the address of a member. */
const CAST = /\(\s*(\w+(?:\s+long\s+long)?)\s*\*\s*\)[\s(]*$/;
const CAST_LENGTH = 60;
/** Types of 64 bits whatever the machine. */
const ALWAYS = /^(?:__)?[us]64$|^u?int64_t$|^(?:unsigned |signed )?long long$|^loff_t$/;

export function wideStore(facts: FileFacts): readonly Finding[] {
  const told = new Set<string>();
  return facts.traces.flatMap((trace) => trace.effects.flatMap((effect) => {
    const type = castOf(effect, facts);
    // A helper's cast is one mistake, however many call it.
    const { file, offset } = innermost(effect.chain), key = `${file}:${offset}`;
    if (type === undefined || told.has(key)) return [];
    told.add(key);
    const found = reaches(effect, type, facts);
    return found ? [found] : [];
  }));
}

/** The wide type that the address of a page's member is cast to where it is taken, here or in a header beside this file. */
function castOf(effect: Effect, facts: FileFacts): string | undefined {
  if (effect.kind !== 'address' || effect.path === '' || !facts.isPage(effect.thing) || !facts.isOwn(effect)) return undefined;
  const { file, offset } = innermost(effect.chain);
  const text = file === facts.file.path ? facts.file.text : directoryOf(file) === directoryOf(facts.file.path) ? facts.context.tree.source(file)?.text : undefined;
  const type = text === undefined ? undefined : CAST.exec(text.slice(Math.max(0, offset - CAST_LENGTH), offset))?.[1];
  return type !== undefined && (ALWAYS.test(type) || wideTypes.some(({ function: name }) => name === type)) ? type : undefined;
}

/** The first machine of 32 bits on which the number lies over a word that is everybody's. */
function reaches(effect: Effect, type: string, facts: FileFacts): Finding | undefined {
  const wide = wideTypes.find(({ function: name }) => name === type);
  const setups = otherSetups(facts.context).filter(({ arch }) => arch.wordSize === 4);
  for (const [index, layout] of narrowLayouts(facts.context).entries()) {
    const member = (wide && !isSet(wide.symbol, setups[index])) ? undefined : resolveMember({ names: [effect.path.replace(/^.*\./, '')] }, layout);
    if (!member || member.size >= 8) continue;
    const covered = coveredBy('', { offset: member.offset, size: 8 }, layout);
    if (covered) return told(effect, type, member, covered.member, covered.kept, layout.config, facts);
  }
  return undefined;
}

function isSet(symbol: string, setup: KernelSetup | undefined): boolean {
  return setup?.config.symbols.get(symbol) === 'y';
}

function told(effect: Effect, type: string, member: MemberRange, word: MemberRange, kept: { readonly harm: string; readonly observer: string }, config: string, facts: FileFacts): Finding {
  const at = facts.placeOf(effect.chain);
  return facts.finding('config-overlap', 'error', at,
    `page.${member.path} is used as a ${type}, which has 8 bytes under ${config} where the member has ${member.size}: the rest lies over page.${word.path}; ${kept.harm}`,
    {
      state: 'any', words: [facts.word(effect.offset ?? 0, effect.size)],
      evidence: [
        facts.evidence(at, `the address of ${member.path} is taken for that of a ${type}`), ...facts.around(effect, 'takes it'),
        ...(word.field.declared ? [{ ...word.field.declared, function: '', message: `${word.path} lies in bytes ${word.offset}-${word.offset + word.size - 1} of struct page there` }] : []),
        ...observerIn(kept.observer, word.path, facts),
      ],
    });
}
