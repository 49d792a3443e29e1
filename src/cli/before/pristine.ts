/** The same release of the kernel as nobody has changed it, which lies elsewhere on this machine. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { TREE_MARKER } from '../../kernel/setup.js';
import { UserError } from '../errors.js';

/** How Documentation/process/submitting-patches.rst and packagers name the copy that a tree is compared with. */
const COPIES = ['.orig', '-vanilla', '.vanilla', '.pristine', '-orig'];

/** @returns undefined for what is no kernel tree: 6.1.192, with what a distribution appends */
export function releaseOf(root: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(join(root, 'Makefile'), 'latin1');
  } catch {
    return undefined;
  }
  const [version, patchlevel, sublevel, extra] = ['VERSION', 'PATCHLEVEL', 'SUBLEVEL', 'EXTRAVERSION'].map((name) => new RegExp(`^${name} *=[ \\t]*(\\S*)`, 'm').exec(text)?.[1] ?? '');
  return version === '' || patchlevel === '' ? undefined : `${version}.${patchlevel}${sublevel === '' ? '' : `.${sublevel}`}${extra}`;
}

/**
 * A tree to hold another against, as the user names it.
 * @throws UserError for what is no kernel tree, or the tree itself
 */
export function namedTree(root: string, named: string): string {
  const path = resolve(named);
  if (!existsSync(join(path, TREE_MARKER))) throw new UserError(`--against ${named}: no kernel tree, ${TREE_MARKER} is missing; give the top of one, or none`);
  const found = realpathSync(path);
  if (found === root) throw new UserError(`--against ${named}: this is the tree that is checked`);
  return found;
}

/**
 * Where the same release lies unchanged: a copy beside the tree, sources that a distribution installed, or those that Pagelens' own tests have unpacked.
 * @returns undefined where there is none
 */
export function pristineTree(root: string): string | undefined {
  const release = releaseOf(root);
  if (release === undefined) return undefined;
  const short = release.split('.').slice(0, 2).join('.'), names = [...new Set([short, release])].flatMap((version) => [`linux-source-${version}`, `linux-${version}`]);
  const cache = process.env['PAGELENS_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'pagelens');
  const places = [...COPIES.map((copy) => join(dirname(root), `${basename(root)}${copy}`)), ...['/usr/src', cache].flatMap((folder) => names.map((name) => join(folder, name)))];
  return places.map(real).find((place) => place !== undefined && place !== root && releaseOf(place) === release);
}

function real(place: string): string | undefined {
  try {
    return statSync(join(place, TREE_MARKER)).isFile() ? realpathSync(place) : undefined;
  } catch {
    return undefined;
  }
}

/** A file's bytes in another tree, unless they are those of `root`'s; undefined for the same ones, and null for a file that is only in `root`. */
export function otherText(root: string, pristine: string, path: string): string | null | undefined {
  const now = status(join(root, path)), was = status(join(pristine, path));
  if (!was) return null;
  // Unpacked from one archive, a file that nobody wrote to has its time.
  if (now?.size === was.size && now.mtimeMs === was.mtimeMs) return undefined;
  const before = readFileSync(join(pristine, path), 'latin1');
  return now?.size === was.size && readFileSync(join(root, path), 'latin1') === before ? undefined : before;
}

function status(path: string): { readonly size: number; readonly mtimeMs: number } | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? found : undefined;
}
