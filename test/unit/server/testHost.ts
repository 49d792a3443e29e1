import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAt } from '../../../src/cli/findTree.js';
import { UsesScanner } from '../../../src/cli/usesScanner.js';
import type { IndexRequest, ServerHost, TreeUses } from '../../../src/server/host.js';
import { nodeHost } from '../../../src/server/nodeHost.js';
import { testParser } from '../c/grammar.js';

export const examples = join(process.cwd(), 'examples');

/** Node's host, but everything in this thread and without bundles; what lies on disk is what was before. */
export const testHost: ServerHost = {
  ...nodeHost, loadParser: testParser, readTree,
  textsBefore: (root, paths) => Promise.resolve({ version: 'last', texts: new Map(paths.map((path) => [path, readFileSync(join(root, path), 'latin1')])) }),
};

async function readTree({ root, arch, config, signal, onProgress }: IndexRequest): Promise<TreeUses> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => /\.[ch]$/.test(path)).map((path) => path.replaceAll('\\', '/'));
  onProgress(0, files.length);
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal.throwIfAborted();
  const setup = openAt(root, { ...(arch !== '' && { arch }), ...(config !== '' && { config }) }, () => undefined);
  const { uses, warnings } = new UsesScanner(root, setup, await testParser(), { records: [] }).scan(files);
  onProgress(files.length, files.length);
  return { uses, warnings };
}
