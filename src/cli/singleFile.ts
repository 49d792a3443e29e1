/** A C file that lies in no kernel tree: read with bundled layouts. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { BUNDLED_KERNELS, bundledKernel, DEFAULT_BUNDLED } from '../layout/bundled/index.js';
import { SingleFileTree } from '../layout/bundled/singleFileTree.js';
import type { LayoutSet } from '../layout/record.js';
import { openTree } from '../kernel/setup.js';
import { UserError } from './errors.js';
import { loadBundledGrammar } from './grammarFiles.js';
import { type ScanResult, UsesScanner } from './usesScanner.js';

/** @throws UserError for a version older than all bundled ones */
export async function bundledLayouts(version: string | undefined, arch: string | undefined): Promise<{ readonly layouts: LayoutSet; readonly source: string }> {
  const kernel = bundledKernel(version ?? DEFAULT_BUNDLED);
  if (!kernel) throw new UserError(`no bundled layouts for ${version ?? ''}; there are: ${BUNDLED_KERNELS.map((one) => one.name).join(', ')}`);
  const { sets, source } = await kernel.load();
  const wanted = arch ?? 'x86_64';
  const layouts = sets.find((set) => set.config.startsWith(`${wanted} `) || set.arch === wanted);
  if (!layouts) throw new UserError(`the bundled layouts of ${kernel.name} know no ${wanted}; known: ${sets.map((set) => set.config.replace(/ preset$/, '')).join(', ')}`);
  return { layouts, source };
}

/** Whether a typed path is a C file that can be read alone. */
export function isLoneFile(path: string | undefined): path is string {
  return path !== undefined && /\.[ch]$/.test(path) && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

export async function scanLoneFile(path: string, records: readonly string[], layouts: LayoutSet): Promise<ScanResult> {
  const name = basename(path);
  const setup = openTree(new SingleFileTree(name, readFileSync(path, 'latin1'), layouts));
  // Without asserts to tell them, the bundled records are the overlays; list nodes are nobody's.
  const tracked = records.length > 0 ? records : Object.keys(layouts.records).filter((tag) => !/(_head|_node)$/.test(tag));
  const scanner = new UsesScanner('', setup, await loadBundledGrammar(), { records: tracked });
  const result = scanner.scanKnown(name);
  const placed = <T extends { readonly file: string }>(rows: readonly T[]): readonly T[] => rows.map((row) => ({ ...row, file: path }));
  return { uses: placed(result.uses), unknown: placed(result.unknown), errors: placed(result.errors), warnings: result.warnings };
}
