/** Mocha inside a real extension host, once in a kernel tree and once in a folder that is none. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, root } from '../lib/paths.mjs';
import { launchBrowser } from '../vscode/browser.mjs';
import { startServer } from '../vscode/server.mjs';
import { inTemporaryFolder } from './context.mjs';
import { readResult, resultFile } from './mochaStage.mjs';
import { sum } from './outcome.mjs';

const timeoutMs = 1_200_000;

/** @param {string} folder */
function makePlainFolder(folder) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'hello.c'), '#include <stdio.h>\n\nint main(void)\n{\n\treturn puts("hello") < 0;\n}\n');
}

/**
 * Opens a window whose extension host runs the tests, and waits until they have ended.
 * @param {{browser: import('playwright-core').Browser, server: import('../vscode/server.mjs').Server, folder: string}} options
 * @returns {Promise<string>} what the host logged
 */
async function runWindow({ browser, server, folder }) {
  const page = await browser.newPage();
  let log = '';
  try {
    const over = new Promise((resolve) => {
      setTimeout(resolve, timeoutMs).unref();
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
      log += `${type}: ${args.map(String).join(' ')}\n`;
    });
    // The host runs beside the server, so both paths are the server's.
    const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    await page.goto(server.address(folder, [
      ['extensionDevelopmentPath', remote(root)],
      ['extensionTestsPath', remote(inRoot('out/test/host/index.cjs'))],
    ]));
    await over;
  } finally {
    await page.close();
  }
  return log;
}

/** @type {import('./context.mjs').Stage} */
export const host = {
  name: 'host',
  run: ({ grep }) => inTemporaryFolder(async (folder) => {
    const tree = join(folder, 'tree');
    cpSync(inRoot('examples'), tree, { recursive: true });
    const plain = join(folder, 'plain');
    makePlainFolder(plain);
    const browser = await launchBrowser();
    try {
      const outcomes = [];
      for (const [name, workspace] of Object.entries({ tree, plain })) {
        const result = resultFile(`host-${name}`);
        const env = {
          PAGELENS_HOST_SUITE: name,
          PAGELENS_TEST_RESULT: result,
          PAGELENS_TEST_GREP: grep,
          PAGELENS_TEST_RUNNER: inRoot('scripts/test/runMocha.mjs'),
        };
        const server = await startServer({ profile: join(folder, `profile-${name}`), testDriver: true, env });
        try {
          const log = await runWindow({ browser, server, folder: workspace });
          outcomes.push(readResult(result, `host ${name}`, `no outcome within ${timeoutMs / 1000} s\n${log}${server.log()}`));
        } finally {
          await server.stop();
        }
      }
      return sum(outcomes);
    } finally {
      await browser.close();
    }
  }),
};
