import { archPreset } from '../../kernel/arch.js';
import { BUNDLED_KERNELS } from '../../layout/bundled/index.js';
import { columnsText } from '../../report/columns.js';
import { placeText, publicPlace } from '../../report/placeText.js';
import { askAcross } from '../../whatif/place/across.js';
import type { PlaceAnswer } from '../../whatif/place/answer.js';
import { askPlace, type PlaceRequest } from '../../whatif/place/ask.js';
import { replayOf } from '../../whatif/place/replay.js';
import { STORED_TYPES } from '../../whatif/place/stored.js';
import { BUNDLED_OPTION, type Command, EXIT_IO, type OptionValues, stringOption, TREE_OPTIONS } from '../command.js';
import { UserError } from '../errors.js';
import type { Output } from '../output.js';
import { type QuestionTree, questionTree } from '../questionTree.js';
import { bundledLayouts } from '../singleFile.js';

const TERMINAL_WIDTH = 120;
const MAIL_WIDTH = 75;

export const place: Command = {
  name: 'place',
  usage: 'place TYPE --state S',
  summary: `where to keep something (${STORED_TYPES.join(', ')}) while a page is in a state`,
  options: {
    ...TREE_OPTIONS,
    state: { type: 'string', value: 'S', help: 'the state of the page; --states lists them' },
    then: { type: 'string', value: 'T', help: 'while it moves from S to T' },
    mappable: { type: 'boolean', help: 'user processes may map the page' },
    unmapped: { type: 'boolean', help: 'no user process maps the page (neither: what the state tells)' },
    movable: { type: 'boolean', help: 'compaction may move the page' },
    all: { type: 'boolean', help: 'also tell what takes the words that are not to be had' },
    mail: { type: 'boolean', help: `as text of ${MAIL_WIDTH} columns, for a reply on a mailing list` },
    replay: { type: 'string', value: 'BYTE', help: 'print the placement at this byte as a scenario for pagelens simulate, and stop' },
    across: { type: 'boolean', help: 'the same question in every bundled kernel, side by side' },
    states: { type: 'boolean', help: 'list the states of this kernel and stop' },
    bundled: BUNDLED_OPTION,
  },
  async run(args, options, output) {
    if (options['across']) return across(requestOf(args, options), options, output);
    const tree = await questionTree(options, output);
    if (options['states']) {
      for (const { name, title } of tree.model.states) output.line(`${name}\t${title}`);
      return 0;
    }
    const answer = askPlace(requestOf(args, options), tree);
    if ('problem' in answer) throw new UserError(`place: ${answer.problem}`);
    const replay = stringOption(options, 'replay');
    if (replay !== undefined) {
      output.line(scenarioAt(replay, answer, tree));
      return 0;
    }
    if (!options['json']) output.line(placeText(answer, tree.model, { width: options['mail'] ? MAIL_WIDTH : TERMINAL_WIDTH, all: options['all'] === true }));
    else for (const row of answer.rows) output.json(publicPlace(row));
    return 0;
  },
};

function requestOf(args: readonly string[], options: OptionValues): PlaceRequest {
  const state = stringOption(options, 'state'), then = stringOption(options, 'then');
  const type = args.join(' ');
  if (type === '') throw new UserError(`place: give what is to be kept: ${STORED_TYPES.join(', ')}`);
  if (state === undefined) throw new UserError('place: give the state of the page with --state; --states lists them');
  const mappable = mappability(options);
  return { type, state, ...(then !== undefined && { then }), ...(mappable && { mappable }), movable: options['movable'] === true };
}

function mappability(options: OptionValues): 'yes' | 'no' | undefined {
  if (options['mappable'] && options['unmapped']) throw new UserError('place: --mappable and --unmapped are opposites');
  return options['mappable'] ? 'yes' : options['unmapped'] ? 'no' : undefined;
}

function scenarioAt(byte: string, answer: PlaceAnswer, tree: QuestionTree): string {
  const row = answer.rows.find((one) => one.offset !== null && String(one.offset) === byte);
  if (!row) throw new UserError(`place: --replay ${byte}: no placement begins at that byte; there are ${answer.rows.flatMap((one) => one.offset ?? []).sort((a, b) => a - b).join(', ')}`);
  const scenario = replayOf(row, answer, tree.model.layout);
  if (scenario === undefined) throw new UserError(`place: --replay ${byte}: the simulator has no pages of state ${answer.question.state.name} with ${answer.question.stored.label} in them`);
  return scenario;
}

async function across(request: PlaceRequest, options: OptionValues, output: Output): Promise<number> {
  const layouts = await Promise.all(BUNDLED_KERNELS.map(async ({ name }) => {
    const { layouts: layout } = await bundledLayouts(name, stringOption(options, 'arch'));
    return { layout, symbols: archPreset(layout.config.replace(/ preset$/, ''))?.config.symbols };
  }));
  const { kernels, rows, problems } = askAcross(request, layouts);
  for (const problem of problems) output.warn(problem);
  if (options['json']) for (const row of rows) output.json({ member: row.member, ...Object.fromEntries(kernels.map((kernel, i) => [kernel, row.verdicts[i] ?? null])) });
  else output.line(columnsText([['begins at', ...kernels], ...rows.map((row) => [row.member, ...row.verdicts.map((verdict) => verdict ?? '-')])]));
  return kernels.length === 0 ? EXIT_IO : 0;
}
