import assert from 'node:assert/strict';
import { FileScope } from '../../../src/kernel/scope.js';
import { KernelTree } from '../../../src/kernel/tree.js';
import { MemoryFiles } from './memoryFiles.js';

const open = (texts: Readonly<Record<string, string>>): KernelTree => new KernelTree(new MemoryFiles(texts), 'x86');
const scopeOf = (tree: KernelTree, path: string): FileScope => new FileScope(tree, tree.source(path)!);
const reach = (tree: KernelTree, path: string): readonly string[] => scopeOf(tree, path).reach.map((file) => file.path);

const TEXTS = {
  'a.c': '#include "near.h"\n#include <linux/far.h>\nstruct own { int x; };\n#define OWN 1\n',
  'near.h': '#include "deep.h"\nstruct other { int near; };\n',
  'deep.h': '#include "near.h"\nstruct other { int deep; };\n#define OWN 2\n',
  'include/linux/far.h': 'struct far { int x; };\n',
  'unrelated.h': 'struct other { int unrelated; };\n',
};

describe('a tree', () => {
  it('reaches what includes reach, nearest first, circles and all', () => {
    assert.deepEqual(reach(open(TEXTS), 'a.c'), ['a.c', 'near.h', 'include/linux/far.h', 'deep.h']);
  });

  it('finds names in reach only, the file\'s own first', () => {
    const tree = open(TEXTS);
    reach(tree, 'unrelated.h');
    const scope = scopeOf(tree, 'a.c');
    assert.deepEqual(scope.items('struct other').map(({ file }) => file.path), ['near.h', 'deep.h']);
    assert.deepEqual(scope.macros('OWN').map(({ file }) => file.path), ['a.c', 'deep.h']);
    assert.deepEqual(scope.items('struct nothing'), []);
    assert.equal(scope.sees(tree.source('unrelated.h')!), false);
  });

  it('has no file where there is none', () => {
    const tree = open(TEXTS);
    assert.equal(tree.source('gone.c'), undefined);
    assert.deepEqual(reach(open({ 'b.c': '#include "gone.h"\n' }), 'b.c'), ['b.c']);
  });

  it('reads an editor\'s text in place of the stored one, until it is taken back', () => {
    const tree = open(TEXTS);
    assert.equal(scopeOf(tree, 'a.c').items('struct other').length, 2);
    const before = tree.generation;
    tree.overlay('near.h', 'struct replaced { int y; };\n');
    assert.ok(tree.generation > before, 'whoever caches can tell');
    assert.deepEqual(reach(tree, 'a.c'), ['a.c', 'near.h', 'include/linux/far.h']);
    assert.equal(scopeOf(tree, 'a.c').items('struct replaced').length, 1);
    assert.equal(scopeOf(tree, 'a.c').items('struct other').length, 0);
    tree.overlay('near.h', undefined);
    assert.equal(scopeOf(tree, 'a.c').items('struct replaced').length, 0);
    assert.equal(scopeOf(tree, 'a.c').items('struct other').length, 2);
  });

  it('sees a header that appears', () => {
    const tree = open({ 'b.c': '#include "late.h"\n' });
    assert.deepEqual(reach(tree, 'b.c'), ['b.c']);
    tree.overlay('late.h', 'struct late { int x; };\n');
    assert.equal(tree.source('late.h')?.outline.names.has('struct late'), true);
  });

  it('leaves the names of a header of nothing but numbers alone', () => {
    const registers = Array.from({ length: 30_000 }, (_, i) => `#define REG_${i} 0x${i.toString(16)}`).join('\n');
    const tree = open({ 'c.c': '#include "regs.h"\n', 'regs.h': registers });
    assert.equal(scopeOf(tree, 'c.c').macros('REG_1').length, 0);
    assert.ok(registers.length > 400_000);
  });
});
