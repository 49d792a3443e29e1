/** What a tree's own git tells: what a range of commits changes, and files as the last commit has them. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TextsBefore } from '../../check/changes/textsBefore.js';
import type { ChangedFile } from '../../check/patch/apply.js';
import { TREE_MARKER } from '../../kernel/setup.js';
import { UserError } from '../errors.js';

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
export async function changesInRange(root: string, range: string): Promise<readonly ChangedFile[]> {
  if (range.startsWith('-')) throw new UserError(`--git ${range}: expected a range of commits`);
  return changesSince(root, range);
}

/** What git says of a tree that it knows nothing of: one out of a package has no history, and asks for none. */
const NO_HISTORY = /not a git repository|bad revision|unknown revision|ENOENT/;

/** The C files that differ from the last commit, staged or not, with both their texts; undefined where there is no git, no commit, or none of this tree. */
export async function uncommittedChanges(root: string, onProblem: (message: string) => void): Promise<readonly ChangedFile[] | undefined> {
  try {
    return (await isCommitted(root)) ? await changesSince(root, 'HEAD') : undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!NO_HISTORY.test(message)) onProblem(`not held against the last commit: ${message}`);
    return undefined;
  }
}

/** A tree may lie in another project's folder, which does not keep it. */
async function isCommitted(root: string): Promise<boolean> {
  return (await git(root, ['ls-tree', '--name-only', 'HEAD', TREE_MARKER])).length > 0;
}

/**
 * As the last commit has them: C files that differ from it on disk, and some more; what it does not have is left out.
 * @returns undefined where there is no git, no commit, or none of this tree
 */
export async function committedTexts(root: string, paths: readonly string[]): Promise<TextsBefore | undefined> {
  try {
    if (!(await isCommitted(root))) return undefined;
    const commit = (await git(root, ['rev-parse', 'HEAD'])).toString('latin1').trim();
    const prefix = (await git(root, ['rev-parse', '--show-prefix'])).toString('latin1').trim();
    const changed = parseRaw(await diff(root, 'HEAD')).map(({ oldPath }) => oldPath);
    const all = [...new Set([...paths, ...changed])].filter((path) => /\.[ch]$/.test(path));
    const found = await batch(root, all.map((path) => `${commit}:${prefix}${path}`));
    return { version: commit, texts: new Map(all.flatMap((path, index) => (found[index] === undefined ? [] : [[path, found[index]] as const]))) };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function diff(root: string, range: string): Promise<string> {
  return (await git(root, ['diff', '--raw', '-z', '-M', '--no-abbrev', '--no-ext-diff', '--relative', range, '--'])).toString('latin1');
}

async function changesSince(root: string, range: string): Promise<readonly ChangedFile[]> {
  const changes = parseRaw(await diff(root, range)).filter(({ path, oldPath }) => /\.[ch]$/.test(path) || /\.[ch]$/.test(oldPath));
  const ids = [...new Set(changes.flatMap(({ before, after }) => [before, after]).filter((id) => !NO_OBJECT.test(id)))];
  const blobs = await batch(root, ids);
  const missing = ids[blobs.indexOf(undefined)];
  if (missing !== undefined) throw new UserError(`git has no object ${missing}: a partial clone? fetch the range first`);
  const texts = new Map(ids.map((id, index) => [id, blobs[index]]));
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
    // Links and submodules are no C, and what is not merged yet is told a second time as a change.
    if (letter !== 'U' && [oldMode!, mode!].every((one) => one.startsWith('100') || one === '000000')) changes.push({ before: before!, after: after!, status: letter, path, oldPath });
  }
  return changes;
}

/** @returns the text of each object, undefined for what is none */
async function batch(root: string, names: readonly string[]): Promise<readonly (string | undefined)[]> {
  const texts: (string | undefined)[] = [];
  if (names.length === 0) return texts;
  const out = await git(root, ['cat-file', '--batch'], `${names.join('\n')}\n`);
  for (let at = 0; at < out.length;) {
    const line = out.indexOf(10, at), [, kind, size] = /(\S+) (\d+)$/.exec(out.toString('latin1', at, line)) ?? [];
    texts.push(kind === 'blob' ? out.toString('latin1', line + 1, line + 1 + Number(size)) : undefined);
    at = kind === undefined ? line + 1 : line + 2 + Number(size);
  }
  return texts;
}

function git(root: string, args: readonly string[], input = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const out: Buffer[] = [], said: Buffer[] = [];
    const child = spawn('git', ['-C', root, ...args], { env: { ...process.env, LC_ALL: 'C' } });
    child.stdout.on('data', (part: Buffer) => { out.push(part); });
    child.stderr.on('data', (part: Buffer) => { said.push(part); });
    // Who does not read its input says why by its exit code.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => { reject(new UserError(`git: ${error.message}`)); });
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new UserError(`git ${args[0]!} in ${root}: ${Buffer.concat(said).toString().trim().split('\n')[0] ?? 'failed'}`));
    });
    child.stdin.end(input);
  });
}
