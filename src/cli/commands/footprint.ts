import { type CheckContext, checkContext } from '../../check/context.js';
import { lineColumn } from '../../c/position.js';
import type { Summary, Trace } from '../../footprint/effect.js';
import { type Footprint, footprintsOf, obtainedIn } from '../../footprint/footprint.js';
import type { Site } from '../../footprint/value.js';
import type { KernelTree, SourceFile } from '../../kernel/tree.js';
import { footprintSentence, footprintTable } from '../../report/footprintText.js';
import { type Command, stringOption, TREE_OPTIONS, treeOptions } from '../command.js';
import { UserError } from '../errors.js';
import { findRoot, openAt, treePath } from '../findTree.js';
import { loadBundledGrammar } from '../grammarFiles.js';
import { listSources } from '../listSources.js';

export const footprint: Command = {
  name: 'footprint',
  usage: 'footprint [FILE:]FUNCTION ...',
  summary: 'what a function does to the pages it is handed or obtains: bytes, access, and the shortest way there',
  options: { ...TREE_OPTIONS, reaches: { type: 'string', value: 'FUNCTION', help: 'the shortest way by calls to this function, or that there is none' } },
  async run(args, options, output) {
    if (args.length === 0) throw new UserError('footprint: no function named; try pagelens footprint put_page');
    const tree = treeOptions(options);
    const root = findRoot(tree, []);
    const setup = openAt(root, tree, (warning) => { output.warn(warning); });
    const context = checkContext(setup, await loadBundledGrammar());
    const place = (site: Site): string => `${site.file}:${lineOf(site, setup.tree)}`;
    for (const argument of args) {
      const [, path, name] = /^(?:(.*):)?(\w+)$/.exec(argument) ?? [];
      if (name === undefined) throw new UserError(`footprint: "${argument}" is not a function's name`);
      const home = homeOf(name, path === undefined ? undefined : treePath(root, path), setup.tree, root, (wanted, from) => context.footprints.summary(wanted, from) !== undefined);
      const summary = context.footprints.summary(name, home);
      if (!summary) throw new UserError(`footprint: ${home.path} has no body of ${name}() that could be read`);
      const target = stringOption(options, 'reaches');
      if (target !== undefined) {
        const way = context.footprints.way(summary, target);
        if (options['json']) output.json({ function: name, reaches: target, found: way !== undefined, evidence: (way ?? []).map((site) => ({ file: site.file, line: lineOf(site, setup.tree), function: site.function })) });
        else if (way) output.line(`${name}() reaches ${target}():\n${way.map((site, index) => `  ${place(site)}: ${site.function}() calls ${way[index + 1]?.function ?? target}()`).join('\n')}`);
        else output.line(`${name}() does not reach ${target}() by any call that could be followed`);
        continue;
      }
      const handed = footprintsOf(summary).filter((one) => context.pageRecords.has(one.record) || one.record === 'list_head' || isBare(summary, one.param));
      const obtained = ownTraces(summary, context).flatMap((trace) => obtainedIn(trace, context.pageRecords));
      if (options['json']) {
        const written = ({ record, ranges, reaches }: Footprint): Record<string, unknown> => ({
          record,
          ranges: ranges.map((range) => ({ offset: range.offset, size: range.size, access: range.access, via: range.via, may: range.may, evidence: range.sites.map((site) => ({ file: site.file, line: lineOf(site, setup.tree), function: site.function })) })),
          reaches: reaches.map((reached) => ({ function: reached.function, evidence: reached.sites.map((site) => ({ file: site.file, line: lineOf(site, setup.tree), function: site.function })) })),
          unknown: summary.unknownCalls, partial: summary.partial,
        });
        const head = { function: name, file: summary.file, line: lineOf(summary.at, setup.tree) };
        for (const one of handed) output.json({ ...head, param: one.param, ...written(one) });
        for (const one of obtained) output.json({ ...head, param: null, from: one.from, ...written(one) });
        continue;
      }
      output.line(`${name}()  ${summary.file}:${lineOf(summary.at, setup.tree)}  (${setup.version} ${setup.arch.name}, ${setup.config.name})`);
      if (handed.length + obtained.length === 0) output.line('  does nothing itself that can be told, to a struct page it is handed or obtains');
      const tell = (whose: string, one: Footprint): void => { output.line(`${whose}: ${footprintSentence(one, context.pageRecords)}\n${footprintTable(one, place)}`); };
      for (const one of handed) tell(`parameter ${one.param + 1} (struct ${one.record} *)`, one);
      for (const one of obtained) tell(`struct ${one.record} from ${one.from}`, one);
      if (summary.unknownCalls.length > 0) output.line(`  not followed: ${summary.unknownCalls.join(', ')}`);
      if (summary.partial) output.line('  partial: some of its statements could not be read');
    }
    return 0;
  },
};

/** What the function itself does, to pages of its own too; none for one that a macro defines. */
function ownTraces({ file, at }: Summary, { setup, footprints }: CheckContext): readonly Trace[] {
  const source = setup.tree.source(file);
  return source ? footprints.traces(source, undefined, ({ start }) => start === at.offset) : [];
}

/** A parameter of no record of its own (`unsigned long *`) of which something is done to. */
function isBare(summary: Summary, param: number): boolean {
  return summary.parameters[param]?.record === '*';
}

function lineOf(site: Site, tree: KernelTree): number {
  const text = tree.source(site.file)?.text ?? '';
  return lineColumn(text, site.offset).line;
}

/** The file that defines a function: the one that was named, a header or a file of the core folders, else any file of the tree. */
function homeOf(name: string, path: string | undefined, tree: KernelTree, root: string, knows: (name: string, from: SourceFile) => boolean): SourceFile {
  const defines = (file: SourceFile | undefined): file is SourceFile => file?.outline.names.get(name)?.some((item) => item.kind === 'function') ?? false;
  if (path !== undefined) {
    const file = tree.source(path);
    if (!file) throw new UserError(`footprint: ${path} cannot be read`);
    return file;
  }
  for (const folder of ['mm', 'include/linux', 'lib', 'kernel', 'fs', 'net/core']) {
    for (const entry of tree.files.list(folder)) {
      const file = /\.[ch]$/.test(entry) ? tree.source(`${folder}/${entry}`) : undefined;
      if (file?.text.includes(name) && defines(file)) return file;
    }
  }
  // PAGEFLAG and its like define functions whose names stand nowhere: whoever includes the header knows them.
  const mm = tree.source('include/linux/page-flags.h');
  if (mm && knows(name, mm)) return mm;
  const mentions = new RegExp(`\\b${name}\\s*\\(`);
  for (const candidate of listSources(root, ['']).files) {
    const text = tree.files.read(candidate);
    if (text !== undefined && mentions.test(text) && defines(tree.source(candidate))) return tree.source(candidate)!;
  }
  throw new UserError(`footprint: no file of the tree defines ${name}(); FILE:FUNCTION names the file of one that a macro defines`);
}
