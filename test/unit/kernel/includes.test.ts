import assert from 'node:assert/strict';
import { joinPath } from '../../../src/kernel/files.js';
import { archDirectoryFor, IncludeResolver } from '../../../src/kernel/includes.js';
import { MemoryFiles } from './memoryFiles.js';

const FILES = [
  'include/linux/mm.h', 'include/linux/page.h', 'include/uapi/linux/types.h', 'include/asm-generic/bug.h', 'include/asm-generic/page.h', 'arch/x86/include/asm/page.h', 'arch/arm/include/asm/page.h',
  'arch/arm/mm/mm.h', 'mm/slab.h', 'mm/internal.h', 'mm/kasan/kasan.h', 'drivers/gpu/a/b/c.c', 'drivers/gpu/a/include/a.h', 'drivers/gpu/a/local.h', 'linux/page.h',
];
const resolver = new IncludeResolver(new MemoryFiles(Object.fromEntries(FILES.map((path) => [path, '']))));

const resolve = (target: string, from: string, arch = 'x86'): string | undefined => {
  const quoted = target.startsWith('"');
  return resolver.resolve({ target: target.slice(1, -1), quoted, condition: null }, from, arch);
};

describe('include resolution in a tree that was never built', () => {
  it('looks in include/ and include/uapi for angle brackets', () => {
    assert.equal(resolve('<linux/mm.h>', 'mm/slab.c'), 'include/linux/mm.h');
    assert.equal(resolve('<linux/types.h>', 'mm/slab.c'), 'include/uapi/linux/types.h');
    assert.equal(resolve('<linux/page.h>', 'mm/slab.c'), 'include/linux/page.h');
  });

  it('takes the architecture\'s own asm header, else the generic one', () => {
    assert.equal(resolve('<asm/page.h>', 'mm/slab.c', 'x86'), 'arch/x86/include/asm/page.h');
    assert.equal(resolve('<asm/page.h>', 'mm/slab.c', 'arm'), 'arch/arm/include/asm/page.h');
    assert.equal(resolve('<asm/page.h>', 'mm/slab.c', 'riscv'), 'include/asm-generic/page.h');
    assert.equal(resolve('<asm/bug.h>', 'mm/slab.c', 'x86'), 'include/asm-generic/bug.h');
  });

  it('looks beside the file first for quotes, up from there for a Makefile\'s -I', () => {
    assert.equal(resolve('"slab.h"', 'mm/slub.c'), 'mm/slab.h');
    assert.equal(resolve('"../internal.h"', 'mm/kasan/common.c'), 'mm/internal.h');
    assert.equal(resolve('"local.h"', 'drivers/gpu/a/b/c.c'), 'drivers/gpu/a/local.h');
    assert.equal(resolve('<a.h>', 'drivers/gpu/a/b/c.c'), 'drivers/gpu/a/include/a.h');
    assert.equal(resolve('"mm/internal.h"', 'drivers/gpu/a/b/c.c'), 'mm/internal.h');
  });

  it('does not know what a build generates', () => {
    assert.equal(resolve('<generated/bounds.h>', 'mm/slab.c'), undefined);
  });

  it('answers by the including file\'s folder, not by whoever asked first', () => {
    assert.equal(resolve('"mm.h"', 'arch/arm/mm/flush.c'), 'arch/arm/mm/mm.h');
    assert.equal(resolve('"mm.h"', 'kernel/fork.c'), undefined);
  });

  it('tells a file\'s architecture by its path', () => {
    assert.equal(archDirectoryFor('arch/arm/mm/flush.c', 'x86'), 'arm');
    assert.equal(archDirectoryFor('mm/slab.c', 'x86'), 'x86');
  });

  it('joins paths without leaving the tree', () => {
    assert.equal(joinPath('mm/kasan', '../../include/./linux//mm.h'), 'include/linux/mm.h');
    assert.equal(joinPath('', '../../etc/passwd'), 'etc/passwd');
  });
});
