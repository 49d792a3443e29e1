/** Owners of a scenario that are files or functions of the opened tree: their typed uses become the words they write. */
import { findOverlays } from '../layout/overlays.js';
import type { LayoutSet } from '../layout/record.js';
import { TreeLayouts } from '../layout/treeLayouts.js';
import type { Scenario } from '../simulator/scenario/scenario.js';
import { readScenarioText } from '../simulator/scenario/schema.js';
import { selectedUses, sourceOwner, type SourceOwner } from '../simulator/sourceOwner.js';
import { UserError } from './errors.js';
import { findRoot, openAt, type TreeOptions, treePath } from './findTree.js';
import { loadBundledGrammar } from './grammarFiles.js';
import { scanUses } from './scanPool.js';

export interface ScenarioSources {
  readonly layout: LayoutSet;
  readonly sources: Readonly<Record<string, SourceOwner>>;
  /** Uses that could not become a word, told by owner. */
  readonly notes: readonly string[];
}

/** @returns undefined when the scenario names no source (or cannot be read: running it tells why) */
export async function scenarioSources(text: string, tree: TreeOptions, warn: (message: string) => void): Promise<ScenarioSources | undefined> {
  const read = readScenarioText(text);
  if ('errors' in read) return undefined;
  const owners = Object.entries((read.value as Scenario).owners ?? {});
  if (owners.length === 0) return undefined;
  const root = findRoot(tree, []);
  const setup = openAt(root, tree, warn);
  const parser = await loadBundledGrammar();
  const overlays = findOverlays(setup.tree);
  const layouts = new TreeLayouts(setup, parser, overlays);
  const layout = layouts.all();
  const sources: Record<string, SourceOwner> = {};
  const notes: string[] = [];
  for (const [name, ref] of owners) {
    const { uses } = await scanUses({ root, tree, scan: { records: [] } }, [treePath(root, ref.from)], () => undefined);
    const chosen = selectedUses(uses, ref);
    if (chosen.length === 0) throw new UserError(`owner "${name}": no use of struct page in ${ref.from}${ref.function === undefined ? '' : `, function ${ref.function}`}${ref.lines === undefined ? '' : `, lines ${ref.lines}`}`);
    // A view that several files define for themselves means this file's own.
    const path = chosen[0]!.file;
    const own = Object.fromEntries(overlays.tags.filter((tag) => overlays.definedIn.get(tag)?.includes(path)).map((tag) => [tag, layouts.recordIn(path, tag)]));
    const owner = sourceOwner(name, chosen, { ...layout, records: { ...layout.records, ...own } });
    sources[name] = owner;
    for (const { use, reason } of owner.unknown) notes.push(`${use.file}:${use.line}: ${use.record}.${use.path}: ${reason}`);
  }
  return { layout, sources, notes };
}
