/** Tests that drive the real editor with the packaged extension in it, as a person would. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../lib/paths.mjs';
import { chromiumFlags, ensureChromium } from '../vscode/chromium.mjs';
import { startServer } from '../vscode/server.mjs';
import { inTemporaryFolder } from './context.mjs';
import { builtTests, mochaInNode } from './mochaStage.mjs';

/** @type {import('./context.mjs').Stage} */
export const browser = {
  name: 'browser',
  run: ({ grep, vsix }) => inTemporaryFolder(async (folder) => {
    const chromium = await ensureChromium();
    // A copy: a test may edit and save, and the editor leaves files of its own.
    const examples = join(folder, 'examples');
    cpSync(inRoot('examples'), examples, { recursive: true });
    rmSync(inRoot('out/screenshots'), { recursive: true, force: true });
    const server = await startServer({ profile: join(folder, 'profile'), vsix: await vsix() });
    try {
      return await mochaInNode({
        name: 'browser',
        files: builtTests((name) => name === 'browser'),
        grep,
        testTimeoutMs: 300_000,
        timeoutMs: 2_700_000,
        env: {
          PAGELENS_CHROMIUM: chromium,
          PAGELENS_CHROMIUM_FLAGS: JSON.stringify(chromiumFlags),
          PAGELENS_EDITOR: server.address(''),
          PAGELENS_EXAMPLES: examples,
        },
      });
    } finally {
      await server.stop();
    }
  }),
};
