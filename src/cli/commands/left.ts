import { writeFileSync } from 'node:fs';
import { TreeLayouts } from '../../layout/treeLayouts.js';
import { findOverlays } from '../../layout/overlays.js';
import { pageModel } from '../../model/pageModel.js';
import { leftSvg } from '../../report/leftSvg.js';
import { leftText, type LeftTable, publicLeft } from '../../report/leftText.js';
import type { FieldUse } from '../../uses/fieldUse.js';
import { compareVersions } from '../../model/era.js';
import { type FileOwner, fileOwners } from '../../whatif/fileOwner.js';
import { countUses, type Grouping, GROUPINGS, memberOf, unknownMembers, wants } from '../../whatif/left/count.js';
import { trend } from '../../whatif/left/trend.js';
import { unknownName } from '../../json/nearest.js';
import { type Command, EXIT_IO, listOption, type OptionValues, stringOption, TREE_OPTIONS, treeOptions } from '../command.js';
import { UserError } from '../errors.js';
import { findRoot, openAt, type TreeOptions, treePath } from '../findTree.js';
import { loadBundledGrammar } from '../grammarFiles.js';
import { listSources } from '../listSources.js';
import type { Output } from '../output.js';
import { scanUses } from '../scanPool.js';

const DEFAULT_ROWS = 20;

export const left: Command = {
  name: 'left',
  usage: 'left [MEMBER ...]',
  summary: 'how many typed uses of a member are left, by directory, owner and file, in one tree or two',
  options: {
    ...TREE_OPTIONS,
    by: { type: 'string', multiple: true, value: 'GROUP', help: `${GROUPINGS.join(', ')} (default: the first three)` },
    in: { type: 'string', multiple: true, value: 'PATH', help: 'only files below this path (may be repeated)' },
    compare: { type: 'string', value: 'DIR', help: 'another kernel tree: the older of the two is what was before' },
    rows: { type: 'string', value: 'N', help: `rows of each table (default ${DEFAULT_ROWS})` },
    svg: { type: 'string', value: 'OUT', help: 'also draw the last table as a picture' },
  },
  async run(args, options, output) {
    const groupings = groupingsOf(options);
    const trees = [await count(args, options, treeOptions(options), output)];
    const other = stringOption(options, 'compare');
    if (other !== undefined) trees.push(await count(args, options, { arch: stringOption(options, 'arch'), kernel: other }, output));
    const known = [...new Set(trees.flatMap(({ known }) => known))];
    const problem = unknownMembers(args, known);
    if (problem !== undefined) throw new UserError(`left: ${problem}`);
    trees.sort((a, b) => compareVersions(b.kernel, a.kernel));
    const [now, before] = trees as [Counted, Counted | undefined];
    const tables = groupings.map((by): LeftTable => {
      const rows = countUses(now.uses, by, now.owner);
      return { by, rows: before ? trend(rows, countUses(before.uses, by, before.owner)) : rows };
    });
    const caption = `${args.length > 0 ? args.join(', ') : 'members of struct page'}, ${before ? `Linux ${before.kernel} to ${now.kernel}` : `Linux ${now.kernel}`}, ${now.config}`;
    if (options['json']) for (const table of tables) for (const row of table.rows) output.json(publicLeft(row));
    else output.line(`${caption}\n\n${leftText(tables, rowsOf(options))}`);
    const svg = stringOption(options, 'svg');
    if (svg !== undefined) writePicture(svg, tables[tables.length - 1]!, caption);
    for (const tree of trees) output.warn(`Linux ${tree.kernel}: ${tree.uses.length} typed uses; ${tree.untyped} mentions of such names could not be typed and are not counted`);
    return trees.some(({ partial }) => partial) ? EXIT_IO : 0;
  },
};

interface Counted {
  readonly kernel: string;
  readonly config: string;
  readonly uses: readonly FieldUse[];
  readonly owner: FileOwner;
  /** `page.index`: every member that is used anywhere, or that a view of struct page has. */
  readonly known: readonly string[];
  readonly untyped: number;
  readonly partial: boolean;
}

async function count(asked: readonly string[], options: OptionValues, tree: TreeOptions, output: Output): Promise<Counted> {
  const root = findRoot(tree, []);
  const setup = openAt(root, tree, (warning) => { output.warn(warning); });
  const layouts = new TreeLayouts(setup, await loadBundledGrammar(), findOverlays(setup.tree)).all();
  const model = pageModel(layouts);
  const paths = listOption(options, 'in');
  const sources = listSources(root, paths.length > 0 ? paths.map((path) => treePath(root, path)) : ['']);
  const scanned = await scanUses({ root, tree, scan: { records: [] } }, sources.files, (done) => { output.progress(`Linux ${setup.version}: ${done} of ${sources.files.length} files`); });
  for (const warning of [...sources.warnings, ...scanned.warnings]) output.warn(warning);
  const declared = Object.values(layouts.records).flatMap(({ record, fields }) => fields.filter(({ path }) => !path.includes('.')).map(({ path }) => memberOf({ record, field: path })));
  const uses = scanned.uses.filter(wants(asked));
  const fields = new Set(asked.map((name) => name.slice(name.indexOf('.') + 1)));
  return {
    kernel: setup.version, config: `${setup.arch.name}, ${setup.config.name}`, uses, owner: fileOwners(model), known: [...new Set([...declared, ...scanned.uses.map(memberOf)])],
    untyped: scanned.unknown.filter(({ field }) => fields.size === 0 || fields.has(field)).length, partial: sources.warnings.length + scanned.warnings.length > 0,
  };
}

function groupingsOf(options: OptionValues): readonly Grouping[] {
  const asked = listOption(options, 'by');
  for (const name of asked) if (!(GROUPINGS as readonly string[]).includes(name)) throw new UserError(`left: ${unknownName('grouping', name, GROUPINGS)}`);
  return asked.length > 0 ? asked as readonly Grouping[] : ['member', 'directory', 'owner'];
}

function rowsOf(options: OptionValues): number {
  const text = stringOption(options, 'rows');
  const rows = text === undefined ? DEFAULT_ROWS : Number(text);
  if (!Number.isSafeInteger(rows) || rows < 1) throw new UserError(`left: --rows ${text ?? ''}: expected a whole number`);
  return rows;
}

function writePicture(path: string, table: LeftTable, caption: string): void {
  try {
    writeFileSync(path, leftSvg(table, `Uses left, by ${table.by}`, caption));
  } catch (error) {
    throw new UserError(`${path}: cannot write the picture: ${(error as Error).message}`);
  }
}
