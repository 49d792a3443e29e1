/** What a range of commits changes, from the tree's own git. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangedFile } from '../check/patch/apply.js';
import { UserError } from './errors.js';

const MAX_OUTPUT = 1 << 30;
/** Git's name for a file as it lies in the work tree. */
const NO_OBJECT = /^0+$/;

interface RawChange {
  readonly before: string;
  readonly after: string;
  readonly status: string;
  readonly path: string;
  readonly oldPath: string;
}

/**
 * The C files that a range changes, with both their texts.
 * @param range as `git diff` takes it: `A..B`, `A...B`, or one commit, which is compared with the work tree
 * @throws UserError for what is no range, or no git
 */
export function changesInRange(root: string, range: string): readonly ChangedFile[] {
  if (range.startsWith('-')) throw new UserError(`--git ${range}: expected a range of commits`);
  return changesSince(root, range);
}

/** The C files that differ from the last commit, staged or not, with both their texts; none where there is no git or no commit. */
export function uncommittedChanges(root: string): readonly ChangedFile[] {
  try {
    return changesSince(root, 'HEAD');
  } catch (error) {
    // A tree out of a package has no history, and asks for none.
    if (error instanceof UserError) return [];
    throw error;
  }
}

function changesSince(root: string, range: string): readonly ChangedFile[] {
  const raw = git(root, ['diff', '--raw', '-z', '-M', '--no-abbrev', '--no-ext-diff', '--relative', range, '--']).toString('latin1');
  const changes = parseRaw(raw).filter(({ path, oldPath }) => /\.[ch]$/.test(path) || /\.[ch]$/.test(oldPath));
  const texts = blobs(root, changes.flatMap(({ before, after }) => [before, after]).filter((id) => !NO_OBJECT.test(id)));
  return changes.map(({ before, after, status, path, oldPath }) => ({
    path, ...(oldPath !== path && status === 'R' && { oldPath }),
    before: status === 'A' ? undefined : texts.get(before),
    after: status === 'D' ? undefined : NO_OBJECT.test(after) ? readFileSync(join(root, path), 'latin1') : texts.get(after),
  }));
}

/** `:100644 100644 ID ID M\0path\0`, with two paths for a rename or a copy. */
function parseRaw(raw: string): readonly RawChange[] {
  const fields = raw.split('\0');
  const changes: RawChange[] = [];
  for (let i = 0; i + 1 < fields.length;) {
    const [oldMode, mode, before, after, status] = fields[i++]!.slice(1).split(' ');
    const letter = status!.charAt(0), oldPath = fields[i++]!;
    const path = letter === 'R' || letter === 'C' ? fields[i++]! : oldPath;
    // Links and submodules are no C.
    if ([oldMode!, mode!].every((one) => one.startsWith('100') || one === '000000')) changes.push({ before: before!, after: after!, status: letter, path, oldPath });
  }
  return changes;
}

function blobs(root: string, ids: readonly string[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  if (ids.length === 0) return texts;
  const out = git(root, ['cat-file', '--batch'], `${ids.join('\n')}\n`);
  for (let at = 0; at < out.length;) {
    const line = out.indexOf(10, at);
    const [id, kind, size] = out.toString('latin1', at, line).split(' ');
    if (kind !== 'blob') throw new UserError(`git has no object ${id ?? ''}: a partial clone? fetch the range first`);
    texts.set(id!, out.toString('latin1', line + 1, line + 1 + Number(size)));
    at = line + 2 + Number(size);
  }
  return texts;
}

function git(root: string, args: readonly string[], input = ''): Buffer {
  const { status, stdout, stderr, error } = spawnSync('git', ['-C', root, ...args], { input, maxBuffer: MAX_OUTPUT });
  if (error) throw new UserError(`git: ${error.message}`);
  if (status !== 0) throw new UserError(`git ${args[0]!} in ${root}: ${stderr.toString().trim().split('\n')[0] ?? 'failed'}`);
  return stdout;
}
