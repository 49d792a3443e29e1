/** The `pagelens` command: picks the command, reads its options, turns errors into messages and exit codes. */
import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { type Command, EXIT_IO, type OptionSpec } from './command.js';
import { audit } from './commands/audit.js';
import { check } from './commands/check.js';
import { footprint } from './commands/footprint.js';
import { fit } from './commands/fit.js';
import { layout } from './commands/layout.js';
import { left } from './commands/left.js';
import { lsp } from './commands/lsp.js';
import { move } from './commands/move.js';
import { place } from './commands/place.js';
import { report } from './commands/report.js';
import { simulate } from './commands/simulate.js';
import { uses } from './commands/uses.js';
import { who } from './commands/who.js';
import { UserError } from './errors.js';
import { optimiseLate } from './optimizer.js';
import { Output } from './output.js';

const COMMANDS: readonly Command[] = [report, layout, uses, check, audit, footprint, place, who, move, fit, left, simulate, lsp];

async function main(argv: readonly string[]): Promise<number> {
  const output = new Output();
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    output.line(overview());
    await output.flush();
    return name === undefined ? EXIT_IO : 0;
  }
  if (name === '--version' || name === '-V') {
    output.line(version);
    await output.flush();
    return 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  try {
    if (!command) throw new UserError(`unknown command "${name}"; commands: ${COMMANDS.map((c) => c.name).join(', ')}`);
    // A server lives for hours: there all of it pays.
    if (command !== lsp) optimiseLate();
    const { values, positionals } = readArguments(command, rest);
    if (values['help']) {
      output.line(commandHelp(command));
      return 0;
    }
    if (values['version']) {
      output.line(version);
      return 0;
    }
    return await command.run(positionals, values, output);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    output.warn(error.message);
    return EXIT_IO;
  } finally {
    await output.flush();
  }
}

function readArguments(command: Command, argv: readonly string[]): { values: Record<string, string | boolean | string[] | undefined>; positionals: string[] } {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }> = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } };
  for (const [key, spec] of Object.entries(command.options)) options[key] = { type: spec.type, ...(spec.short ? { short: spec.short } : {}), ...(spec.multiple ? { multiple: true } : {}) };
  try {
    const parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    return { values: parsed.values as Record<string, string | boolean | string[] | undefined>, positionals: parsed.positionals };
  } catch (error) {
    throw new UserError(`${command.name}: ${(error as Error).message.split('. ')[0]!}; see pagelens ${command.name} --help`);
  }
}

function overview(): string {
  const width = Math.max(...COMMANDS.map((command) => command.usage.length));
  return [
    `pagelens ${version}: who else lives in the bits of struct page`, '',
    'usage: pagelens COMMAND [options] [PATH ...]', '',
    ...COMMANDS.map((command) => `  ${command.usage.padEnd(width)}  ${command.summary}`), '',
    'pagelens COMMAND --help tells a command\'s options. Exit codes: 0 clean, 1 findings of severity error, 2 usage or I/O error.',
  ].join('\n');
}

function commandHelp(command: Command): string {
  const flags = ([key, spec]: [string, OptionSpec]): string => `${spec.short ? `-${spec.short}, ` : ''}--${key}${spec.value ? ` ${spec.value}` : ''}`;
  const entries = Object.entries(command.options);
  const width = Math.max(...entries.map((entry) => flags(entry).length));
  return [`usage: pagelens ${command.usage} [options]`, '', command.summary, '', ...entries.map((entry) => `  ${flags(entry).padEnd(width)}  ${entry[1].help}`)].join('\n');
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader went away: `pagelens uses | head`.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
}, (error: unknown) => {
  process.stderr.write(`pagelens: internal error: ${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
  process.exitCode = 70;
});
