/** What a function does to the pages it is handed and to those it obtains, in words: what the hover over its name and the lens above it say. */
import type { Item } from '../c/outline.js';
import { footprintsOf, obtainedIn } from '../footprint/footprint.js';
import type { SourceFile } from '../kernel/tree.js';
import { type FootprintPhrase, footprintPhrases } from '../report/footprintText.js';
import type { KernelSession } from './session.js';

export interface FunctionFootprint {
  readonly pages: readonly {
    /** The parameter's name where it is defined, `parameter 2` where it has none; for a page that no caller hands over, `from alloc_pages()`. */
    readonly whose: string;
    readonly phrases: readonly FootprintPhrase[];
  }[];
  /** Functions behind which something may happen that is not told. */
  readonly unknown: readonly string[];
  /** Some of its statements could not be read. */
  readonly partial: boolean;
}

/**
 * Undefined for a function that is handed no pages and obtains none where it is in sight, or without a body that can be read.
 * @param most members that are named of each access
 */
export function functionFootprint(session: KernelSession, source: SourceFile, name: string, most?: number): FunctionFootprint | undefined {
  const { footprints, pageRecords, handlers } = session.checking;
  const defined = source.outline.names.get(name)?.filter(({ kind }) => kind === 'function') ?? [];
  if (!handlesPages(session, source, name) && !defined.some((item) => handlers(source).items.has(item))) return undefined;
  const summary = footprints.summary(name, source);
  if (!summary) return undefined;
  const home = session.source(summary.file);
  const item = home?.outline.items.find(({ start, kind }) => start === summary.at.offset && kind === 'function');
  const names = home && item ? parameterNames(parametersText(home.text, item)) : [];
  const found = new Map(footprintsOf(summary).map((one) => [one.param, one]));
  const pages = summary.parameters.flatMap(({ record }, param) => (pageRecords.has(record)
    ? [{ whose: names[param] ?? `parameter ${param + 1}`, phrases: footprintPhrases(found.get(param) ?? { record, ranges: [], reaches: [] }, pageRecords, most) }] : []));
  for (const trace of home && item ? footprints.traces(home, undefined, (one) => one === item) : []) {
    for (const one of obtainedIn(trace, pageRecords)) pages.push({ whose: `from ${one.from}`, phrases: footprintPhrases(one, pageRecords, most) });
  }
  return pages.length === 0 ? undefined : { pages, unknown: summary.unknownCalls, partial: summary.partial };
}

/** Whether a declaration in sight names a page: asked first, for what it costs nothing. Following every function of a kernel would take minutes. */
function handlesPages(session: KernelSession, source: SourceFile, name: string): boolean {
  const mention = pageMention(session);
  return session.checking.footprints.view(source).types.scope.items(name).some(({ file, item }) => mention.test(file.text.slice(item.start, item.body < 0 ? item.end : item.body)));
}

/** A pointer to a record that lies over struct page. */
export function pageMention(session: KernelSession): RegExp {
  return new RegExp(`\\bstruct\\s+(?:${[...session.checking.pageRecords].join('|')})\\s*\\*`);
}

/** What stands between the parentheses behind a defined function's name. */
export function parametersText(text: string, { start, body, name }: Item): string {
  const head = text.slice(start, body).replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ');
  const open = head.search(new RegExp(`\\b${name}\\s*\\(`));
  return open < 0 ? '' : head.slice(head.indexOf('(', open) + 1, head.lastIndexOf(')'));
}

/** The name at the end of each parameter; undefined where none can be told. */
function parameterNames(list: string): readonly (string | undefined)[] {
  const parts: string[] = [];
  let depth = 0, from = 0;
  for (let at = 0; at <= list.length; at++) {
    depth += list[at] === '(' ? 1 : list[at] === ')' ? -1 : 0;
    if (at < list.length && (list[at] !== ',' || depth > 0)) continue;
    parts.push(list.slice(from, at));
    from = at + 1;
  }
  return parts.map((part) => /[\s*](\w+)\s*(?:\[[^\]]*\]\s*)?$/.exec(part)?.[1]);
}
