/** Tests that drive the real editor with the packaged extension in it, as a person would. */
import { cpSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inRoot } from '../lib/paths.mjs';
import { chromiumFlags, ensureChromium } from '../vscode/chromium.mjs';
import { startServer } from '../vscode/server.mjs';
import { inTemporaryFolder } from './context.mjs';
import { builtTests, mochaInNode } from './mochaStage.mjs';
import { sum } from './outcome.mjs';

/** @typedef {import('./outcome.mjs').Outcome} Outcome */

/**
 * A story that fails is told once more from the beginning, in a new window: an editor, its extension host and a browser on a busy machine
 * lose a key now and then. What passed only then is named in the summary.
 * @param {() => Promise<Outcome>} tell
 * @returns {Promise<Outcome>}
 */
async function toldTwiceAtMost(tell) {
  const first = await tell();
  if (first.failures.length === 0) return first;
  for (const { title, detail } of first.failures) console.log(`\n  failed, is told again: ${title}\n  ${detail.trimEnd().replaceAll('\n', '\n  ')}\n`);
  const second = await tell();
  const again = new Set(second.failures.map(({ title }) => title));
  return { ...second, unsteady: first.failures.filter(({ title }) => !again.has(title)) };
}

/** @type {import('./context.mjs').Stage} */
export const browser = {
  name: 'browser',
  run: ({ grep, vsix }) => inTemporaryFolder(async (folder) => {
    const chromium = await ensureChromium();
    const examples = join(folder, 'examples');
    rmSync(inRoot('out/screenshots'), { recursive: true, force: true });
    /** @type {(file: string) => Promise<Outcome>} */
    const tell = (file) => {
      // A copy: a test may edit and save, and the editor leaves files of its own.
      rmSync(examples, { recursive: true, force: true });
      cpSync(inRoot('examples'), examples, { recursive: true });
      return mochaInNode({
        name: basename(file, '.test.js'),
        files: [file],
        grep,
        testTimeoutMs: 300_000,
        timeoutMs: 1_200_000,
        env: {
          PAGELENS_CHROMIUM: chromium,
          PAGELENS_CHROMIUM_FLAGS: JSON.stringify(chromiumFlags),
          PAGELENS_EDITOR: server.address(''),
          PAGELENS_EXAMPLES: examples,
        },
      });
    };
    const server = await startServer({ profile: join(folder, 'profile'), vsix: await vsix() });
    try {
      const outcomes = [];
      for (const file of builtTests((name) => name === 'browser')) outcomes.push(await toldTwiceAtMost(() => tell(file)));
      return sum(outcomes);
    } finally {
      await server.stop();
    }
  }),
};
