/** A page marked as one that can be moved while nobody holds its lock: whoever moves such pages finds it half made. */
import { type Effect, innermost, sitesOf, type Trace } from '../../../footprint/effect.js';
import { armsOf, type Site, type Thing } from '../../../footprint/value.js';
import { type MemberRange, resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';

/** PAGE_MAPPING_MOVABLE (until 6.16): isolate_movable_page() looks for it without a lock, and takes that of the page before it looks at anything else. */
const MOVABLE = 2;
const LOCKS = /\b(?:__)?(?:try)?lock_\w+\s*\(|\b(?:__)?(?:page|folio)_(?:try)?lock\w*\s*\(|\b(?:PageLocked|folio_test_locked)\b/;
const READER = { file: 'mm/migrate.c', function: 'isolate_movable_page' } as const;

export function unlockedTag(facts: FileFacts): readonly Finding[] {
  const range = resolveMember({ names: words.mapping }, facts.context.model.layout);
  // Without that reader (6.17 on) the bits mean something else.
  const reader = facts.context.tree.source(READER.file)?.outline.names.get(READER.function)?.[0];
  if (!range || !reader || isMemoryManagement(facts.file.path)) return [];
  const told = new Set<number>();
  return facts.traces.flatMap((trace) => trace.effects.flatMap((effect) => {
    const { site } = effect.chain;
    if (!isMark(effect, range) || !facts.isPage(effect.thing) || !isFoundHere(effect.thing) || told.has(site.offset) || isLocked(effect, trace, facts)) return [];
    told.add(site.offset);
    const before = trace.effects.indexOf(effect), next = trace.effects.find((one, index) => index > before && one.thing === effect.thing && one.kind === 'write' && one.offset !== range.offset && one.offset !== 0);
    return [facts.finding('paired-words', 'warning', facts.placeOf(effect.chain),
      `page.${range.path} says that the page can be moved before ${next ? `page.${next.path} is set` : 'it is ready for that'}, and nobody holds its lock: isolate_movable_page() asks for that tag alone and finds the rest as it was`,
      {
        state: facts.states.of(effect.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(range.offset, range.size)],
        evidence: [
          facts.evidence(facts.placeOf(effect.chain), 'the page is marked without its lock'), ...facts.around(effect, 'marks it'), ...(next ? [facts.evidence(innermost(next.chain), `${next.path} follows`)] : []),
          facts.evidence({ ...READER, offset: reader.start }, `${READER.function}() takes the lock of any page with that tag`),
        ],
      })];
  }));
}

function isMark({ kind, offset, value, chain }: Effect, range: MemberRange): boolean {
  return kind === 'write' && offset === range.offset && /Movable|movable/.test(innermost(chain).function) && value !== undefined && armsOf(value).some((arm) => arm.kind === 'pointer' && arm.tag === MOVABLE);
}

/** A page that the function takes off a list or from an allocator: one that it is handed may be locked already, as whoever migrates pages does. */
function isFoundHere({ source }: Thing): boolean {
  return source.by === 'container' || source.by === 'result' || source.by === 'filled';
}

/** Whether some function on the way there takes the page's lock, or one of the file's that calls the first of them. */
function isLocked(effect: Effect, trace: Trace, facts: FileFacts): boolean {
  const callers = facts.traces.filter((other) => other.calls.some(({ callee }) => callee === trace.summary.function));
  // What marks the page itself asserts that it is locked.
  const marker = innermost(effect.chain);
  return [...sitesOf(effect.chain).filter((site) => site !== marker), ...callers.map(({ summary }) => summary.at)].some((site) => LOCKS.test(bodyAround(site, facts)));
}

function bodyAround({ file, offset }: Site, facts: FileFacts): string {
  const source = facts.context.tree.source(file);
  const item = source?.outline.items.find(({ start, end }) => start <= offset && offset < end);
  return source && item ? source.text.slice(item.body, item.end) : '';
}
