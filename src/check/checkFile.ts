/** Finds field-aliasing conflicts in one file: what its functions do to struct pages, held against the rules. */
import type { SourceFile } from '../kernel/tree.js';
import type { CheckContext } from './context.js';
import { FileFacts } from './fileFacts.js';
import type { Finding } from './finding.js';
import { layoutRules, pageRules } from './rules/index.js';
import { otherConfiguration } from './configs/variants.js';

export type { CheckContext } from './context.js';

/** What a file's functions do under the opened configuration; undefined for a file that handles no pages. */
export function factsOf(file: SourceFile, context: CheckContext): FileFacts | undefined {
  if (!context.pageNames.test(file.text)) return undefined;
  const { items } = context.handlers(file);
  return new FileFacts(file, context.footprints.traces(file, undefined, (item) => items.has(item)), context, context.setup.config);
}

/** @returns findings in the order of the file; empty when nothing is certain enough to be told */
export function checkFile(file: SourceFile, context: CheckContext): readonly Finding[] {
  if (!context.pageNames.test(file.text)) return [];
  const { footprints, setup } = context;
  const { items } = context.handlers(file);
  const traces = footprints.traces(file, undefined, (item) => items.has(item));
  // What this configuration leaves out is somebody's code too.
  const other = otherConfiguration(file, footprints.view(file).configured, context.pageNames);
  const differ = new Set(other && [...items].filter((item) => item.hasDirectives || item.condition !== null || file.text.slice(item.start, item.end).includes('CONFIG_')));
  // Everything is read before anything is judged: a check that is given little time at once judges once.
  const otherTraces = other && footprints.traces(file, other, (item) => differ.has(item));
  const facts = new FileFacts(file, traces, context, setup.config);
  const found = [...judged(facts), ...layoutRules.flatMap((rule) => rule(facts))];
  if (other && otherTraces) {
    const changed = new Set([...differ].map(({ start }) => start));
    const same = traces.filter(({ summary }) => !changed.has(summary.at.offset));
    found.push(...judged(new FileFacts(file, [...same, ...otherTraces], context, other)));
  }
  const told = new Set<string>();
  return found.filter((finding) => {
    const key = `${finding.rule}:${finding.line}:${finding.words.map((word) => word.offset).join()}`;
    return told.has(key) ? false : told.add(key);
  }).sort((a, b) => a.line - b.line || a.column - b.column);
}

function judged(facts: FileFacts): Finding[] {
  return pageRules.flatMap((rule) => rule(facts));
}
