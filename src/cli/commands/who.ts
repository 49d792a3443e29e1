import type { FieldUse } from '../../uses/fieldUse.js';
import { publicWho, whoText } from '../../report/whoText.js';
import { fileOwners } from '../../whatif/fileOwner.js';
import { askWho } from '../../whatif/who/ask.js';
import { noPaths } from '../../whatif/who/paths.js';
import { BUNDLED_OPTION, type Command, EXIT_IO, listOption, type OptionValues, stringOption, TREE_OPTIONS, treeOptions } from '../command.js';
import { UserError } from '../errors.js';
import { treePath } from '../findTree.js';
import { listSources } from '../listSources.js';
import type { Output } from '../output.js';
import { type QuestionTree, questionTree } from '../questionTree.js';
import { scanUses } from '../scanPool.js';

const TERMINAL_WIDTH = 120;
const MAIL_WIDTH = 75;

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
    mail: { type: 'boolean', help: `as text of ${MAIL_WIDTH} columns, for a reply on a mailing list` },
    bundled: BUNDLED_OPTION,
  },
  async run(args, options, output) {
    const [member] = args;
    const state = stringOption(options, 'state');
    if (member === undefined || args.length > 1) throw new UserError('who: give one member, or OFFSET[:SIZE] in bytes');
    if (state === undefined) throw new UserError('who: give the state of the page with --state; pagelens place --states lists them');
    const tree = await questionTree(options, output);
    const base = { model: tree.model, cite: tree.cite, owner: fileOwners(tree.model), pathsTo: noPaths };
    // A question that cannot be asked is refused before the tree is read for it.
    const asked = askWho(member, state, { ...base, uses: undefined, complete: true });
    if ('problem' in asked) throw new UserError(`who: ${asked.problem}`);
    const read = await readUses(tree, options, output);
    const answer = askWho(member, state, { ...base, uses: read?.uses, complete: read?.complete ?? true });
    if ('problem' in answer) throw new UserError(`who: ${answer.problem}`);
    if (options['json']) for (const row of publicWho(answer)) output.json(row);
    else output.line(whoText(answer, { width: options['mail'] ? MAIL_WIDTH : TERMINAL_WIDTH, uses: options['all'] ? Infinity : 3, owners: options['all'] ? Infinity : 14 }));
    return read?.complete === false ? EXIT_IO : 0;
  },
};

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
