import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explain } from '../../check/explain.js';
import { RULES } from '../../check/finding.js';
import { applyPatches } from '../../check/patch/apply.js';
import type { ToldFinding } from '../../check/told.js';
import { checkPaths } from '../checkPool.js';
import { checkChange, type CheckRun, type CheckWork, contextOf } from '../checkRun.js';
import { type Command, EXIT_IO, listOption, type OptionValues, stringOption, TREE_OPTIONS, treeOptions } from '../command.js';
import { UserError } from '../errors.js';
import { FORM_OPTIONS, formOf, printFindings } from '../findingOutput.js';
import { findRoot, openAt, treePath } from '../findTree.js';
import { changesInRange } from '../before/git.js';
import { changesBefore } from '../before/index.js';
import { loadBundledGrammar } from '../grammarFiles.js';
import { listSources } from '../listSources.js';
import type { Output } from '../output.js';
import { settingsOf } from '../settingsFile.js';

export const check: Command = {
  name: 'check',
  usage: 'check [PATH ...]',
  summary: 'conflicts over the bits of struct page, with the reader that misreads them',
  options: {
    ...TREE_OPTIONS,
    git: { type: 'string', value: 'RANGE', help: 'only what these commits bring in, as git diff takes it: A..B, or A for A to the work tree' },
    against: { type: 'string', value: 'DIR', help: 'a tree to hold changed files against, or none (default: git\'s last commit; where git does not keep the tree, the same release beside it, in /usr/src or in Pagelens\' cache)' },
    patch: { type: 'string', value: 'FILE', help: 'only what a diff, a mail or an mbox brings in; - reads it from stdin' },
    ...FORM_OPTIONS,
    types: { type: 'string', multiple: true, value: 'RULE', help: 'only these rules' },
    ignore: { type: 'string', multiple: true, value: 'RULE', help: 'all but these rules' },
    explain: { type: 'string', value: 'FILE:LINE', help: 'what is known of the pages on that line, and what is not' },
    'list-types': { type: 'boolean', help: 'list the rules and stop' },
    strict: { type: 'boolean', help: 'also what is worth a look only (CHECK)' },
    'show-suppressed': { type: 'boolean', help: 'also what .pagelens.json or a pagelens-ignore comment silences' },
  },
  async run(args, options, output) {
    if (options['list-types']) {
      for (const rule of RULES) output.line(`${rule.name}\t${rule.title}`);
      return 0;
    }
    const asking = stringOption(options, 'explain');
    if (asking !== undefined) return explainLine(asking, options, output);
    const wanted = ruleFilter(options), form = formOf(options);
    const { findings: all, failures, notes } = await run(args, options, output);
    for (const message of [...notes, ...failures]) output.warn(message);
    const asked = all.filter(wanted), told = options['show-suppressed'] === true ? asked : asked.filter((finding) => !finding.suppressed);
    printFindings(told, form, output);
    if (told.length < asked.length) output.warn(`${asked.length - told.length} findings suppressed (--show-suppressed lists them)`);
    if (failures.length > 0) {
      output.warn(stringOption(options, 'patch') === undefined ? `${failures.length} files not read: the result is partial` : 'not all of the patch was applied: the result is partial');
      return EXIT_IO;
    }
    return asked.some((finding) => finding.severity === 'error' && !finding.suppressed) ? 1 : 0;
  },
};

/** @throws UserError for a place that is none */
async function explainLine(place: string, options: OptionValues, output: Output): Promise<number> {
  const [, path, line] = /^(.+):(\d+)$/.exec(place) ?? [];
  if (path === undefined || line === undefined) throw new UserError(`--explain ${place}: expected FILE:LINE`);
  const tree = treeOptions(options), root = findRoot(tree, [path]);
  const setup = openAt(root, tree, (warning) => { output.warn(warning); });
  const source = setup.tree.source(treePath(root, path));
  if (!source) throw new UserError(`${path}: cannot be read`);
  for (const told of explain(source, Number(line), contextOf(setup, { parser: await loadBundledGrammar(), settings: settingsOf(root) }))) output.line(told);
  return 0;
}

async function run(args: readonly string[], options: OptionValues, output: Output): Promise<CheckRun> {
  const tree = treeOptions(options), range = stringOption(options, 'git'), patch = stringOption(options, 'patch'), against = stringOption(options, 'against');
  if (range !== undefined && patch !== undefined) throw new UserError('--git and --patch: one of them at a time');
  if (against !== undefined && (range ?? patch) !== undefined) throw new UserError('--against: a range and a patch say themselves what was before');
  const root = findRoot(tree, args);
  openAt(root, tree, (warning) => { output.warn(warning); });
  const work: CheckWork = {
    root, settings: settingsOf(root), parser: await loadBundledGrammar(),
    open: () => openAt(root, tree, () => undefined), onProgress: (message) => { output.progress(message); },
  };
  if (range !== undefined) return checkChange(await changesInRange(root, range), only(root, args), work);
  if (patch !== undefined) {
    const { files, problems } = applyPatches(patchText(patch), (path) => readOrNothing(root, path));
    const result = checkChange(files, only(root, args), work);
    return { ...result, failures: [...problems, ...result.failures] };
  }
  const asked = args.length > 0 ? only(root, args) : [''];
  // Git looks at the disk while this lists it.
  const changing = changesBefore(root, asked, against, (message) => { output.warn(message); }), sources = listSources(root, asked), before = await changing;
  const result = await checkPaths(sources.files, before.files, work, tree);
  const { length } = before.files;
  const notes = before.against !== undefined && length > 0 ? [`${length} ${length === 1 ? 'file differs' : 'files differ'} from ${before.against}: held against that, too (--against none: against nothing)`] : [];
  return { findings: result.findings, failures: [...sources.warnings, ...result.failures], notes: [...notes, ...result.notes] };
}

function only(root: string, args: readonly string[]): readonly string[] {
  return args.map((path) => treePath(root, path));
}

function patchText(name: string): string {
  try {
    return readFileSync(name === '-' ? 0 : name, 'latin1');
  } catch (error) {
    throw new UserError(`${name === '-' ? 'standard input' : name}: cannot read the patch: ${(error as Error).message}`);
  }
}

function readOrNothing(root: string, path: string): string | undefined {
  // What a mail names must not lead out of the tree.
  if (path.split('/').includes('..')) return undefined;
  try {
    return readFileSync(join(root, path), 'latin1');
  } catch {
    return undefined;
  }
}

/** @throws UserError for a rule that does not exist */
function ruleFilter(options: OptionValues): (finding: ToldFinding) => boolean {
  const types = new Set(listOption(options, 'types')), ignored = new Set(listOption(options, 'ignore'));
  for (const name of [...types, ...ignored]) {
    if (!RULES.some((rule) => rule.name === name)) throw new UserError(`unknown rule "${name}"; known: ${RULES.map((rule) => rule.name).join(', ')}`);
  }
  return (finding) => (types.size === 0 || types.has(finding.rule)) && !ignored.has(finding.rule) && (finding.severity !== 'check' || options['strict'] === true);
}
