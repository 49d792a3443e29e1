/** `mapping` read as it is by a function that had it read by one which knows its low bits, and followed as an address_space: anonymous pages, KSM and movable ones keep something else there. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects, textOf } from '../changedFunctions.js';

/** What tells an address_space from the rest, by the names that tests and tag bits have. */
const TOLD = /\b(?:PageAnon|folio_test_anon|PageKsm|folio_test_ksm|PageSwapCache|folio_test_swapcache|PageSlab|folio_test_slab|\w*MAPPING_(?:ANON|FLAGS|KSM|MOVABLE)\w*)\b/;

export function mappingInPlace({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const range = resolveMember({ names: words.mapping }, after.context.model.layout);
  // Whoever else has a page in hand got it by way of its owner.
  if (!range || !(isMemoryManagement(after.file.path) || after.file.path.startsWith('arch/'))) return [];
  return functions.flatMap((one) => {
    const called = new Set(one.after.calls.map(({ callee }) => callee));
    const accessor = pageEffects(one.before, before).find(({ kind, offset, chain }) => kind === 'read' && offset === range.offset && chain.inner !== undefined && chain.site.file === before.file.path && !called.has(chain.inner.site.function) && knowsTags(chain.inner.site.function, before))?.chain.inner?.site.function;
    const read = accessor === undefined ? undefined : readsIn(one.after, range.offset, after).find((effect) => readsIn(one.before, range.offset, before).length === 0 && isFollowed(effect, one, after));
    if (!read || TOLD.test(textOf(one.after, after) ?? '')) return [];
    const place = after.placeOf(read.chain);
    return [after.finding('word-misread', 'warning', place,
      `page.mapping is read as it is here, and by ${accessor!}() before this change, which tells by the low bits what lies there: of an anonymous, KSM or movable page something else is followed as an address_space`,
      { state: 'anon', words: [after.word(read.offset, read.size)], evidence: [after.evidence(place, 'mapping is read, and what it leads to is looked at'), after.evidence(one.at, `before this change ${accessor!}() was asked`)] })];
  });
}

/** Whether a function, or one that it has do its work, asks for tags. */
function knowsTags(callee: string, facts: FileFacts, depth = 0): boolean {
  const plain = facts.footprints.plain(callee, facts.file), item = plain?.view.file.outline.items.find(({ kind, name }) => kind === 'function' && name === callee);
  const text = plain && item ? plain.view.file.text.slice(item.start, item.end) : '';
  return TOLD.test(text) || (depth < 2 && [...text.matchAll(/\b(\w*mapping\w*)\s*\(/g)].some(([, inner]) => inner !== callee && knowsTags(inner!, facts, depth + 1)));
}

function readsIn(trace: ChangedFunction['before'], offset: number, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter((effect) => effect.kind === 'read' && effect.offset === offset && !effect.chain.inner && effect.chain.site.file === facts.file.path && /mapping$/.test(effect.path));
}

/** Whether what is read goes into a local that is looked through or handed on, or is looked through at once. */
function isFollowed({ chain }: PageEffect, { after }: ChangedFunction, facts: FileFacts): boolean {
  const text = blankCommentsAndContinuations(textOf(after, facts) ?? ''), at = chain.site.offset - after.summary.at.offset;
  const line = text.slice(text.lastIndexOf('\n', at) + 1, text.indexOf('\n', at)), local = /(\w+)\s*=[^=]/.exec(line)?.[1];
  return /\bmapping\s*->/.test(line) || (local !== undefined && new RegExp(`\\b${local}\\s*->|[(,]\\s*${local}\\s*[,)]`).test(text.slice(at + line.length)));
}
