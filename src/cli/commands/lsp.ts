import type { Command } from '../command.js';
import { UserError } from '../errors.js';

export const lsp: Command = {
  name: 'lsp',
  usage: 'lsp --stdio',
  summary: 'the language server, for any editor',
  options: { stdio: { type: 'boolean', help: 'speak over standard input and output' } },
  async run(_args, options) {
    if (options['stdio'] !== true) throw new UserError('lsp: say --stdio; no other transport is served from the command line');
    // Loaded when asked for: the protocol's library costs every other command a tenth of a second.
    const { serveStdio } = await import('../../server/stdio.js');
    serveStdio();
    // The server ends the process when its client says so or goes away.
    return new Promise(() => undefined);
  },
};
