import type { FieldUse } from '../../uses/fieldUse.js';
import { type Command, listOption, TREE_OPTIONS, treeOptions } from '../command.js';
import { findRoot, openAt, treePath } from '../findTree.js';
import { listSources } from '../listSources.js';
import type { Output } from '../output.js';
import { scanUses } from '../scanPool.js';
import type { ScanResult } from '../usesScanner.js';

export const uses: Command = {
  name: 'uses',
  usage: 'uses [PATH ...]',
  summary: 'every typed use of a member of struct page and its overlays',
  options: {
    ...TREE_OPTIONS,
    field: { type: 'string', multiple: true, value: 'F', help: 'only uses of this member (may be repeated)' },
    record: { type: 'string', multiple: true, value: 'R', help: 'only uses of this record\'s members (default: page, its overlays, zspage)' },
    unknown: { type: 'boolean', help: 'also list members of those names on expressions that could not be typed, with the reason' },
  },
  async run(args, options, output) {
    const tree = treeOptions(options);
    const root = findRoot(tree, args);
    openAt(root, tree, (warning) => { output.warn(warning); });
    const paths = args.length > 0 ? args.map((path) => treePath(root, path)) : [''];
    const sources = listSources(root, paths);
    const fields = new Set(listOption(options, 'field'));
    const result = await scanUses({ root, tree, scan: { records: listOption(options, 'record') } }, sources.files, (done) => {
      output.progress(`${done} of ${sources.files.length} files`);
    });
    for (const warning of [...sources.warnings, ...result.warnings]) output.warn(warning);
    const wanted = fields.size > 0 ? result.uses.filter((use) => fields.has(use.field)) : result.uses;
    for (const use of wanted) {
      if (options['json']) output.json(publicUse(use));
      else output.line(useLine(use));
    }
    if (options['unknown'] && !options['json']) for (const miss of result.unknown) output.line(`${miss.file}:${miss.line}:${miss.column}: ?.${miss.field} unknown: ${miss.why}`);
    tellLosses(result, wanted.length, output);
    return 0;
  },
};

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
