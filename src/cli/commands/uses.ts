import type { FieldUse } from '../../uses/fieldUse.js';
import { BUNDLED_OPTION, type Command, EXIT_IO, listOption, type OptionValues, stringOption, TREE_OPTIONS, treeOptions } from '../command.js';
import { findRoot, openAt, rootAbove, treePath } from '../findTree.js';
import { listSources } from '../listSources.js';
import type { Output } from '../output.js';
import { scanUses } from '../scanPool.js';
import { bundledLayouts, isLoneFile, scanLoneFile } from '../singleFile.js';
import type { ScanResult } from '../usesScanner.js';

export const uses: Command = {
  name: 'uses',
  usage: 'uses [PATH ...]',
  summary: 'every typed use of a member of struct page and its overlays',
  options: {
    ...TREE_OPTIONS,
    field: { type: 'string', multiple: true, value: 'F', help: 'only uses of this member (may be repeated)' },
    record: { type: 'string', multiple: true, value: 'R', help: 'only uses of this record\'s members (default: page, its overlays, zspage)' },
    bundled: BUNDLED_OPTION,
    unknown: { type: 'boolean', help: 'also list members of those names on expressions that could not be typed, with the reason, and files with places that could not be parsed' },
  },
  async run(args, options, output) {
    const fields = new Set(listOption(options, 'field'));
    const result = await scan(args, options, output);
    for (const warning of result.warnings) output.warn(warning);
    const wanted = fields.size > 0 ? result.uses.filter((use) => fields.has(use.field)) : result.uses;
    for (const use of wanted) {
      if (options['json']) output.json(publicUse(use));
      else output.line(useLine(use));
    }
    if (options['unknown'] && !options['json']) {
      for (const miss of result.unknown) output.line(`${miss.file}:${miss.line}:${miss.column}: ?.${miss.field} unknown: ${miss.why}`);
      for (const { file, count } of result.errors) output.line(`${file}: ${count} ${count === 1 ? 'place' : 'places'} could not be parsed`);
    }
    tellLosses(result, wanted.length, output);
    return result.warnings.length > 0 ? EXIT_IO : 0;
  },
};

async function scan(args: readonly string[], options: OptionValues, output: Output): Promise<ScanResult> {
  const tree = treeOptions(options);
  const records = listOption(options, 'record');
  const lone = args.length === 1 && isLoneFile(args[0]) ? args[0] : undefined;
  const root = lone !== undefined && tree.kernel === undefined ? rootAbove(lone) : findRoot(tree, args);
  if (root === undefined) {
    const { layouts, source } = await bundledLayouts(stringOption(options, 'bundled'), tree.arch);
    output.warn(`${lone!}: in no kernel tree; read with the bundled layouts of ${layouts.kernel} ${layouts.arch} (${source.split(',')[0]!}); give a tree with --kernel DIR`);
    return scanLoneFile(lone!, records, layouts);
  }
  openAt(root, tree, (warning) => { output.warn(warning); });
  const sources = listSources(root, args.length > 0 ? args.map((path) => treePath(root, path)) : ['']);
  const result = await scanUses({ root, tree, scan: { records } }, sources.files, (done) => {
    output.progress(`${done} of ${sources.files.length} files`);
  });
  return { ...result, warnings: [...sources.warnings, ...result.warnings] };
}

/** The object of the command-line contract. */
function publicUse(use: FieldUse): object {
  const { file, line, column, record, field, path, access, active, macro } = use;
  return { file, line, column, record, field, path, access, function: use.function, active, macro, ...(use.inMacroBody ? { inMacroBody: true } : {}) };
}

function useLine(use: FieldUse): string {
  const where = use.function === '' ? '' : ` in ${use.function}()`;
  const macro = use.macro === '' ? '' : use.inMacroBody ? ` (body of ${use.macro})` : ` (argument of ${use.macro})`;
  const active = use.active === true ? '' : use.active === false ? ' [inactive]' : ' [active?]';
  return `${use.file}:${use.line}:${use.column}: ${use.record}.${use.path} ${use.access}${where}${macro}${active}`;
}

function tellLosses(result: ScanResult, count: number, output: Output): void {
  const errors = result.errors.reduce((sum, { count: n }) => sum + n, 0);
  const parts = [`${count} uses`];
  if (result.unknown.length > 0) parts.push(`${result.unknown.length} mentions of such members could not be typed (--unknown lists them)`);
  if (errors > 0) parts.push(`${errors} places in ${result.errors.length} files could not be parsed`);
  if (result.warnings.length > 0) parts.push(`${result.warnings.length} files not read: the result is partial`);
  output.warn(parts.join('; '));
}
