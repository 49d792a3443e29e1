import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMemoryManagement } from '../check/pages/insiders.js';
import { textsBefore } from '../cli/before/index.js';
import { loadBundledGrammar } from '../cli/grammarFiles.js';
import { listSourcesAside } from '../cli/listSources.js';
import { NodeFiles } from '../cli/nodeFiles.js';
import { scanUses, ScanWorker } from '../cli/scanPool.js';
import { UserError } from '../cli/errors.js';
import { openAt, type TreeOptions } from '../cli/findTree.js';
import { findOverlays } from '../layout/overlays.js';
import { TREE_MARKER } from '../kernel/setup.js';
import type { ServerHost, TreeChoice } from './host.js';

/** The machine as Node sees it. */
export const nodeHost: ServerHost = {
  loadParser: loadBundledGrammar,
  pathOf(uri) {
    try {
      return real(fileURLToPath(uri));
    } catch {
      // Another scheme (untitled:, git:), or no URI at all.
      return undefined;
    }
  },
  uriOf: (path) => pathToFileURL(path).href,
  findTree(path) {
    for (let folder = path; ; folder = dirname(folder)) {
      if (existsSync(join(folder, TREE_MARKER))) return real(folder);
      if (dirname(folder) === folder) return undefined;
    }
  },
  isTree: (root) => existsSync(join(root, TREE_MARKER)),
  files: (root) => new NodeFiles(root),
  async textsBefore(root, paths, against) {
    try {
      return await textsBefore(root, paths, against === '' ? undefined : against);
    } catch (error) {
      // The setting names no tree: the rest of the checks goes on.
      if (error instanceof UserError) return undefined;
      throw error;
    }
  },
  readText: (path) => readFileSync(path, 'utf8'),
  resolve: (root, path) => (path.startsWith('~/') ? join(process.env['HOME'] ?? '', path.slice(2)) : isAbsolute(path) ? path : resolve(root, path)),
  async readTree({ root, arch, config, overlays, signal, onProgress, onUses }) {
    const sources = await listSourcesAside(root, [''], signal);
    const files = memoryManagementFirst(sources.files);
    const of = files.length;
    onProgress(0, of);
    // One processor stays free for the person who types.
    const threads = Math.max(2, availableParallelism() - 1);
    const tree = optionsOf({ arch, config });
    const result = await scanUses({ root, tree, scan: { records: [] } }, files, (done) => { onProgress(done, of); }, { signal, threads, overlays, onUses });
    return { uses: result.uses, warnings: [...sources.warnings, ...result.warnings] };
  },
  async searchTree({ root, arch, config }) {
    const tree = optionsOf({ arch, config });
    const worker = new ScanWorker({ root, tree, scan: { records: [] } });
    worker.open(findOverlays(openAt(root, tree, () => undefined).tree));
    await worker.started();
    return { routes: () => worker.routes(), ways: (state, files) => worker.ways(state, files), findings: (texts, files) => worker.findings(texts, files), close: () => { worker.end(); } };
  },
};

function optionsOf({ arch, config }: Pick<TreeChoice, 'arch' | 'config'>): TreeOptions {
  return { ...(arch !== '' && { arch }), ...(config !== '' && { config }) };
}

/** What most people ask about comes first: a scan begins at both ends of its files. */
function memoryManagementFirst(files: readonly string[]): readonly string[] {
  const own = files.filter(isMemoryManagement), half = Math.ceil(own.length / 2);
  return [...own.slice(0, half), ...files.filter((path) => !isMemoryManagement(path)), ...own.slice(half)];
}

/** A file that is not saved yet has a folder that is. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(real(folder), basename(path));
  }
}
