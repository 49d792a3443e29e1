/** Functions of other files that a file installs for its pages (`.dirty_folio = block_dirty_folio`), which take a word for what the file does not keep there. */
import type { Trace } from '../../../footprint/effect.js';
import { armsOf } from '../../../footprint/value.js';
import { directoryOf } from '../../../kernel/files.js';
import { type MemberRange, resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { keptWords, takenWords } from '../../words/typedWords.js';

/** The word that a page's holder uses as it likes; the others are told by the page's state. */
const HOLDERS = words.private;
const INSTALLED = /\.(\w+)\s*=\s*(\w+)\s*[,}]/g;
/** Calls down from the installed function, within its own file. */
const MAX_CALLS = 2;

export function installedReader(facts: FileFacts): readonly Finding[] {
  const range = resolveMember({ names: HOLDERS }, facts.context.model.layout);
  const kept = range && keptIn(range, facts);
  if (!range || !kept) return [];
  const { outline, text } = facts.file;
  const told = new Set<string>();
  return [...text.matchAll(INSTALLED)].flatMap((hit) => {
    const [, member = '', name = ''] = hit;
    if (outline.names.get(name)?.some(({ kind }) => kind === 'function') === true || told.has(name)) return [];
    told.add(name);
    const taken = takenBy(name, range, facts);
    if (!taken || kept.types.has(taken.type)) return [];
    const site = { file: facts.file.path, offset: hit.index + hit[0].lastIndexOf(name), function: '' };
    return [facts.finding('word-misread', 'warning', site,
      `.${member} = ${name}: it takes page.${range.path} for a struct ${taken.type}, and this file keeps ${kept.what} there`,
      {
        state: 'page-cache', words: [facts.word(range.offset, range.size)],
        evidence: [facts.evidence(site, `${name}() is installed here`), facts.evidence(facts.placeOf(kept.write.effect.chain), `${kept.what} is put into ${range.path}`), facts.evidence(taken.read.effect.chain.site, `${taken.read.trace.summary.function}() takes ${range.path} for a struct ${taken.type}`)],
      })];
  });
}

/** What the file puts there: pointers to records of its own, or a number that is no pointer at all. */
function keptIn(range: MemberRange, facts: FileFacts): { readonly types: ReadonlySet<string>; readonly what: string; readonly write: PageEffect } | undefined {
  const byType = [...keptWords(facts)].flatMap(([type, at]) => (at.get(range.offset) ?? []).map((write) => ({ type, write })));
  const number = facts.ownWrites.find(({ trace, effect }) => effect.kind === 'write' && effect.offset === range.offset && effect.size === range.size && facts.isOwnChoice(trace, effect)
    && effect.value !== undefined && armsOf(effect.value).every((arm) => arm.kind === 'number' && arm.value !== 0n));
  const [first] = byType;
  if (first) return { types: new Set(byType.map(({ type }) => type)), what: `a struct ${first.type}`, write: first.write };
  const value = number?.effect.value;
  return number && value?.kind === 'number' ? { types: new Set(), what: `the number ${value.value}`, write: number } : undefined;
}

/** What a function, or one of its own file that it calls, takes the word for. */
function takenBy(name: string, range: MemberRange, facts: FileFacts): { readonly type: string; readonly read: PageEffect } | undefined {
  const summary = facts.footprints.summary(name, facts.file);
  // What lies beside knows what this file keeps.
  if (!summary || summary.file.endsWith('.h') || directoryOf(summary.file) === directoryOf(facts.file.path) || !summary.parameters.some((thing) => facts.isPage(thing))) return undefined;
  const source = facts.context.tree.source(summary.file);
  if (!source) return undefined;
  const traces: Trace[] = [];
  let names = new Set([name]);
  for (let depth = 0; depth <= MAX_CALLS && names.size > 0; depth++) {
    const wanted = names, found = facts.footprints.traces(source, undefined, (item) => wanted.has(item.name) && !traces.some((trace) => trace.summary.function === item.name));
    traces.push(...found);
    names = new Set(found.flatMap((trace) => trace.calls.filter(({ args }) => args.some((arg) => arg.kind === 'pointer' && facts.isPage(arg.to))).map(({ callee }) => callee)));
  }
  for (const [type, at] of takenWords(traces, facts, () => true)) {
    const read = at.get(range.offset)?.[0];
    if (read) return { type, read };
  }
  return undefined;
}
