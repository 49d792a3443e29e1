/** A word that the file reads from its own pages and no longer writes, while it writes one that nobody reads: a writer moved, its reader did not. */
import { type Effect, innermost, sitesOf, type Trace } from '../../footprint/effect.js';
import { armsOf } from '../../footprint/value.js';
import { resolveMember } from '../../model/memberRange.js';
import { pageEvents } from '../../model/pageEvents.js';
import { words } from '../../model/states/words.js';
import type { FileFacts } from '../fileFacts.js';
import type { Finding } from '../finding.js';
import { isOwned } from '../ownership.js';

/** The words of the union that an owner may use as it likes: what is in them it has put there itself. Mapping anybody may look at, to see whether a page is a file's. */
const OWNERS_WORDS = [words.mapping, words.index, words.private];
const ANYBODYS: readonly string[] = words.mapping;

export function unconvertedReader(facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model;
  const ranges = OWNERS_WORDS.flatMap((names) => resolveMember({ names }, layout) ?? []);
  const findings: Finding[] = [];
  for (const group of facts.classes.all) {
    const [first] = group.pages;
    if (!first || !isOwned(first.thing, first.trace, facts)) continue;
    const effects = group.pages.flatMap(({ trace, thing }) => trace.effects.filter((effect) => effect.thing === thing && effect.offset !== undefined).map((effect) => ({ trace, effect })));
    const used = ranges.map((range) => ({
      range,
      // Any write counts, also by functions of other files: what is unknown may be it.
      written: effects.filter(({ effect }) => isWrite(effect) && effect.offset! <= range.offset && range.offset < effect.offset! + Math.max(effect.size, 1) && !isZero(effect)),
      read: effects.filter(({ effect }) => effect.kind === 'read' && effect.offset === range.offset && facts.isOwn(effect) && isFileChoice(effect, facts)),
    }));
    const orphan = used.find((word) => !ANYBODYS.includes(word.range.path) && word.read.length > 0 && word.written.length === 0);
    const moved = used.find((word) => word.read.length === 0 && word.written.some(({ effect }) => facts.isOwn(effect)));
    if (!orphan || !moved || group.pages.some(({ trace }) => trace.summary.partial)) continue;
    findings.push(told(orphan.read[0]!, orphan.range.path, moved.written.find(({ effect }) => facts.isOwn(effect))!, moved.range.path, facts));
  }
  return findings;
}

/** What the allocator does to a page that comes back is none of its owner's. */
const ALLOCATOR = new Set(pageEvents.filter((event) => event.event === 'freed').map((event) => event.file));

function isWrite(effect: Effect): boolean {
  if (ALLOCATOR.has(innermost(effect.chain).file) || sitesOf(effect.chain).some((site) => ALLOCATOR.has(site.file))) return false;
  return effect.kind === 'write' || effect.kind === 'readwrite' || effect.kind === 'address';
}

function isZero(effect: Effect): boolean {
  return effect.kind === 'write' && effect.value !== undefined && armsOf(effect.value).every((arm) => arm.kind === 'number' && arm.value === 0n);
}

/** By a line of this file, or a header's accessor that does nothing else (page_private()). */
function isFileChoice(effect: Effect, facts: FileFacts): boolean {
  return innermost(effect.chain).file === facts.file.path || (effect.chain.inner !== undefined && effect.chain.inner.inner === undefined);
}

function told(read: { readonly trace: Trace; readonly effect: Effect }, orphan: string, written: { readonly trace: Trace; readonly effect: Effect }, moved: string, facts: FileFacts): Finding {
  const { effect } = read;
  return facts.finding('unconverted-reader', 'warning', facts.placeOf(effect.chain),
    `page.${orphan} is read here and written nowhere in this file, which writes page.${moved} of the same pages and never reads it: a page fresh from the allocator holds 0 or an old owner's value there`,
    {
      state: 'allocated', words: [facts.word(effect.offset ?? 0, effect.size)],
      evidence: [facts.evidence(facts.placeOf(effect.chain), `${orphan} is read`), facts.evidence(facts.placeOf(written.effect.chain), `${moved} is written, and read nowhere`)],
    });
}
