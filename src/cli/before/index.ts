/** What a tree's files were before somebody changed them: as its git has them, or the same release on this machine. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TextsBefore } from '../../check/changes/textsBefore.js';
import type { ChangedFile } from '../../check/patch/apply.js';
import { listSources } from '../listSources.js';
import { committedTexts, uncommittedChanges } from './git.js';
import { namedTree, otherText, pristineTree } from './pristine.js';

/** The C files that are not as they were, with both their texts. */
export interface ChangesBefore {
  readonly files: readonly ChangedFile[];
  /** Which tree they are held against, where it is not the last commit. */
  readonly against?: string;
}

/** `against`: held against nothing. */
const NOTHING = 'none';

/**
 * Holds a tree on disk against what it was: the last commit, or where git does not keep it, a pristine tree of the same release.
 * @param asked files and folders of the tree; beside them only what lies in the same folders, and the headers of the whole kernel, is looked at where git does not tell
 * @param against a tree's top or `none`, as the user says; undefined: what there is
 * @throws UserError when the named tree is none
 */
export async function changesBefore(root: string, asked: readonly string[], against: string | undefined, onProblem: (message: string) => void): Promise<ChangesBefore> {
  if (against === NOTHING) return { files: [] };
  const named = against === undefined ? undefined : namedTree(root, against);
  const committed = named === undefined ? await uncommittedChanges(root, onProblem) : undefined;
  if (committed) return { files: committed };
  const pristine = named ?? pristineTree(root);
  return pristine === undefined ? { files: [] } : { files: changesFrom(root, pristine, asked), against: pristine };
}

function changesFrom(root: string, pristine: string, asked: readonly string[]): readonly ChangedFile[] {
  const folders = new Set([...asked.map((path) => (!/\.[ch]$/.test(path) ? path : dirname(path) === '.' ? '' : dirname(path))), 'include']);
  return [...new Set(listSources(root, [...folders]).files)].flatMap((path): readonly ChangedFile[] => {
    const before = otherText(root, pristine, path);
    return before === undefined ? [] : [{ path, before: before ?? undefined, after: readFileSync(join(root, path), 'latin1') }];
  });
}

/**
 * As they were: these files and, where git tells, those that differ on disk.
 * @param against as {@link changesBefore} takes it
 * @returns undefined where nothing tells
 */
export async function textsBefore(root: string, paths: readonly string[], against: string | undefined): Promise<TextsBefore | undefined> {
  if (against === NOTHING) return undefined;
  const committed = against === undefined ? await committedTexts(root, paths) : undefined;
  if (committed) return committed;
  const pristine = against === undefined ? pristineTree(root) : namedTree(root, against);
  if (pristine === undefined) return undefined;
  return { version: pristine, texts: new Map(paths.flatMap((path) => {
    const text = otherText(root, pristine, path);
    return typeof text === 'string' ? [[path, text] as const] : text === null ? [] : [[path, readFileSync(join(root, path), 'latin1')] as const];
  })) };
}
