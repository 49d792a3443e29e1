/** Finds field-aliasing conflicts in one file: what it stores in struct page, held against the judge and the readers of the opened tree. */
import { type ArmChoice, blankRanges, chooseArms, readArms } from '../c/arms.js';
import { maskKernelMacros } from '../c/mask.js';
import type { Item } from '../c/outline.js';
import { LineIndex, lineColumn } from '../c/position.js';
import type { CParser } from '../c/syntax.js';
import { judgePlacement } from '../judge/judge.js';
import { placeRecord } from '../judge/placement.js';
import type { Misread } from '../judge/verdict.js';
import type { KernelTree, SourceFile } from '../kernel/tree.js';
import { FileScope } from '../kernel/scope.js';
import type { LayoutSet, RecordLayout } from '../layout/record.js';
import { describeStage, storedRecords } from '../model/lifeStage.js';
import type { PageModel } from '../model/pageModel.js';
import type { Reach } from '../model/reach.js';
import { FunctionReader } from '../uses/functionReader.js';
import type { TrackedRecords } from '../uses/tracked.js';
import { FileTypes } from '../uses/types.js';
import type { Finding, FindingEvidence, Severity } from './finding.js';
import { type StateAtStore, statesAtStore } from './pageStates.js';
import { type StoredNode, StoredNodeWatcher } from './storedNodes.js';

export interface CheckContext {
  readonly tree: KernelTree;
  readonly parser: CParser;
  readonly tracked: TrackedRecords;
  readonly model: PageModel;
  /** Layouts of the tracked records; a record that only this file defines is asked for here. */
  readonly layoutOf: (record: string, file: string) => RecordLayout | undefined;
}

/** Readers that come through a user mapping (GUP, munmap, set_page_dirty): the walkers of page frame numbers need footprints to be told without false alarms. */
const ONLY_USER_MAPPING: Reach = { userMappable: 'unknown', pfnScan: 'no', freed: 'no', skbFragment: 'no', counted: 'no' };

/** @returns findings in the order of the file; empty when nothing is certain enough to be told */
export function checkFile(file: SourceFile, context: CheckContext): readonly Finding[] {
  const nodes = Object.keys(storedRecords);
  // A tracked record must be near, or a cast to a node: most files of a tree have neither.
  if (![...context.tracked.tags].some((tag) => file.text.includes(`struct ${tag}`)) && !nodes.some((node) => new RegExp(`\\(\\s*struct\\s+${node}\\s*\\*`).test(file.text))) return [];
  if (!nodes.some((node) => file.text.includes(node)) && !/\b(list|hlist|llist)_\w+\s*\(/.test(file.text)) return [];
  const first = storesIn(file, context, context.tracked);
  const own = viewsOf(file, first.views, context.tracked, first.types);
  const { stores } = own === context.tracked ? first : storesIn(file, context, own);
  const lines = new LineIndex(file.text);
  const told = new Set<number>();
  const findings: Finding[] = [];
  for (const { stored, item } of stores) {
    if (told.has(stored.start)) continue;
    const finding = judgeStored(stored, file, item, lines, { ...context, tracked: own });
    if (!finding) continue;
    told.add(stored.start);
    findings.push(finding);
  }
  return findings;
}

interface Stores {
  readonly stores: readonly { readonly stored: StoredNode; readonly item: Item }[];
  /** Records that pointers to tracked records are cast to. */
  readonly views: ReadonlySet<string>;
  readonly types: FileTypes;
}

function storesIn(file: SourceFile, context: CheckContext, tracked: TrackedRecords): Stores {
  const types = new FileTypes(new FileScope(context.tree, file), context.parser, tracked);
  const stores: { stored: StoredNode; item: Item }[] = [];
  const views = new Set<string>();
  for (const item of file.outline.items) {
    if (item.kind !== 'function') continue;
    const text = file.text.slice(item.start, item.end);
    if (!/&|struct\s+\w+\s*\*\s*\)/.test(text)) continue;
    const arms = item.hasDirectives ? readArms(file.text, item.start, item.end, item.condition) : undefined;
    const choices: readonly ArmChoice[] = arms ? chooseArms(arms, () => true) : [{ blank: [] }];
    const watcher = new StoredNodeWatcher(types, tracked, Object.keys(storedRecords));
    for (const choice of choices) {
      const raw = blankRanges(text, item.start, arms ? [...arms.directives, ...choice.blank] : []);
      const root = context.parser.parse(maskKernelMacros(raw, { insideFunction: false, isAttribute: types.isAttribute }), item.start);
      new FunctionReader(types, tracked, watcher).readItem(root, { file, text: file.text, toFile: (offset) => offset, params: undefined, macro: '' });
    }
    for (const stored of watcher.found) stores.push({ stored, item });
    for (const view of watcher.views) views.add(view);
  }
  return { stores, views, types };
}

/** The tracked records, and those of the views that this file defines and that hold a node. */
function viewsOf(file: SourceFile, views: ReadonlySet<string>, tracked: TrackedRecords, types: FileTypes): TrackedRecords {
  let all = tracked;
  for (const tag of views) {
    const members = types.membersOf({ kind: 'record', keyword: 'struct', tag });
    if (typeof members === 'string' || members.file !== file) continue;
    const holdsNode = [...members.members.values()].some((type) => {
      const resolved = types.resolve(type);
      return resolved.kind === 'record' && storedRecords[resolved.tag] !== undefined;
    });
    if (holdsNode) all = all.withView(tag, file.path, members.members.keys());
  }
  return all;
}

function judgeStored(stored: StoredNode, file: SourceFile, item: Item, lines: LineIndex, context: CheckContext): Finding | undefined {
  const offset = offsetInPage(stored, file, context);
  if (offset === undefined) return undefined;
  const placement = placeRecord(stored.node, offset, context.model.layout);
  if (!placement) return undefined;
  const designated = stored.by === 'member' && !context.tracked.homesOf(stored.record).includes(file.path);
  for (const at of statesAtStore(file.text, item, stored, context.model)) {
    // A member that mm's own headers declare as a list node is its owner's way; only a page known to be another's makes it a conflict.
    if (designated && at.certainty === 'file') continue;
    const misreads = judgePlacement(placement, { state: at.state, reach: { ...ONLY_USER_MAPPING, userMappable: at.mapped ? 'yes' : at.state.reach.userMappable } }, context.model)
      .filter((verdict): verdict is Misread => verdict.kind === 'misread')
      .flatMap((verdict) => {
        const reader = readerIn(context.tree, verdict);
        return reader ? [{ verdict, reader }] : [];
      });
    const worst = misreads[0];
    if (!worst) continue;
    return findingFor(stored, at, worst.verdict, worst.reader, misreads.map(({ verdict }) => verdict), file, item, lines, context);
  }
  return undefined;
}

/** Bytes from the start of struct page at which the stored node begins. */
function offsetInPage(stored: StoredNode, file: SourceFile, context: CheckContext): number | undefined {
  const layout = context.layoutOf(stored.record, file.path);
  const path = stored.path;
  const field = layout?.fields.find((candidate) => candidate.path === path) ?? layout?.fields.find((candidate) => candidate.path === path.split('.')[0]);
  return field === undefined ? undefined : field.offsetBits / 8;
}

/** The reader's function in this tree: a finding without a reader is not told. */
function readerIn(tree: KernelTree, verdict: Misread): FindingEvidence | undefined {
  for (const root of verdict.evidence) {
    const source = tree.source(root.file);
    const item = source?.outline.names.get(root.function)?.find((candidate) => candidate.kind === 'function') ?? source?.outline.names.get(root.function)?.[0];
    if (!source || !item) continue;
    const at = source.text.indexOf(root.function, item.start);
    return { file: root.file, ...lineColumn(source.text, at < 0 ? item.start : at), function: root.function, message: `${root.function}() reads ${verdict.member} as ${verdict.readAs} (${verdict.path.join(' -> ')})` };
  }
  return undefined;
}

function findingFor(
  stored: StoredNode, at: StateAtStore, verdict: Misread, reader: FindingEvidence, all: readonly Misread[],
  file: SourceFile, item: { readonly name: string }, lines: LineIndex, context: CheckContext,
): Finding {
  const severity: Severity = at.certainty === 'variable' && verdict.certainty === 'certain' ? 'error' : at.state.reach.userMappable === 'no' ? 'check' : 'warning';
  const start = lines.at(stored.start);
  const evidence: FindingEvidence[] = [
    { file: file.path, ...start, function: item.name, message: `${stored.callee}() writes struct ${stored.node} over ${wordName(verdict, context.model.layout)}` },
    ...declarationOf(verdict, context.model.layout),
    { file: file.path, ...lines.at(at.at), function: '', message: `${at.origin}: such pages are in state ${at.state.name} (${at.state.title})` },
    reader,
  ];
  const others = [...new Set(all.map((one) => one.title))].filter((title) => title !== verdict.title);
  return {
    file: file.path, ...start, endColumn: start.column + (stored.end - stored.start), rule: 'node-misread', severity,
    message: `struct ${stored.node} over page.${verdict.member}: ${reader.function}() takes the ${verdict.stored} for a ${verdict.readAs.replace(/ \*$/, '')} ${describeStage(verdict.stage)}; ${verdict.harm}`
      + `${verdict.given === undefined ? '' : ` (${verdict.given})`}${others.length > 0 ? `. Also misread by: ${others.slice(0, 3).join(', ')}` : ''}`,
    state: at.state.name, config: `${context.model.layout.kernel} ${context.model.layout.arch}, ${context.model.layout.config}`,
    words: [verdict.word], evidence,
  };
}

function wordName(verdict: Misread, layout: LayoutSet): string {
  return `bytes ${verdict.word.offset}-${verdict.word.offset + verdict.word.size - 1} of struct page (${verdict.word.members.slice(0, 4).join(', ')}), ${layout.arch}`;
}

function declarationOf(verdict: Misread, layout: LayoutSet): FindingEvidence[] {
  const field = layout.records['page']?.fields.find((candidate) => candidate.path === verdict.member);
  return field?.declared ? [{ ...field.declared, function: '', message: `${field.type} ${verdict.member} is declared here` }] : [];
}
