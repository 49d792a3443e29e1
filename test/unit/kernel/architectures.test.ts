import assert from 'node:assert/strict';
import { archOfConfig, parseConfig } from '../../../src/kernel/config.js';
import { openTree } from '../../../src/kernel/setup.js';

const files = { read: () => undefined, isFile: () => false, list: () => [] };

describe('the architecture of a configuration', () => {
  const told: Readonly<Record<string, string>> = {
    'CONFIG_X86_64=y': 'x86_64', 'CONFIG_X86_32=y': 'i386', 'CONFIG_ARM64=y': 'arm64', 'CONFIG_ARM=y': 'arm', 'CONFIG_RISCV=y\nCONFIG_64BIT=y': 'riscv64',
    'CONFIG_PPC64=y': 'ppc64', 'CONFIG_PPC64=y\nCONFIG_CPU_LITTLE_ENDIAN=y': 'ppc64le', 'CONFIG_S390=y': 's390x', 'CONFIG_LOONGARCH=y\nCONFIG_64BIT=y': 'loongarch64',
  };
  for (const [text, name] of Object.entries(told)) {
    it(`is ${name} for ${text.replace('\n', ' ')}`, () => {
      assert.equal(archOfConfig(parseConfig('.config', text).config), name);
      assert.equal(openTree(files, { config: { name: '.config', text } }).arch.name, name);
    });
  }

  it('is x86_64 with a warning where the configuration names none', () => {
    const { arch, warnings } = openTree(files, { config: { name: 'odd.config', text: 'CONFIG_SPARC=y\n' } });
    assert.equal(arch.name, 'x86_64');
    assert.match(warnings.join(), /odd\.config: names no architecture/);
  });

  it('gives way to --arch', () => {
    assert.equal(openTree(files, { arch: 'i386', config: { name: '.config', text: 'CONFIG_ARM64=y' } }).arch.name, 'i386');
  });
});
