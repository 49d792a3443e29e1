import type { PageState } from '../../model/state.js';
import type { FieldUse } from '../../uses/fieldUse.js';
import { publicWho, whoText } from '../../report/whoText.js';
import { fileOwners } from '../../whatif/fileOwner.js';
import { askWho } from '../../whatif/who/ask.js';
import { noPaths, type Paths } from '../../whatif/who/paths.js';
import { pathsOf } from '../../whatif/who/routePath.js';
import { likelyFiles, StatePaths } from '../../whatif/who/statePaths.js';
import { BUNDLED_OPTION, type Command, EXIT_IO, listOption, type OptionValues, stringOption, TREE_OPTIONS, treeOptions } from '../command.js';
import { UserError } from '../errors.js';
import { treePath } from '../findTree.js';
import { listSources } from '../listSources.js';
import { TreeSearcher } from '../treeSearcher.js';
import type { Output } from '../output.js';
import { type QuestionTree, questionTree } from '../questionTree.js';
import { scanUses } from '../scanPool.js';

const TERMINAL_WIDTH = 120;
const MAIL_WIDTH = 75;
const PATH_SECONDS = 10;
const FILES_AT_ONCE = 8;

export const who: Command = {
  name: 'who',
  usage: 'who MEMBER|OFFSET[:SIZE] --state S',
  summary: 'who else touches these bits of a page in a state: owners with their lines, unaware readers with their paths, what must be restored',
  options: {
    ...TREE_OPTIONS,
    state: { type: 'string', value: 'S', help: 'the state of the page (pagelens place --states lists them)' },
    in: { type: 'string', multiple: true, value: 'PATH', help: 'only code below this path (may be repeated)' },
    model: { type: 'boolean', help: 'what the model knows only: the tree is not read' },
    all: { type: 'boolean', help: 'every owner and every use' },
    paths: { type: 'string', value: 'SECONDS', help: `how long to look for call paths (default ${PATH_SECONDS}; 0: not at all)` },
    mail: { type: 'boolean', help: `as text of ${MAIL_WIDTH} columns, for a reply on a mailing list` },
    bundled: BUNDLED_OPTION,
  },
  async run(args, options, output) {
    const [member] = args;
    const state = stringOption(options, 'state');
    if (member === undefined || args.length > 1) throw new UserError('who: give one member, or OFFSET[:SIZE] in bytes');
    if (state === undefined) throw new UserError('who: give the state of the page with --state; pagelens place --states lists them');
    const tree = await questionTree(options, output);
    const base = { model: tree.model, cite: tree.cite, owner: fileOwners(tree.model) };
    // A question that cannot be asked is refused before the tree is read for it.
    const asked = askWho(member, state, { ...base, paths: noPaths, uses: undefined, complete: true });
    if ('problem' in asked) throw new UserError(`who: ${asked.problem}`);
    const read = await readUses(tree, options, output);
    const paths = read ? lookForPaths(tree, asked.state, read.uses, secondsOf(options), output) : noPaths;
    const answer = askWho(member, state, { ...base, paths, uses: read?.uses, complete: read?.complete ?? true });
    if ('problem' in answer) throw new UserError(`who: ${answer.problem}`);
    if (options['json']) for (const row of publicWho(answer)) output.json(row);
    else output.line(whoText(answer, { width: options['mail'] ? MAIL_WIDTH : TERMINAL_WIDTH, uses: options['all'] ? Infinity : 3, owners: options['all'] ? Infinity : 14, routes: options['all'] ? Infinity : 3 }));
    return read?.complete === false ? EXIT_IO : 0;
  },
};

function secondsOf(options: OptionValues): number {
  const text = stringOption(options, 'paths'), seconds = text === undefined ? PATH_SECONDS : Number(text);
  if (!(seconds >= 0)) throw new UserError(`who: --paths ${text ?? ''}: expected a number of seconds`);
  return seconds;
}

/** Looks through the files, the likeliest first, until all were looked at or the time is over. */
function lookForPaths({ opened }: QuestionTree, state: PageState, uses: readonly FieldUse[], seconds: number, output: Output): Paths {
  if (!opened || seconds === 0) return noPaths;
  const finder = new TreeSearcher(() => opened.setup, opened.parser);
  const states = new StatePaths(state, likelyFiles(state, uses));
  const end = performance.now() + seconds * 1000;
  while (states.left > 0 && performance.now() < end) {
    states.add(finder.ways(state.name, states.take(FILES_AT_ONCE)));
    output.progress(`call paths: ${states.left} files to be looked through`);
  }
  return pathsOf(finder.routes(), states);
}

async function readUses({ opened }: QuestionTree, options: OptionValues, output: Output): Promise<{ readonly uses: readonly FieldUse[]; readonly complete: boolean } | undefined> {
  if (!opened || options['model']) return undefined;
  const paths = listOption(options, 'in');
  const { root } = opened;
  const sources = listSources(root, paths.length > 0 ? paths.map((path) => treePath(root, path)) : ['']);
  const scanned = await scanUses({ root, tree: treeOptions(options), scan: { records: [] } }, sources.files, (done) => { output.progress(`${done} of ${sources.files.length} files`); });
  const warnings = [...sources.warnings, ...scanned.warnings];
  for (const warning of warnings) output.warn(warning);
  return { uses: scanned.uses, complete: warnings.length === 0 };
}
