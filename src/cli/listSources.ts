/** The C files below some paths of a tree. */
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from './errors.js';

export interface SourceList {
  /** From the tree's top, sorted by folder. */
  readonly files: readonly string[];
  /** Folders that could not be listed, links that were not followed into a folder. */
  readonly warnings: readonly string[];
}

/** Milliseconds at a time. */
const SLICE_MS = 10;

const SKIPPED = new Set(['.git', '.svn', '.hg', 'node_modules']);

/** Walks folders; symbolic links to folders are not followed, so a loop of them ends at once. */
export function listSources(root: string, paths: readonly string[]): SourceList {
  const steps = folders(root, paths);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same while others go on with their work in between: a kernel has thousands of folders. */
export async function listSourcesAside(root: string, paths: readonly string[], signal: AbortSignal): Promise<SourceList> {
  const steps = folders(root, paths);
  for (;;) {
    signal.throwIfAborted();
    const end = performance.now() + SLICE_MS;
    while (performance.now() < end) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
    await new Promise((resolve) => { setTimeout(resolve, 1); });
  }
}

/** Stops after each folder. */
function* folders(root: string, paths: readonly string[]): Generator<undefined, SourceList> {
  const files: string[] = [];
  const warnings: string[] = [];
  const walk = function* (folder: string): Generator<undefined> {
    let entries;
    try {
      entries = readdirSync(join(root, folder), { withFileTypes: true });
    } catch (error) {
      warnings.push(`${folder || root}: cannot list: ${(error as Error).message}`);
      return;
    }
    const inside: string[] = [];
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name)) inside.push(path);
      } else if (/\.[ch]$/.test(entry.name) && (entry.isFile() || (entry.isSymbolicLink() && linksToFile(join(root, path), path)))) files.push(path);
    }
    yield;
    for (const inner of inside) yield* walk(inner);
  };
  const linksToFile = (absolute: string, path: string): boolean => {
    try {
      return statSync(absolute).isFile();
    } catch (error) {
      warnings.push(`${path}: symbolic link leads nowhere: ${(error as Error).message}`);
      return false;
    }
  };
  for (const path of paths) {
    let stat;
    try {
      stat = lstatSync(join(root, path));
      if (stat.isSymbolicLink()) stat = statSync(join(root, path));
    } catch (error) {
      throw new UserError(`${path}: ${(error as Error).message}`);
    }
    if (stat.isDirectory()) yield* walk(path);
    else files.push(path);
  }
  return { files: [...new Set(files)], warnings };
}
