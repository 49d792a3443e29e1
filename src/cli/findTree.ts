/** Finding the kernel tree a command works on, and its paths from what the user typed. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { type KernelSetup, openTree, TREE_MARKER } from '../kernel/setup.js';
import { ConfigError } from '../kernel/config.js';
import { UserError } from './errors.js';
import { NodeFiles } from './nodeFiles.js';

export interface TreeOptions {
  readonly kernel?: string | undefined;
  readonly config?: string | undefined;
  readonly arch?: string | undefined;
  readonly define?: readonly string[] | undefined;
}

/** The tree's top: --kernel, else the nearest folder upward of the first path (or the current one) that has include/linux/mm_types.h. */
export function findRoot(options: TreeOptions, paths: readonly string[]): string {
  if (options.kernel !== undefined) {
    const root = resolve(options.kernel);
    if (!existsSync(root)) throw new UserError(`${options.kernel}: no such directory; give the top of a kernel tree with --kernel`);
    if (!statSync(root).isDirectory()) throw new UserError(`${options.kernel}: not a directory; give the top of a kernel tree with --kernel`);
    if (!existsSync(join(root, TREE_MARKER))) throw new UserError(`${options.kernel}: no kernel tree, ${TREE_MARKER} is missing`);
    return realpathSync(root);
  }
  const start = resolve(paths[0] ?? '.');
  if (!existsSync(start)) throw new UserError(`${paths[0] ?? '.'}: no such file or directory`);
  const root = rootAbove(start);
  if (root !== undefined) return root;
  throw new UserError(`no kernel tree (a folder with ${TREE_MARKER}) above ${paths[0] ?? 'the current directory'}; give one with --kernel DIR`);
}

/** The nearest folder at or above a path that is a kernel tree's top. */
export function rootAbove(path: string): string | undefined {
  const start = resolve(path);
  for (let folder = statSync(start).isDirectory() ? start : dirname(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, TREE_MARKER))) return realpathSync(folder);
    if (dirname(folder) === folder) return undefined;
  }
}

/** Opens the tree at `root` under the options' configuration; warnings go to `warn`. */
export function openAt(root: string, options: TreeOptions, warn: (message: string) => void): KernelSetup {
  let config: { name: string; text: string } | undefined;
  if (options.config !== undefined) {
    try {
      config = { name: options.config, text: readFileSync(options.config, 'utf8') };
    } catch (error) {
      throw new UserError(`${options.config}: cannot read the configuration: ${(error as Error).message}`);
    }
  }
  try {
    const setup = openTree(new NodeFiles(root), { arch: options.arch, config, defines: options.define });
    for (const warning of setup.warnings) warn(warning);
    return setup;
  } catch (error) {
    if (error instanceof ConfigError) throw new UserError(error.message);
    throw error;
  }
}

/** A path as typed, as one of the tree's own: relative to the current directory first, then to the tree's top. */
export function treePath(root: string, typed: string): string {
  for (const candidate of isAbsolute(typed) ? [typed] : [resolve(typed), join(root, typed)]) {
    if (!existsSync(candidate)) continue;
    const inside = relative(root, realpathSync(candidate));
    if (inside === '' || (!inside.startsWith('..') && !isAbsolute(inside))) return inside.replaceAll('\\', '/');
  }
  if (existsSync(resolve(typed))) throw new UserError(`${typed}: not inside the kernel tree ${root}`);
  throw new UserError(`${typed}: no such file or directory`);
}
