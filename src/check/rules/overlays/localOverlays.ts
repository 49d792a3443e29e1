/** A record of a file's own that it lays over struct page by a cast: a member wider than a word moves those behind it on other machines, over words that they left alone here. */
import type { Effect } from '../../../footprint/effect.js';
import { isRecord } from '../../../footprint/value.js';
import { directoryOf } from '../../../kernel/files.js';
import { definesRecord } from '../../../kernel/tree.js';
import type { KernelSetup } from '../../../kernel/setup.js';
import { LayoutError } from '../../../layout/compute.js';
import type { FieldLayout, LayoutSet, RecordLayout } from '../../../layout/record.js';
import { TreeLayouts } from '../../../layout/treeLayouts.js';
import { storedRecord } from '../../../model/lifeStage.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { coveredBy } from '../../words/keptWords.js';
import { narrowLayouts, otherSetups, withFile } from '../../configs/otherConfigs.js';

/** A member of such a record that the file uses, and where. */
interface Used { readonly record: string; readonly path: string; readonly effect: Effect }

export function localOverlays(facts: FileFacts): readonly Finding[] {
  const told = new Set<string>();
  return usedIn(facts).flatMap((used) => {
    const found = told.has(used.record) ? undefined : moved(used, facts);
    if (found) told.add(used.record);
    return found ? [found] : [];
  });
}

/** Members of records that this file, or a header beside it, declares, used of struct pages. */
function usedIn(facts: FileFacts): readonly Used[] {
  const found = new Map<string, Used>();
  for (const effect of facts.traces.flatMap((trace) => trace.effects)) {
    const { record, path, thing } = effect;
    if (effect.kind === 'marker' || path === '' || !facts.isPage(thing) || facts.isPage({ ...thing, record }) || !isRecord(record) || storedRecord(record) !== undefined || !facts.isOwn(effect) || !isDeclaredHere(record, facts)) continue;
    const member = path.replace(/[.[].*$/, '');
    if (!found.has(`${record}.${member}`)) found.set(`${record}.${member}`, { record, path: member, effect });
  }
  return [...found.values()];
}

function isDeclaredHere(record: string, { file, context }: FileFacts): boolean {
  const home = [file, ...context.footprints.view(file).types.scope.reach].find((source) => definesRecord(source, record));
  return home !== undefined && directoryOf(home.path) === directoryOf(file.path);
}

/** The first machine of 32 bits on which the member lies over a word that is everybody's, or over one that the file uses by its own name, where here it does not. */
function moved(used: Used, facts: FileFacts): Finding | undefined {
  const { context } = facts, here = fieldOf(used, layoutUnder(context.setup, used.record, facts));
  if (!here) return undefined;
  const setups = otherSetups(context).filter(({ arch }) => arch.wordSize === 4);
  for (const [index, layout] of narrowLayouts(context).entries()) {
    const there = fieldOf(used, setups[index] && layoutUnder(withFile(setups[index], facts.file), used.record, facts));
    if (!there) continue;
    const kept = coveredBy('', rangeOf(there), layout);
    if (kept && !coveredBy('', rangeOf(here), context.model.layout)) return told(used, there, kept.member.path, kept.kept.harm, layout, facts);
    const met = facts.ownWrites.find(({ effect }) => effect.path !== '' && effect.chain.site.offset !== used.effect.chain.site.offset && meets(effect, there, layout) && !meets(effect, here, context.model.layout));
    if (met) return told(used, there, met.effect.path, 'which this file keeps something else in: the one overwrites the other', layout, facts);
  }
  return undefined;
}

/** A file that is read under another configuration than the opened one declares its records there. */
function layoutUnder(setup: KernelSetup, record: string, { context, file, config }: FileFacts): RecordLayout | undefined {
  const added = [...config.symbols].filter(([symbol]) => !context.setup.config.symbols.has(symbol));
  const under = added.length === 0 ? setup : { ...setup, config: { ...setup.config, symbols: new Map([...setup.config.symbols, ...added]) } };
  try {
    return (under === context.setup ? context.layouts : new TreeLayouts(under, context.parser, context.overlays)).recordIn(file.path, record);
  } catch (error) {
    if (error instanceof LayoutError) return undefined;
    throw error;
  }
}

function fieldOf({ path }: Used, record: RecordLayout | undefined): FieldLayout | undefined {
  return record?.fields.find((field) => field.path === path);
}

function rangeOf({ offsetBits, sizeBits }: FieldLayout): { readonly offset: number; readonly size: number } {
  return { offset: offsetBits / 8, size: Math.ceil(sizeBits / 8) };
}

/** Whether a member of struct page that is written by its name lies over another record's member. */
function meets({ record, path }: Effect, other: FieldLayout, layout: LayoutSet): boolean {
  const field = layout.records[record]?.fields.find((one) => one.path === path);
  return field !== undefined && field.offsetBits < other.offsetBits + other.sizeBits && other.offsetBits < field.offsetBits + field.sizeBits;
}

function told({ record, path, effect }: Used, there: FieldLayout, over: string, harm: string, layout: LayoutSet, facts: FileFacts): Finding {
  const at = facts.placeOf(effect.chain), { offset, size } = rangeOf(there);
  return facts.finding('overlay-mismatch', 'error', at,
    `${record}.${path} (${there.type}) lies in bytes ${offset}-${offset + size - 1} under ${layout.config}, over page.${over}, ${harm}`,
    {
      state: 'any', config: `${layout.kernel} ${layout.arch}, ${layout.config}`, words: [{ offset, size, members: [over] }],
      evidence: [facts.evidence(at, `${path} of the page is used`), ...(there.declared ? [{ ...there.declared, function: '', message: `${there.type} ${path} is declared here` }] : [])],
    });
}
