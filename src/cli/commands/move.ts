import { PRESET_NAMES } from '../../kernel/arch.js';
import type { KernelSetup } from '../../kernel/setup.js';
import type { KernelTree } from '../../kernel/tree.js';
import { findOverlays } from '../../layout/overlays.js';
import { pageModel } from '../../model/pageModel.js';
import { type AffectedUses, moveText, publicMove } from '../../report/moveText.js';
import { fileOwners } from '../../whatif/fileOwner.js';
import { answerMove, type MoveAnswer } from '../../whatif/move/answer.js';
import { type Edit, EditError, EDIT_FORMS, readEdit } from '../../whatif/move/edit.js';
import { affectedUses } from '../../whatif/move/uses.js';
import { type Command, listOption, type OptionValues, TREE_OPTIONS, treeOptions } from '../command.js';
import { UserError } from '../errors.js';
import { findRoot, openAt, type TreeOptions, treePath } from '../findTree.js';
import { loadBundledGrammar } from '../grammarFiles.js';
import { listSources } from '../listSources.js';
import type { Output } from '../output.js';
import { scanUses } from '../scanPool.js';

const TERMINAL_WIDTH = 120;
const MAIL_WIDTH = 75;

/** The order in which edits are done. */
const KINDS: readonly Edit['edit'][] = ['drop', 'move', 'retype', 'add'];

export const move: Command = {
  name: 'move',
  usage: 'move --add|--move|--drop|--retype EDIT',
  summary: 'what changes in every configuration when members of struct page or a view of it are added, moved, dropped or given another type',
  options: {
    ...TREE_OPTIONS,
    add: { type: 'string', multiple: true, value: EDIT_FORMS.add, help: 'add a member; beside: as a new arm of the union around MEMBER' },
    move: { type: 'string', multiple: true, value: EDIT_FORMS.move, help: 'move a member' },
    drop: { type: 'string', multiple: true, value: EDIT_FORMS.drop, help: 'take a member out; RECORD.MEMBER for another record than page' },
    retype: { type: 'string', multiple: true, value: EDIT_FORMS.retype, help: 'give a member another type' },
    uses: { type: 'boolean', help: 'also count the uses that change their meaning: reads the whole tree' },
    in: { type: 'string', multiple: true, value: 'PATH', help: 'with --uses: only files below this path' },
    mail: { type: 'boolean', help: `as text of ${MAIL_WIDTH} columns, for a reply on a mailing list` },
  },
  async run(args, options, output) {
    if (args.length > 0) throw new UserError(`move: "${args.join(' ')}" is no edit; there are ${KINDS.map((kind) => `--${kind} ${EDIT_FORMS[kind]}`).join(', ')}`);
    const answer = await answered(options, output);
    const uses = options['uses'] ? await countUses(answer, options, output) : undefined;
    if (options['json']) for (const row of publicMove(answer, uses)) output.json(row);
    else output.line(moveText(answer, uses, options['mail'] ? MAIL_WIDTH : TERMINAL_WIDTH));
    return answer.rows.some((row) => row.broken.length > 0 || row.lost.length > 0) ? 1 : 0;
  },
};

async function answered(options: OptionValues, output: Output): Promise<MoveAnswer> {
  try {
    const edits = KINDS.flatMap((kind) => ((options[kind] ?? []) as readonly string[]).map((text) => readEdit(kind, text)));
    if (edits.length === 0) throw new EditError(`give an edit: ${KINDS.map((kind) => `--${kind} ${EDIT_FORMS[kind]}`).join(', ')}`);
    const setups = openAll(treeOptions(options), output);
    return answerMove(edits, { setups, parser: await loadBundledGrammar(), overlays: findOverlays(setups[0]!.tree) });
  } catch (error) {
    if (error instanceof EditError) throw new UserError(`move: ${error.message}`);
    throw error;
  }
}

/** The configuration that was named, or every preset; those of one architecture share their tree. */
function openAll(tree: TreeOptions, output: Output): readonly KernelSetup[] {
  const root = findRoot(tree, []);
  const warn = (warning: string): void => { output.warn(warning); };
  if (tree.arch !== undefined || tree.config !== undefined) return [openAt(root, tree, warn)];
  const shared = new Map<string, KernelTree>();
  return PRESET_NAMES.map((arch) => {
    const setup = openAt(root, { ...tree, arch }, warn);
    const known = shared.get(setup.arch.directory) ?? setup.tree;
    shared.set(setup.arch.directory, known);
    return { ...setup, tree: known };
  });
}

async function countUses(answer: MoveAnswer, options: OptionValues, output: Output): Promise<readonly AffectedUses[]> {
  const tree = treeOptions(options);
  const root = findRoot(tree, []);
  const paths = listOption(options, 'in');
  const sources = listSources(root, paths.length > 0 ? paths.map((path) => treePath(root, path)) : ['']);
  const { uses, warnings } = await scanUses({ root, tree, scan: { records: [] } }, sources.files, (done) => { output.progress(`${done} of ${sources.files.length} files`); });
  for (const warning of [...sources.warnings, ...warnings]) output.warn(warning);
  return affectedUses(answer.edits, uses, fileOwners(pageModel(answer.rows[0]!.before)));
}
