import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'mocha';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { type KernelSetup, openTree, type SetupOptions, TREE_MARKER } from '../../../src/kernel/setup.js';
import { ARCHES } from '../../../src/kernel/arch.js';
import { KernelTree } from '../../../src/kernel/tree.js';
import { skip } from '../../skip.js';
import { cachePath } from './cache.js';

/** The root of a real kernel; without one the test is skipped and says so. */
export function realRoot(context: Context, version: string): string {
  const root = cachePath(`linux-source-${version}`);
  if (!existsSync(join(root, TREE_MARKER))) skip(context, `no kernel source linux-source-${version} in the cache`);
  return root;
}

const trees = new Map<string, KernelTree>();

/** Opens a real kernel. Trees are shared between tests: outlining one takes seconds. */
export function openReal(root: string, options: SetupOptions): KernelSetup {
  const files = new NodeFiles(root);
  const setup = openTree(files, options);
  const directory = ARCHES[setup.arch.name].directory;
  const key = `${root} ${directory}`;
  let tree = trees.get(key);
  if (!tree) trees.set(key, (tree = new KernelTree(files, directory)));
  return { ...setup, tree };
}
