import assert from 'node:assert/strict';
import { archOfConfig, ConfigError, parseConfig, withDefines } from '../../../src/kernel/config.js';

const parse = (text: string): ReturnType<typeof parseConfig> => parseConfig('.config', text);

describe('a .config', () => {
  it('is read with all its kinds of values; what is not set is off', () => {
    const { config, problems } = parse('#\n# Automatically generated file; DO NOT EDIT.\n#\nCONFIG_A=y\nCONFIG_B=m\nCONFIG_N=12\nCONFIG_X=0xdead000000000000\nCONFIG_MINUS=-1\nCONFIG_S="a \\"b\\" c"\n# CONFIG_OFF is not set\nCONFIG_NO=n\n\n');
    assert.deepEqual([...config.symbols], [['A', 'y'], ['B', 'm'], ['N', '12'], ['X', '0xdead000000000000'], ['MINUS', '-1'], ['S', '"a \\"b\\" c"']]);
    assert.deepEqual(problems, []);
  });

  it('is read with CR LF', () => {
    assert.deepEqual([...parse('CONFIG_A=y\r\n\r\nCONFIG_B="x"\r\n').config.symbols], [['A', 'y'], ['B', '"x"']]);
  });

  it('tells each line it cannot read, with its number, and counts the others', () => {
    const { config, problems } = parse('CONFIG_A=y\nrubbish\nCONFIG_B=maybe\n<<<<<<< HEAD\nCONFIG_C="open\nCONFIG_D=y\n');
    assert.deepEqual([...config.symbols.keys()], ['A', 'D']);
    assert.deepEqual(problems.map(({ line }) => line), [2, 3, 4, 5]);
    assert.match(problems[0]!.message, /expected CONFIG_NAME=value or a # comment: rubbish/);
    assert.match(problems[1]!.message, /value of CONFIG_B is neither .*: maybe/);
  });

  it('takes the last of two values, as make does', () => {
    assert.equal(parse('CONFIG_A=1\nCONFIG_A=2\n').config.symbols.get('A'), '2');
  });
});

describe('-D', () => {
  const { config } = parse('CONFIG_A=y\nCONFIG_B=y\n');

  it('adds, changes and takes away symbols, and leaves the first configuration alone', () => {
    const changed = withDefines(config, ['CONFIG_A=n', 'CONFIG_C', 'CONFIG_D=7', 'PLAIN', 'VALUE=a b']);
    assert.deepEqual([...changed.symbols], [['B', 'y'], ['C', 'y'], ['D', '7']]);
    assert.deepEqual([...changed.defines], [['PLAIN', '1'], ['VALUE', 'a b']]);
    assert.match(changed.name, /^\.config -DCONFIG_A=n -DCONFIG_C/);
    assert.deepEqual([...config.symbols.keys()], ['A', 'B']);
  });

  it('says what is wrong with one that is none', () => {
    for (const wrong of ['', '1X', 'A B', '=x']) assert.throws(() => withDefines(config, [wrong]), ConfigError);
  });
});

describe('the architecture of a configuration', () => {
  it('is told by the symbols only it sets', () => {
    const arch = (text: string): string | undefined => archOfConfig(parse(text).config);
    assert.equal(arch('CONFIG_X86=y\nCONFIG_X86_64=y\nCONFIG_64BIT=y\n'), 'x86_64');
    assert.equal(arch('CONFIG_X86=y\nCONFIG_X86_32=y\n'), 'i386');
    assert.equal(arch('CONFIG_X86=y\nCONFIG_64BIT=y\n'), 'x86_64');
    assert.equal(arch('CONFIG_ARM64=y\n'), 'arm64');
    assert.equal(arch('CONFIG_ARM=y\n'), 'arm');
    assert.equal(arch('CONFIG_SPARC=y\n'), undefined);
  });
});
