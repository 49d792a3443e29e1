/** Patches applied in memory, one after the other, as `git am` would apply them to the tree. */
import { applyPatch, type StructuredPatch } from 'diff';
import { readMails } from './mail.js';
import { type FileChange, parseDiff } from './parse.js';

/** What the patches make of one file of the tree. */
export interface ChangedFile {
  readonly path: string;
  /** The path it had before them, when it was another one. */
  readonly oldPath?: string;
  /** Undefined: it is not there before, or not there any more. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface PatchedTree {
  readonly files: readonly ChangedFile[];
  /** What could not be read or applied, with the file, the hunk and what was expected. */
  readonly problems: readonly string[];
}

/**
 * @param text a diff, a mail or an mbox, bytes as latin-1
 * @param read a file of the tree as it is, undefined when there is none
 */
export function applyPatches(text: string, read: (path: string) => string | undefined): PatchedTree {
  const tree = new Overlay(read);
  const problems: string[] = [];
  let changes = 0;
  for (const { subject, body } of readMails(text)) {
    const where = subject === '' ? '' : ` (${subject})`;
    const parsed = parseDiff(body);
    changes += parsed.changes.length;
    problems.push(...parsed.problems.map((problem) => problem + where));
    for (const change of parsed.changes) {
      const problem = applyChange(change, tree);
      if (problem !== undefined) problems.push(problem + where);
    }
  }
  if (changes === 0 && problems.length === 0) problems.push('no patch: the text holds no unified diff');
  return { files: tree.changed(), problems };
}

/** The tree with what earlier changes made of it. */
class Overlay {
  readonly #read: (path: string) => string | undefined;
  readonly #now = new Map<string, string | undefined>();
  /** By new path: where its text came from. */
  readonly #origins = new Map<string, string>();

  constructor(read: (path: string) => string | undefined) {
    this.#read = read;
  }

  text(path: string): string | undefined {
    return this.#now.has(path) ? this.#now.get(path) : this.#read(path);
  }

  set(path: string, text: string | undefined): void {
    this.#now.set(path, text);
  }

  move(from: string, to: string): void {
    this.#origins.set(to, this.#origins.get(from) ?? from);
  }

  changed(): readonly ChangedFile[] {
    return [...this.#now].flatMap(([path, after]): ChangedFile[] => {
      const oldPath = this.#origins.get(path), before = this.#read(oldPath ?? path);
      return before === after && oldPath === undefined ? [] : [{ path, ...(oldPath !== undefined && oldPath !== path && { oldPath }), before, after }];
    });
  }
}

/** @returns what went wrong */
function applyChange({ oldName, newName, patch }: FileChange, tree: Overlay): string | undefined {
  const oldPath = pathIn(oldName, tree), newPath = oldName !== undefined && oldName.replace(/^a\//, 'b/') === newName ? oldPath : pathIn(newName, tree, oldName);
  const path = newPath ?? oldPath ?? '';
  // `diff -N` tells a new or a deleted file in no other way than by its lines: there are none.
  const before = oldPath === undefined ? '' : tree.text(oldPath) ?? (hasLines(patch, 'oldLines') ? undefined : '');
  if (oldPath === undefined && newPath !== undefined && (tree.text(newPath) ?? '') !== '') return `${newPath}: does not apply: the patch makes this file, and it is there already`;
  if (before === undefined) return `${oldPath ?? path}: does not apply: no such file in the tree`;
  const after = patch.hunks.length === 0 ? before : applyPatch(before, patch);
  if (after === false) return `${path}: ${failure(before, patch)}`;
  if (oldPath !== undefined && oldPath !== newPath && !patch.isCopy) tree.set(oldPath, undefined);
  if (newPath === undefined) return undefined;
  tree.set(newPath, after === '' && !hasLines(patch, 'newLines') ? undefined : after);
  if (oldPath !== undefined && oldPath !== newPath) tree.move(oldPath, newPath);
  return undefined;
}

/** Whether a side of a patch shows any line; a patch without hunks (a rename) takes none away. */
function hasLines({ hunks }: StructuredPatch, side: 'oldLines' | 'newLines'): boolean {
  return hunks.length !== 1 || hunks[0]![side] > 0;
}

/**
 * The path in the tree that a patch's name means: mostly without its first folder (`a/`, `linux-6.1/`), for those made with -p0 as it stands.
 * @param beside another name of the same file, spelled in the same manner
 */
function pathIn(name: string | undefined, tree: Overlay, beside?: string): string | undefined {
  if (name === undefined) return undefined;
  const less = (path: string): string => path.replace(/^\.?\/*[^/]+\//, '');
  const exists = (path: string): boolean => tree.text(path) !== undefined;
  if (exists(less(name)) || (beside !== undefined && exists(less(beside)))) return less(name);
  return !/^[ab]\//.test(name) && exists(name) ? name : less(name);
}

/** The first hunk that finds no place, with the first of its lines that the file does not have there. */
function failure(text: string, patch: StructuredPatch): string {
  const { hunks } = patch;
  const last = hunks.findIndex((_, i) => applyPatch(text, { ...patch, hunks: hunks.slice(0, i + 1) }) === false);
  const hunk = hunks[last]!;
  const lines = text.split('\n'), expected = hunk.lines.filter((line) => /^[ -]/.test(line)).map((line) => line.slice(1));
  const first = expected.findIndex((line, i) => lines[hunk.oldStart - 1 + i]?.replace(/\r$/, '') !== line.replace(/\r$/, ''));
  const at = hunk.oldStart + Math.max(0, first);
  const found = lines[at - 1];
  return `hunk ${last + 1} of ${hunks.length} does not apply: line ${at} should be "${shown(expected[Math.max(0, first)])}", ${found === undefined ? 'the file ends before it' : `and is "${shown(found)}"`}`;
}

function shown(line: string | undefined): string {
  const text = (line ?? '').trim();
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
