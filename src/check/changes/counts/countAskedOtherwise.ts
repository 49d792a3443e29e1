/** Lines that step the count of a page's references, or ask it, by another number than before a change. */
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, pageEffects } from '../changedFunctions.js';
import { type ChangedLine, changedLines } from '../lines/changedLines.js';

/** What is left of the count, asked for a number: `page_ref_dec_return(page) == 1`. */
const LEFT = /\b\w*(?:dec|sub)_return\s*\((?:[^()]|\([^()]*\))*\)\s*[=!]=\s*([1-9]\w*)/;
/** The same, asked for none. */
const LEFT_NONE = /\b(?:\w*(?:dec|sub)_and_test|\w*put\w*_testzero)\s*\(/;
/** What a step goes by: its last argument. */
const STEP = /\b(\w*_(?:sub|add)(?:_return|_and_test)?)\s*\(((?:[^()]|\([^()]*\))*?),\s*((?:[^(),]|\([^()]*\))+)\)/;
/** How many references there are, and how many mappings. */
const REFERENCES = /\b(?:page|folio)(?:_ref)?_count\s*\(|\batomic_read\s*\([^;()]*_refcount\s*\)/, MAPPINGS = /\b(?:page|folio|total)_mapcount\s*\(|\b(?:page|folio)_mapped\s*\(/;
/** A number next to an expression. */
const ADDEND = /^(.*\S)\s*[-+]\s*\d+$/;

export function countAskedOtherwise({ functions, after, before }: ChangedFacts): readonly Finding[] {
  const range = resolveMember({ names: words.refcount }, after.context.model.layout);
  if (!range) return [];
  return functions.flatMap((one) => changedLines(one, { functions, after, before }).flatMap((line) => {
    const says = otherwise(line);
    // The line steps the count of a page, or looks at one: list_add() steps nothing.
    const isAsked = says !== undefined && MAPPINGS.test(line.after);
    const effect = says === undefined ? undefined : pageEffects(one.after, after).find(({ kind, offset, chain: { site } }) => (isAsked ? kind !== 'marker' : kind === 'readwrite' && offset === range.offset) && site.file === after.file.path && line.start <= site.offset && site.offset < line.end);
    if (says === undefined || !effect) return [];
    const place = after.placeOf(effect.chain);
    return [after.finding('refcount-misuse', 'warning', place,
      `${one.after.summary.function}() ${says}: who holds the page for a moment, or keeps it, is counted otherwise, and the page is kept when it should go or goes while it is used`,
      { state: 'any', words: [after.word(range.offset, range.size)], evidence: [after.evidence(place, `before this change: ${line.before.length > 60 ? `${line.before.slice(0, 60)}...` : line.before}`)] })];
  }));
}

/** Why the line means another count than the one that it was; undefined when it does not. */
function otherwise({ before, after }: ChangedLine): string | undefined {
  const left = LEFT.exec(before)?.[1];
  if (left !== undefined && !LEFT.test(after) && LEFT_NONE.test(after)) return `asks whether no reference is left, and asked for ${left} before this change`;
  if (REFERENCES.test(before) && !MAPPINGS.test(before) && MAPPINGS.test(after) && !REFERENCES.test(after)) return 'asks for mappings, and asked for references before this change';
  const [was, now] = [STEP.exec(before), STEP.exec(after)];
  if (!was || !now || was[1] !== now[1] || was[2] !== now[2]) return undefined;
  const [old, step] = [was[3]!.trim(), now[3]!.trim()];
  return ADDEND.exec(old)?.[1] === step || ADDEND.exec(step)?.[1] === old ? `steps the references by ${step}, and by ${old} before this change` : undefined;
}
