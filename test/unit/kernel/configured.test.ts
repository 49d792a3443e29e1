import assert from 'node:assert/strict';
import type { ConfiguredScope } from '../../../src/kernel/configured.js';
import { configuredScope, openTree } from '../../../src/kernel/setup.js';
import { testParser } from '../c/grammar.js';
import { MemoryFiles } from './memoryFiles.js';

async function scopeOf(text: string, config = 'CONFIG_X86_64=y\n', more: Readonly<Record<string, string>> = {}): Promise<ConfiguredScope> {
  const setup = openTree(new MemoryFiles({ 'a.c': text, ...more }), { config: { name: 'test', text: config } });
  return configuredScope(setup, 'a.c', await testParser())!;
}

describe('a file under a configuration', () => {
  const CONFIG = 'CONFIG_X86_64=y\nCONFIG_Y=y\nCONFIG_M=m\nCONFIG_N=4\nCONFIG_S="text"\n';
  const TESTS: readonly (readonly [string, bigint | undefined])[] = [
    ['defined(CONFIG_Y)', 1n], ['defined(CONFIG_M)', 0n], ['defined(CONFIG_M_MODULE)', 1n], ['defined(CONFIG_OFF)', 0n],
    ['IS_ENABLED(CONFIG_Y) && IS_ENABLED(CONFIG_M) && !IS_ENABLED(CONFIG_OFF)', 1n], ['IS_BUILTIN(CONFIG_M)', 0n], ['IS_MODULE(CONFIG_M)', 1n],
    ['CONFIG_N > 3 && CONFIG_N << 1 == 8', 1n], ['CONFIG_OFF', 0n], ['NOT_DEFINED', 0n], ['defined(__x86_64__)', 1n], ['__SIZEOF_LONG__ == 8', 1n],
    ['defined(OWN) && OWN == 3', 1n], ['TWICE(OWN) == 6', 1n], ['GONE', 0n], ['LATER == 2', 1n],
  ];
  const TEXT = '#define OWN 3\n#define TWICE(x) ((x) * 2)\n#ifdef CONFIG_OFF\n#define GONE 1\n#endif\n#define LATER 1\n#define LATER 2\n';
  for (const [test, value] of TESTS) {
    it(`#if ${test} is ${value ?? 'not told'}`, async () => {
      assert.equal((await scopeOf(TEXT, CONFIG)).test(test), value);
    });
  }

  it('decides conditions however deep they nest', async () => {
    for (const [name, compiled] of [['CONFIG_Y', true], ['CONFIG_OFF', false]] as const) {
      const scope = await scopeOf(`${`#ifdef ${name}\n`.repeat(20_000)}int deep;\n${'#endif\n'.repeat(20_000)}`, CONFIG);
      assert.equal(scope.holds(scope.scope.items('deep')[0]!.item.condition), compiled);
    }
  });

  it('counts enumerators, from the value of the one before', async () => {
    const scope = await scopeOf('enum { A, B = 5, C,\n#ifdef CONFIG_OFF\nD,\n#endif\nE, F = A + E, G = -1, H };\n');
    assert.deepEqual(['A', 'B', 'C', 'E', 'F', 'G', 'H', 'D'].map((name) => scope.constant(name)), [0n, 5n, 6n, 7n, 7n, -1n, 0n, undefined]);
  });

  it('reads what a build would generate where its source says it', async () => {
    const scope = await scopeOf('#include "flags.h"\n', undefined, { 'flags.h': 'enum { F1, F2, __NR_FLAGS };\n', 'kernel/bounds.c': 'int main(void)\n{\n\tDEFINE(NR_FLAGS, __NR_FLAGS);\n}\n' });
    assert.equal(scope.constant('NR_FLAGS'), 2n);
  });

  it('leaves out the macros of files that this configuration does not include', async () => {
    const text = '#ifdef CONFIG_Y\n#include "yes.h"\n#else\n#include "no.h"\n#endif\n';
    const files = { 'yes.h': '#define WHICH 1\n', 'no.h': '#define WHICH 2\n#define ONLY_NO 1\n' };
    assert.equal((await scopeOf(text, 'CONFIG_X86_64=y\nCONFIG_Y=y\n', files)).constant('WHICH'), 1n);
    const without = await scopeOf(text, undefined, files);
    assert.deepEqual([without.constant('WHICH'), without.test('defined(ONLY_NO)')], [2n, 1n]);
  });

  it('takes the first of several defaults that ask for each other', async () => {
    const text = '#include "header.h"\n#ifndef BITS\n#ifdef MOST\n#define BITS MOST\n#else\n#define BITS 64\n#endif\n#endif\n';
    const files = { 'header.h': 'int header;\n#if !defined(BITS) && !defined(CONFIG_WIDE)\n#define BITS 32\n#endif\n' };
    assert.equal((await scopeOf(text, undefined, files)).constant('BITS'), 32n);
    assert.equal((await scopeOf(text, 'CONFIG_X86_64=y\nCONFIG_WIDE=y\n', files)).constant('BITS'), 64n);
  });

  it('asks for a macro before what the answer guards', async () => {
    const scope = await scopeOf('#ifndef START\n#define START\n#define END 7\n#if !defined(INNER)\n#define INNER 1\n#define LAST 8\n#endif\n#endif\n');
    assert.deepEqual([scope.constant('END'), scope.constant('LAST'), scope.test('defined(START)')], [7n, 8n, 1n]);
  });

  it('knows what arm\'s Makefile hands to the compiler', async () => {
    const scope = await scopeOf('', 'CONFIG_ARM=y\nCONFIG_CPU_32v7=y\nCONFIG_CPU_32v6=y\n');
    assert.equal(scope.test('__LINUX_ARM_ARCH__ >= 6 && __LINUX_ARM_ARCH__ < 7'), 1n);
    assert.equal((await scopeOf('')).test('defined(__LINUX_ARM_ARCH__)'), 0n);
  });

  it('ends when macros and conditions chase each other', async () => {
    const scope = await scopeOf('#define A B\n#define B A\n#ifndef C\n#define C D\n#endif\n#if C\n#define D C\n#endif\n');
    const start = performance.now();
    assert.equal(scope.constant('A'), undefined);
    scope.test('C == D');
    assert.ok(performance.now() - start < 1000);
  });
});
