import { type KernelSetup, presetSetups } from '../../kernel/setup.js';
import { findOverlays } from '../../layout/overlays.js';
import { pageModel } from '../../model/pageModel.js';
import { type MoveConsequences, moveText, publicMove } from '../../report/moveText.js';
import { fileOwners } from '../../whatif/fileOwner.js';
import { answerMove, type MoveAnswer } from '../../whatif/move/answer.js';
import { type Edit, EditError, EDIT_FORMS, readEdit } from '../../whatif/move/edit.js';
import { FindingChanges } from '../../whatif/move/findings.js';
import { affectedUses, filesOf } from '../../whatif/move/uses.js';
import { type Command, listOption, type OptionValues, stringOption, TREE_OPTIONS, treeOptions } from '../command.js';
import { UserError } from '../errors.js';
import { findRoot, openAt, type TreeOptions, treePath } from '../findTree.js';
import { loadBundledGrammar } from '../grammarFiles.js';
import { listSources } from '../listSources.js';
import type { Output } from '../output.js';
import { scanUses } from '../scanPool.js';
import { TreeSearcher } from '../treeSearcher.js';

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
    findings: { type: 'string', value: 'SECONDS', help: 'also look for findings of pagelens check that appear or vanish, that long; counts the uses too' },
    in: { type: 'string', multiple: true, value: 'PATH', help: 'with --uses or --findings: only files below this path' },
    mail: { type: 'boolean', help: `as text of ${MAIL_WIDTH} columns, for a reply on a mailing list` },
  },
  async run(args, options, output) {
    if (args.length > 0) throw new UserError(`move: "${args.join(' ')}" is no edit; there are ${KINDS.map((kind) => `--${kind} ${EDIT_FORMS[kind]}`).join(', ')}`);
    const answer = await answered(options, output);
    const wanted = options['uses'] === true || options['findings'] !== undefined;
    const consequences = wanted ? await consequencesOf(answer, options, output) : undefined;
    if (options['json']) for (const row of publicMove(answer, consequences)) output.json(row);
    else output.line(moveText(answer, consequences, options['mail'] ? MAIL_WIDTH : TERMINAL_WIDTH));
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

/** The configuration that was named, or every preset. */
function openAll(tree: TreeOptions, output: Output): readonly KernelSetup[] {
  const root = findRoot(tree, []);
  const warn = (warning: string): void => { output.warn(warning); };
  if (tree.arch !== undefined || tree.config !== undefined) return [openAt(root, tree, warn)];
  return presetSetups(openAt(root, tree, warn).tree);
}

async function consequencesOf(answer: MoveAnswer, options: OptionValues, output: Output): Promise<MoveConsequences> {
  const tree = treeOptions(options);
  const root = findRoot(tree, []);
  const paths = listOption(options, 'in');
  const sources = listSources(root, paths.length > 0 ? paths.map((path) => treePath(root, path)) : ['']);
  const scanned = await scanUses({ root, tree, scan: { records: [] } }, sources.files, (done) => { output.progress(`${done} of ${sources.files.length} files`); });
  for (const warning of [...sources.warnings, ...scanned.warnings]) output.warn(warning);
  const uses = affectedUses(answer.edits, answer.rows, scanned.uses, fileOwners(pageModel(answer.rows[0]!.before)));
  const seconds = secondsOf(options);
  if (seconds === undefined) return { uses };
  const findings = new FindingChanges(filesOf(uses));
  const searcher = new TreeSearcher(() => openAt(root, tree, () => undefined), await loadBundledGrammar());
  for (const end = performance.now() + seconds * 1000; findings.left > 0 && performance.now() < end;) {
    output.progress(`findings: ${findings.left} files to be checked`);
    findings.add(searcher.findings(answer.texts, findings.take(1)));
  }
  return { uses, findings };
}

function secondsOf(options: OptionValues): number | undefined {
  const text = stringOption(options, 'findings');
  if (text === undefined) return undefined;
  if (!(Number(text) > 0)) throw new UserError(`move: --findings ${text}: expected a number of seconds`);
  return Number(text);
}
