import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { FileScope } from '../../../src/kernel/scope.js';
import { KernelTree } from '../../../src/kernel/tree.js';
import { FileUsesReader } from '../../../src/uses/fileUses.js';
import { TrackedRecords } from '../../../src/uses/tracked.js';
import { FileTypes } from '../../../src/uses/types.js';
import type { CParser } from '../../../src/c/syntax.js';

export const FIXTURES = join(process.cwd(), 'test/fixtures/c');
const RECORDS = ['page', 'folio', 'slab'];
/** Where the fixtures' records are defined: members of others of the same name are no uses. */
const HOMES = ['page.h', 'self_contained.c'];

export const fixtureNames = (): readonly string[] => readdirSync(FIXTURES).filter((name) => /\.[ch]$/.test(name) && name !== 'page.h').sort();

/** A reader over the fixtures' folder, tracking the records that page.h defines. */
export function fixtureReader(parser: CParser, tree = new KernelTree(new NodeFiles(FIXTURES), 'x86')): { readonly tree: KernelTree; readonly reader: FileUsesReader } {
  const types = new FileTypes(new FileScope(tree, tree.source('page.h')!), parser);
  const fields = new Set<string>();
  for (const tag of RECORDS) {
    const found = types.membersOf({ kind: 'record', keyword: 'struct', tag });
    if (typeof found === 'string') throw new Error(`page.h: ${found}`);
    for (const name of found.members.keys()) fields.add(name);
  }
  const definedIn = new Map(RECORDS.map((tag) => [tag, HOMES]));
  const tracked = new TrackedRecords(RECORDS, fields, { tags: RECORDS, descriptors: [], definedIn, assertedIn: [] });
  return { tree, reader: new FileUsesReader(tree, { tracked, parser }) };
}
