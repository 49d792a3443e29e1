/** A word of which a function changed bits before a change, and that it writes as a whole behind it. */
import { innermost } from '../../../footprint/effect.js';
import { armsOf } from '../../../footprint/value.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, isSameWord, type PageEffect, pageEffects } from '../changedFunctions.js';

export function bitsLost({ functions, before, after }: ChangedFacts): readonly Finding[] {
  return functions.flatMap((one) => {
    const was = pageEffects(one.before, before), told = new Set<string>();
    return pageEffects(one.after, after).flatMap((effect) => {
      const isSame = (other: PageEffect): boolean => isSameWord(other, effect);
      // How a header's helpers change a word is told in the header.
      if (innermost(effect.chain).file !== after.file.path || !isWhole(effect, after) || told.has(`${effect.offset}`) || was.some((other) => isSame(other) && isWhole(other, before)) || !was.some((other) => isSame(other) && keepsOthers(other, before))) return [];
      told.add(`${effect.offset}`);
      const place = after.placeOf(effect.chain), name = after.nameOf(effect.offset, effect.size);
      return [after.finding('word-overwritten', 'warning', place,
        `page.${name} is written as a whole, of which ${one.after.summary.function}() changed some bits only before this change: what others keep in the rest of it is lost`,
        { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(place, `${name} is written, whatever was in it`)] })];
    });
  });
}

/** `word |= bits`, by what it does to the word or by how it is written. */
function keepsOthers({ kind, value, chain }: PageEffect, facts: FileFacts): boolean {
  if (kind !== 'readwrite' || !value || !facts.isOwnChain(chain)) return false;
  const site = innermost(chain), text = facts.context.tree.source(site.file)?.text ?? '';
  return /^[^;]*[|&^]=/.test(text.slice(site.offset, site.offset + 120)) || armsOf(value).every((arm) => arm.kind === 'changed' && arm.add === 0n);
}

function isWhole(effect: PageEffect, facts: FileFacts): boolean {
  if (effect.kind !== 'write' || !facts.isOwn(effect) || effect.value === undefined) return false;
  return armsOf(effect.value).every((arm) => arm.kind === 'number' && arm.value !== 0n) || isAssignedAnew(effect, facts);
}

/** `page->word = bits`, in a statement that does not look at what was there. */
function isAssignedAnew({ chain, path }: PageEffect, facts: FileFacts): boolean {
  const site = innermost(chain), source = facts.context.tree.source(site.file), text = source?.text ?? '', member = path.replace(/^.*\./, '');
  const start = source?.outline.items.find((item) => item.start <= site.offset && site.offset < item.end)?.start ?? site.offset;
  const value = new RegExp(`^[^;=]*\\b${member}\\s*=(?!=)\\s*([^;]*)`).exec(text.slice(site.offset, site.offset + 240))?.[1];
  return value !== undefined && /^[a-z_]\w*$/.test(value) && !new RegExp(`\\b${member}\\b`).test(text.slice(start, site.offset));
}
