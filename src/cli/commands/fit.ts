import { readFileSync } from 'node:fs';
import { ARCHES, archPreset, PRESET_NAMES } from '../../kernel/arch.js';
import { fitText, publicFit } from '../../report/fitText.js';
import { answerFit } from '../../whatif/fit/answer.js';
import { type MachineBits, machineBits } from '../../whatif/fit/machineBits.js';
import type { Proposal } from '../../whatif/fit/proposal.js';
import schema from '../../whatif/fit/proposal.schema.json';
import { bundledProposal, bundledProposals, TODAY } from '../../whatif/fit/proposals/index.js';
import { readProposal } from '../../whatif/fit/readProposal.js';
import { todaysPage } from '../../whatif/fit/today.js';
import { unknownName } from '../../json/nearest.js';
import { BUNDLED_OPTION, type Command, type OptionValues, stringOption, TREE_OPTIONS } from '../command.js';
import { UserError } from '../errors.js';
import { type QuestionTree, questionTree } from '../questionTree.js';

const TERMINAL_WIDTH = 120;
const MAIL_WIDTH = 75;

export const fit: Command = {
  name: 'fit',
  usage: 'fit PROPOSAL|FILE',
  summary: 'whether another struct page has room for what each owner needs, on every architecture',
  options: {
    ...TREE_OPTIONS,
    state: { type: 'string', value: 'S', help: 'only this state' },
    list: { type: 'boolean', help: 'list the bundled proposals' },
    show: { type: 'boolean', help: 'print the proposal itself, to start one of your own from' },
    schema: { type: 'boolean', help: 'print the JSON Schema of proposal files' },
    mail: { type: 'boolean', help: `as text of ${MAIL_WIDTH} columns, for a reply on a mailing list` },
    bundled: BUNDLED_OPTION,
  },
  async run(args, options, output) {
    if (options['schema']) output.line(JSON.stringify(schema, undefined, 2));
    if (options['list']) for (const name of proposalNames()) output.line(name);
    if (options['schema'] || options['list']) return 0;
    const [given] = args;
    if (given === undefined || args.length > 1) throw new UserError(`fit: give one proposal: ${proposalNames().join(', ')}, or a file`);
    if (options['show']) {
      output.line(proposalText(given));
      return 0;
    }
    const tree = await questionTree(options, output);
    const machines = machinesFor(options, tree, given);
    const proposal = given === TODAY ? todaysPage(tree.model) : readGiven(given, machines);
    const answer = answerFit(proposal, machines, tree);
    const state = stringOption(options, 'state');
    const states = [...new Set(answer.rows.map((row) => row.state))];
    if (state !== undefined && !states.includes(state)) throw new UserError(`fit: ${unknownName('state', state, states)}`);
    if (!options['json']) output.line(fitText(answer, { width: options['mail'] ? MAIL_WIDTH : TERMINAL_WIDTH, ...(state !== undefined && { state }) }));
    else for (const row of publicFit(answer)) if (state === undefined || !('state' in row) || row.state === state) output.json(row);
    return answer.rows.some((row) => row.short > 0) ? 1 : 0;
  },
};

function proposalNames(): readonly string[] {
  return [TODAY, ...Object.keys(bundledProposals)];
}

/** One machine where an architecture or configuration is named, or the layout is of one; every preset otherwise. */
function machinesFor(options: OptionValues, { opened, model }: QuestionTree, given: string): readonly MachineBits[] {
  const single = stringOption(options, 'arch') !== undefined || stringOption(options, 'config') !== undefined || given === TODAY;
  if (single && opened) return [machineBits(opened.setup.arch, opened.setup.config)];
  const names = single ? [model.layout.config.replace(/ preset$/, '')] : PRESET_NAMES;
  return names.flatMap((name) => {
    const preset = archPreset(name);
    return preset ? [machineBits(ARCHES[preset.arch.name], preset.config)] : [];
  });
}

function proposalText(given: string): string {
  const bundled = bundledProposal(given);
  if (bundled !== undefined) return bundled;
  try {
    return readFileSync(given, 'utf8');
  } catch (error) {
    throw new UserError(`fit: ${unknownName('proposal', given, proposalNames())}; and ${(error as NodeJS.ErrnoException).code === 'EISDIR' ? 'a directory is no proposal file' : `no file: ${(error as Error).message}`}`);
  }
}

function readGiven(given: string, machines: readonly MachineBits[]): Proposal {
  const read = readProposal(proposalText(given), machines);
  if ('proposal' in read) return read.proposal;
  for (const { line, column, message } of read.errors) process.stderr.write(`${given}:${line}:${column}: error: ${message}\n`);
  throw new UserError(`${given}: the proposal cannot be read`);
}
