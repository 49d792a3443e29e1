/** A page asked for what a function asked its head before a change: told by the two variables' names. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, textOf } from '../changedFunctions.js';

/** `head = compound_head(page)`, `folio = page_folio(page)`. */
const STEP = /\b(\w+)\s*=\s*(?:compound_head|page_folio)\s*\(\s*(\w+)\s*\)/g;
/** Words of a tail that are not its folio's. */
const HEADS: readonly string[] = [...words.mapping, ...words.index, ...words.private, ...words.refcount, ...words.mapcount];

export function headSwapped({ functions, before, after }: ChangedFacts): readonly Finding[] {
  return functions.flatMap((one) => {
    const [was, now] = [textOf(one.before, before) ?? '', textOf(one.after, after) ?? ''].map(blankCommentsAndContinuations) as [string, string];
    for (const [step, head, of] of now.matchAll(STEP)) {
      // `page = compound_head(page)`: another variable may have kept the tail.
      const page = head === of ? new RegExp(`\\b(\\w+)\\s*=\\s*${of!}\\s*;`).exec(now.slice(0, now.indexOf(step)))?.[1] : of;
      if (page === undefined) continue;
      const found = uses(was, head!).find((use) => differs(use, after) && count(was, use, head!) > count(now, use, head!) && count(was, use, page) < count(now, use, page));
      if (!found || head === page) continue;
      return [after.finding('tail-page', 'warning', one.at,
        `${one.after.summary.function}() asked ${head!} for ${shown(found)} before this change, and asks ${page} now, which may be a tail: what it has there is not its folio's`,
        { state: 'any', words: [], evidence: [after.evidence(one.at, `${head!} is the head of ${page}`)] })];
    }
    return keptForHead(one, was, now, after);
  });
}

/** `head = compound_head(pages[n])`, and what is kept as the head elsewhere. */
const OF_ARRAY = /\b(\w+)\s*=\s*(?:compound_head|page_folio)\s*\(\s*([\w.>-]+)\s*\[[^\]]*\]\s*\)/g;

/** Another variable that was given the head, and is given a page of the array as it is. */
function keptForHead(one: ChangedFunction, was: string, now: string, after: FileFacts): readonly Finding[] {
  for (const [, head, pages] of now.matchAll(OF_ARRAY)) {
    const given = (text: string, value: string): readonly string[] => [...text.matchAll(new RegExp(`\\b(\\w+)\\s*=\\s*${value}\\s*;`, 'g'))].map(([, name]) => name!);
    const lost = given(was, head!).find((name) => !given(now, head!).includes(name) && given(now, `${pages!}\\s*\\[[^\\]]*\\]`).includes(name));
    if (lost === undefined) continue;
    return [after.finding('tail-page', 'warning', one.at,
      `${one.after.summary.function}() kept the head of a page in ${lost} before this change, and keeps a page of ${pages!} there now, which may be a tail: its words and its count are not its folio's`,
      { state: 'any', words: [], evidence: [after.evidence(one.at, `before this change ${lost} was ${head!}`)] })];
  }
  return [];
}

/** `mapping` of a page, or a function that is handed one. */
type Use = { readonly member: string } | { readonly callee: string };

function uses(text: string, name: string): readonly Use[] {
  const members = [...text.matchAll(new RegExp(`\\b${name}->(\\w+)`, 'g'))].map(([, member]): Use => ({ member: member! }));
  return [...members, ...[...text.matchAll(new RegExp(`\\b(\\w+)\\s*\\(\\s*${name}\\b`, 'g'))].map(([, callee]): Use => ({ callee: callee! }))];
}

function count(text: string, use: Use, name: string): number {
  return text.match(new RegExp('member' in use ? `\\b${name}->${use.member}\\b` : `\\b${use.callee}\\s*\\(\\s*${name}\\b`, 'g'))?.length ?? 0;
}

/** Whether a tail answers otherwise than its head: not where the function looks for the head by itself. */
function differs(use: Use, facts: FileFacts): boolean {
  if ('member' in use) return HEADS.includes(use.member);
  const head = resolveMember({ names: words.compoundHead }, facts.context.model.layout), summary = facts.footprints.summary(use.callee, facts.file);
  const [page] = summary?.parameters ?? [];
  const own = summary?.effects.filter(({ thing, kind }) => thing === page && kind !== 'address') ?? [];
  return head !== undefined && own.length > 0 && own.every(({ offset }) => offset !== head.offset) && own.some(({ path }) => HEADS.includes(path.replace(/^.*\./, '')));
}

function shown(use: Use): string {
  return 'member' in use ? use.member : `${use.callee}()`;
}
