/** A member that is only counted up and down, while another name of the same bits is set on the same pages: the count begins at whatever lies there. */
import { innermost, type Effect } from '../../../footprint/effect.js';
import { armsOf, type Site } from '../../../footprint/value.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import type { PageClass } from '../../pages/pageClasses.js';

export function countedOver(facts: FileFacts): readonly Finding[] {
  const writes = new Map<PageClass, Effect[]>(), set = new Set<string>();
  for (const { effect } of facts.ownWrites) {
    // A value that anybody gives a member anywhere in the file is where its count may begin.
    if (!isStep(effect)) set.add(nameOf(effect));
    const group = facts.classes.classOf(effect.thing);
    const known = writes.get(group);
    if (known) known.push(effect);
    else writes.set(group, [effect]);
  }
  const told = new Set<string>();
  return [...writes.values()].flatMap((effects) => effects.flatMap((count) => {
    const name = nameOf(count);
    if (!isStep(count) || !isUp(count, facts) || set.has(name) || told.has(name)) return [];
    const other = effects.find((effect) => effect.offset === count.offset && effect.size === count.size && memberOf(effect) !== memberOf(count) && (effect.kind === 'write' ? isValue(effect) : isBits(effect)));
    if (!other) return [];
    told.add(name);
    return [finding(count, other, facts)];
  }));
}

const shown = ({ path }: Effect): string => path.replace(/^.*\./, '');
const memberOf = (effect: Effect): string => shown(effect).replace(/^_+/, '');

function nameOf(effect: Effect): string {
  return `${effect.offset ?? ''}:${memberOf(effect)}`;
}

/** `x++`, `x -= n`: what was there before, and some more or less. */
function isStep({ kind, path }: Effect): boolean {
  return kind === 'readwrite' && path !== '';
}

/** One more than what was there; a lowest bit that is set in what was there looks the same but for how it is written. */
function isUp({ value, chain }: Effect, facts: FileFacts): boolean {
  const isMore = value !== undefined && armsOf(value).some((arm) => (arm.kind === 'changed' && arm.clear === 0n && arm.set === 0n && arm.add > 0n) || (arm.kind === 'pointer' && arm.tag === 1 && arm.to.source.by === 'member'));
  return isMore ? /^[^;|]*(?:\+\+|\+=|\b\w*(?:inc|add)\w*\()/.test(textAt(innermost(chain), facts)) : value?.kind === 'unknown' && /^atomic\w*_(?:inc|add)\w*\s*\(/.test(textAt(facts.placeOf(chain), facts));
}

function textAt({ file, offset }: Site, facts: FileFacts): string {
  return (facts.context.tree.source(file)?.text ?? '').slice(offset, offset + 200);
}

/** Something that is no 0: with a 0 the word is made ready for the count. */
function isValue({ value }: Effect): boolean {
  return value !== undefined && !armsOf(value).some((arm) => arm.kind === 'number');
}

/** Bits put into the word and taken out of it: a page type, until 6.10. */
function isBits({ kind, value }: Effect): boolean {
  return kind === 'readwrite' && value?.kind === 'changed' && value.add === 0n && (value.clear !== 0n || value.set !== 0n);
}

function finding(count: Effect, other: Effect, facts: FileFacts): Finding {
  const [at, set] = [facts.placeOf(count.chain), facts.placeOf(other.chain)];
  return facts.finding('foreign-word', 'warning', at,
    `page.${shown(count)} is counted up here and set nowhere in this file, which keeps page.${shown(other)} in the same bits of such pages: the count begins at what that has left there`,
    {
      state: 'any', words: [facts.word(count.offset ?? 0, count.size)],
      evidence: [facts.evidence(at, `${shown(count)} is counted`), facts.evidence(set, `${shown(other)} is set`), ...(innermost(count.chain) === at ? [] : facts.path(count, 'counts it'))],
    });
}
