/** One driver of our own, checked in the example tree. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { factsOfChange, lostBy } from '../../../src/check/changes/index.js';
import { checkContext } from '../../../src/check/context.js';
import { checkFile } from '../../../src/check/checkFile.js';
import type { Finding } from '../../../src/check/finding.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { directoryOf } from '../../../src/kernel/files.js';
import { openTree } from '../../../src/kernel/setup.js';
import { testParser } from '../c/grammar.js';

/** What each driver includes. */
export const HEAD = ['mm', 'gfp', 'vmalloc', 'list', 'list_lru', 'page-flags'].map((name) => `#include <linux/${name}.h>\n`).join('');
/** Where it lies in the tree. */
export const DRIVER = 'drivers/misc/driver.c';

/** The example tree with another version in its Makefile. */
class OfVersion extends NodeFiles {
  readonly #makefile: string;

  constructor(version: string) {
    super('examples');
    const [major, minor] = version.split('.');
    this.#makefile = `VERSION = ${major}\nPATCHLEVEL = ${minor}\nSUBLEVEL = 0\n`;
  }

  override read(path: string): string | undefined {
    return path === 'Makefile' ? this.#makefile : super.read(path);
  }
}

/**
 * @param others more files of the tree, by path
 * @param version of the kernel that the tree is said to be; default: its own
 */
export async function findingsIn(body: string, others: Readonly<Record<string, string>> = {}, version?: string): Promise<readonly Finding[]> {
  return findingsAt(DRIVER, body, others, version);
}

/** The same of a file that lies somewhere else. */
export async function findingsAt(place: string, body: string, others: Readonly<Record<string, string>> = {}, version?: string): Promise<readonly Finding[]> {
  const files = version === undefined ? new NodeFiles('examples') : new OfVersion(version);
  // Files that lie in memory only are listed with those beside them.
  const stored = files.list.bind(files);
  files.list = (directory) => [...stored(directory), ...Object.keys(others).filter((path) => directoryOf(path) === directory).map((path) => path.slice(directory.length + 1))];
  const setup = openTree(files);
  for (const [path, text] of Object.entries(others)) setup.tree.overlay(path, text);
  setup.tree.overlay(place, HEAD + body);
  return checkFile(setup.tree.source(place)!, checkContext(setup, await testParser()));
}

export async function rulesIn(body: string, others: Readonly<Record<string, string>> = {}, version?: string): Promise<readonly string[]> {
  return (await findingsIn(body, others, version)).map(({ rule }) => rule);
}

/** What a change of one driver no longer does, by rule. */
export async function lostIn(before: string, after: string): Promise<readonly string[]> {
  const parser = await testParser();
  const side = (body: string): Parameters<typeof factsOfChange>[0] => {
    const setup = openTree(new NodeFiles('examples'));
    setup.tree.overlay(DRIVER, HEAD + body);
    return { file: setup.tree.source(DRIVER)!, context: checkContext(setup, parser) };
  };
  const changed = factsOfChange(side(before), side(after));
  return changed ? lostBy(changed, [changed]).map(({ rule }) => rule) : [];
}

/** Messages about a header of the example tree with some of its text replaced. */
export async function toldOf(path: string, from: string, to: string): Promise<readonly string[]> {
  const text = readFileSync(`examples/${path}`, 'latin1');
  assert.ok(text.includes(from), `${path} has no ${from}`);
  const setup = openTree(new NodeFiles('examples'));
  setup.tree.overlay(path, text.replace(from, to));
  return checkFile(setup.tree.source(path)!, checkContext(setup, await testParser())).map(({ rule, message }) => `${rule}: ${message}`);
}
