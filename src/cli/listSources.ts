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

const SKIPPED = new Set(['.git', '.svn', '.hg', 'node_modules']);

/** Walks folders; symbolic links to folders are not followed, so a loop of them ends at once. */
export function listSources(root: string, paths: readonly string[]): SourceList {
  const files: string[] = [];
  const warnings: string[] = [];
  const walk = (folder: string): void => {
    let entries;
    try {
      entries = readdirSync(join(root, folder), { withFileTypes: true });
    } catch (error) {
      warnings.push(`${folder || root}: cannot list: ${(error as Error).message}`);
      return;
    }
    const folders: string[] = [];
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name)) folders.push(path);
      } else if (/\.[ch]$/.test(entry.name) && (entry.isFile() || (entry.isSymbolicLink() && linksToFile(join(root, path), path)))) files.push(path);
    }
    for (const inner of folders) walk(inner);
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
    if (stat.isDirectory()) walk(path);
    else files.push(path);
  }
  return { files: [...new Set(files)], warnings };
}
