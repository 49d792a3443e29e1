/** Writes that stand in a function's own lines, with what they stand under. */
import type { Trace } from '../../../footprint/effect.js';
import type { FileFacts } from '../../fileFacts.js';
import { isWrite, type PageEffect } from '../changedFunctions.js';
import { placedLine, type PlacedLine } from './enclosing.js';

export interface PlacedWrite { readonly effect: PageEffect; readonly place: PlacedLine }

/** Each line once; those of a folio's later pages, too. */
export function placedWrites(trace: Trace, facts: FileFacts): readonly PlacedWrite[] {
  const seen = new Set<number>();
  return trace.effects.filter((effect): effect is PageEffect => effect.offset !== undefined && facts.isPage(effect.thing) && effect.thing.source.by !== 'local').flatMap((effect) => {
    const { site } = effect.chain;
    if (!isWrite(effect) || !facts.isOwn(effect) || site.file !== facts.file.path || seen.has(site.offset)) return [];
    seen.add(site.offset);
    // A statement that is not set in does not show what it stands under.
    const isSetIn = /\s/.test(facts.file.text.charAt(facts.file.text.lastIndexOf('\n', site.offset) + 1));
    const place = isSetIn ? placedLine(trace, site, facts) : undefined;
    return place ? [{ effect, place }] : [];
  });
}

/** The headers that one line stands under and another does not; undefined when the other stands under some that the first does not. */
export function headersMore(fewer: readonly string[], more: readonly string[]): readonly string[] | undefined {
  const left = [...fewer], beyond = more.filter((header) => {
    const index = left.indexOf(header);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return left.length === 0 ? beyond : undefined;
}
