import assert from 'node:assert/strict';
import { archPreset, PRESET_NAMES } from '../../../src/kernel/arch.js';
import { archOfConfig, ConfigError } from '../../../src/kernel/config.js';
import { kernelVersion, openTree } from '../../../src/kernel/setup.js';
import { MemoryFiles } from './memoryFiles.js';

const MAKEFILE = '# SPDX-License-Identifier: none\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\nEXTRAVERSION = -rc4\nNAME = Any\n';

describe('opening a tree', () => {
  it('reads the version of its Makefile', () => {
    assert.equal(kernelVersion(new MemoryFiles({ Makefile: MAKEFILE })), '6.12.3-rc4');
    assert.equal(kernelVersion(new MemoryFiles({ Makefile: 'VERSION = 7\nPATCHLEVEL = 3\n' })), '7.3.0');
    assert.equal(kernelVersion(new MemoryFiles({})), 'unknown version');
  });

  it('takes the tree\'s own .config, and the architecture it was made for', () => {
    const setup = openTree(new MemoryFiles({ '.config': 'CONFIG_ARM64=y\nCONFIG_MEMCG=y\nbroken\n' }));
    assert.equal(setup.arch.name, 'arm64');
    assert.equal(setup.config.symbols.get('MEMCG'), 'y');
    assert.equal(setup.tree.arch, 'arm64');
    assert.deepEqual(setup.warnings, ['.config:3: expected CONFIG_NAME=value or a # comment: broken; the line is left out']);
  });

  it('takes auto.conf where there is no .config, and a preset where there is neither', () => {
    assert.equal(openTree(new MemoryFiles({ 'include/config/auto.conf': 'CONFIG_ARM=y\n' })).arch.name, 'arm');
    const preset = openTree(new MemoryFiles({}));
    assert.deepEqual([preset.arch.name, preset.config.name], ['x86_64', 'x86_64 preset']);
  });

  it('prefers a configuration that was given, and a preset that was asked for', () => {
    const files = new MemoryFiles({ '.config': 'CONFIG_ARM64=y\n' });
    assert.equal(openTree(files, { config: { name: 'given', text: 'CONFIG_X86_64=y\n' } }).arch.name, 'x86_64');
    const asked = openTree(files, { arch: 'i386-pae' });
    assert.deepEqual([asked.arch.name, asked.config.name, asked.tree.arch], ['i386', 'i386-pae preset', 'x86']);
  });

  it('names the presets when asked for one that is none', () => {
    assert.throws(() => openTree(new MemoryFiles({}), { arch: 'vax' }), (error: unknown) => error instanceof ConfigError && PRESET_NAMES.every((name) => error.message.includes(name)));
  });
});

describe('architecture presets', () => {
  for (const name of PRESET_NAMES) {
    it(`${name} is of one piece`, () => {
      const { arch, config } = archPreset(name)!;
      assert.equal(archOfConfig(config), arch.name);
      assert.equal(config.symbols.get('64BIT') === 'y', arch.wordSize === 8);
      assert.equal(arch.compilerMacros.includes(`__SIZEOF_POINTER__=${arch.wordSize}`), true);
      assert.equal(arch.int64Align, arch.name === 'i386' ? 4 : 8);
      assert.equal(arch.charSigned, arch.directory === 'x86');
      for (const symbol of ['PAGE_SHIFT', 'NR_CPUS', 'PGTABLE_LEVELS']) assert.match(config.symbols.get(symbol) ?? '', /^\d+$/, symbol);
    });
  }

  it('have a 64-bit dma_addr_t on 32 bits only where the name says so', () => {
    const wide = (name: string): boolean => archPreset(name)!.config.symbols.get('ARCH_DMA_ADDR_T_64BIT') === 'y';
    assert.deepEqual(PRESET_NAMES.filter((name) => wide(name) && archPreset(name)!.arch.wordSize === 4), ['i386-pae', 'arm-lpae']);
  });

  it('are unknown by any other name', () => {
    assert.equal(archPreset('sparc'), undefined);
  });
});
