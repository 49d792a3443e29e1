import assert from 'node:assert/strict';
import { conditionText } from '../../../src/c/condition.js';
import { type Item, readOutline } from '../../../src/c/outline.js';
import { cSoup, Random } from './random.js';

/** `function name` or the first line of a declaration, an item each. */
function sketch(text: string): readonly string[] {
  return readOutline(text).items.map((item) => (item.kind === 'function' ? `function ${item.name}` : text.slice(item.start, item.end).split('\n')[0]!.trim()));
}

const names = (text: string): readonly string[] => [...readOutline(text).names].map(([name]) => name).sort();

const conditionOf = (item: Item | undefined): string => (item?.condition ? conditionText(item.condition) : '');

describe('outline', () => {
  it('names what a file declares: functions, tags, variables, typedefs, enumerators', () => {
    const text = 'struct a { int x; } v, *w;\ntypedef struct { int y; } t;\nenum e { E1, E2 = 3 };\nunion __packed u { int z; };\nstruct __attribute__((packed)) n { int z; };\nstruct o { int z; } __packed;\n\nstatic int f(struct a *p) { int local; return p->x; }\nint g(void);\n';
    const found = names(text);
    assert.deepEqual(['E1', 'E2', 'enum e', 'f', 'g', 'struct a', 'struct n', 'struct o', 't', 'union u', 'v', 'w'].filter((name) => !found.includes(name)), []);
    // A superset: the item has the last word. But nothing from inside of records and bodies.
    assert.deepEqual(['x', 'y', 'z', 'p', 'local', 'struct e'].filter((name) => found.includes(name)), []);
    assert.deepEqual(readOutline(text).items.filter((item) => item.kind === 'function').map((item) => [item.name, text[item.body]]), [['f', '{']]);
  });

  it('reads macros with parameters and bodies at their offsets', () => {
    const text = '#define A(x, y...) ((x) + \\\n\t1) /* no */\n#define B 2\n#define C\n#undef B\n';
    const { macros, undefs } = readOutline(text);
    const [a] = macros.get('A')!;
    assert.deepEqual(a!.params, ['x', 'y...']);
    assert.equal(a!.body.replace(/\s+/g, ' ').trim(), '((x) + 1)');
    assert.equal(text.slice(a!.bodyStart, a!.bodyStart + a!.body.length).length, a!.body.length);
    assert.ok(text.slice(a!.bodyStart).startsWith(' ((x) +'));
    assert.equal(macros.get('B')![0]!.params, undefined);
    assert.deepEqual([...undefs].map(([name]) => name), ['B']);
  });

  it('reads includes with their conditions', () => {
    const { includes } = readOutline('#include <linux/mm.h>\n#ifdef A\n#include "own.h"\n#endif\n');
    assert.deepEqual(includes.map(({ target, quoted, condition }) => [target, quoted, condition ? conditionText(condition) : '']), [['linux/mm.h', false, ''], ['own.h', true, 'defined(A)']]);
  });

  it('counts an include guard as no condition', () => {
    const guarded = readOutline('#ifndef _X_H\n#define _X_H\nint a;\n#ifdef B\nint b;\n#endif\n#endif\n');
    assert.deepEqual(guarded.items.map(conditionOf), ['', 'defined(B)']);
    const unguarded = readOutline('#ifndef X\nint a;\n#endif\n');
    assert.deepEqual(unguarded.items.map(conditionOf), ['!defined(X)']);
  });

  it('keeps one function whose header two arms spell', () => {
    const text = '#ifdef A\nint f(int a)\n#else\nint f(long a)\n#endif\n{\n\treturn a;\n}\nint g;\n';
    assert.deepEqual(sketch(text), ['function f', 'int g;']);
    assert.equal(readOutline(text).items[0]!.hasDirectives, true);
  });

  it('keeps one function when arms each open its brace', () => {
    const text = 'int f(int a)\n{\n#ifdef A\n\tif (a) {\n#else\n\tif (!a) {\n#endif\n\t\treturn 1;\n\t}\n\treturn 0;\n}\nint g(void)\n{\n}\n';
    assert.deepEqual(sketch(text), ['function f', 'function g']);
  });

  it('ends a function at the brace in the first column, however many were opened', () => {
    assert.deepEqual(sketch('int f(void)\n{\n\tif (x) {\n}\n\nint g(void)\n{\n}\n'), ['function f', 'function g']);
  });

  it('finds the functions behind a record that was never closed', () => {
    assert.deepEqual(sketch('struct half {\n\tint a\n\nint f(void)\n{\n\treturn 0;\n}\nint b;\n'), ['struct half {', 'function f', 'int b;']);
    assert.deepEqual(sketch('struct half {\n\tint a;\n\nstatic int\nf(void)\n{\n\treturn 0;\n}\n').at(-1), 'function f');
  });

  it('does not mistake an initialiser for a function', () => {
    const text = 'static const struct ops o = {\n\t.open = CALL(x),\n};\nint a[] = { [0] = F(1) };\nstruct s t\n= INIT(t)\n;\nint f(void)\n{\n}\n';
    assert.deepEqual(sketch(text), ['static const struct ops o = {', 'int a[] = { [0] = F(1) };', 'struct s t', 'function f']);
  });

  it('ends a macro call without a semicolon at its line', () => {
    const text = 'EXPORT_SYMBOL(f)\nDEFINE_X(a, b)\nint c;\nSYSCALL_DEFINE1(name, int, x)\n{\n\treturn x;\n}\n';
    assert.deepEqual(sketch(text), ['EXPORT_SYMBOL(f)', 'DEFINE_X(a, b)', 'int c;', 'function SYSCALL_DEFINE1']);
  });

  it('reads parameters declared behind the parentheses', () => {
    assert.deepEqual(sketch('int f(a, b)\n\tint a;\n\tchar *b;\n{\n}\nint g(int);\nstruct s { int x; };\n'), ['function f', 'int g(int);', 'struct s { int x; };']);
  });

  it('reads on behind the markers of a merge', () => {
    const text = 'int a;\n<<<<<<< HEAD\nint b;\n=======\nint c;\n>>>>>>> topic\nint f(void)\n{\n<<<<<<< HEAD\n\tx();\n=======\n\ty();\n>>>>>>> topic\n}\nint d;\n';
    assert.ok(['a', 'b', 'c', 'd', 'f'].every((name) => names(text).includes(name)), names(text).join(' '));
  });

  it('is the same with CR LF', () => {
    const text = '#ifdef A\nint a;\n#define M(x) \\\n\t(x)\n#endif\nint f(void)\n{\n\treturn 0;\n}\nMACRO(x)\nint b;\n';
    const unix = readOutline(text), dos = readOutline(text.replace(/\n/g, '\r\n'));
    assert.deepEqual([...dos.names].map(([name]) => name), [...unix.names].map(([name]) => name));
    assert.deepEqual(dos.items.map((item) => [item.kind, item.name, conditionOf(item)]), unix.items.map((item) => [item.kind, item.name, conditionOf(item)]));
    assert.equal(dos.macros.get('M')![0]!.body.replace(/\s+/g, ''), unix.macros.get('M')![0]!.body.replace(/\s+/g, ''));
  });

  it('survives stray #else and #endif, and groups left open', () => {
    assert.deepEqual(sketch('#endif\nint a;\n#else\nint b;\n#ifdef X\nint c;\n'), ['int a;', 'int b;', 'int c;']);
  });

  it('takes a line of a megabyte in good time', () => {
    const text = `int a[] = {${'0x1, '.repeat(200_000)}};\nint b;\n`;
    const start = performance.now();
    assert.deepEqual(names(text), ['a', 'b']);
    assert.ok(performance.now() - start < 2000);
  });

  it('has items in order and inside of any text', () => {
    for (let seed = 0; seed < 300; seed++) {
      const text = cSoup(new Random(seed), 80);
      let before = 0;
      for (const item of readOutline(text).items) {
        assert.ok(item.start >= before && item.end >= item.start && item.end <= text.length, `seed ${seed}: ${item.start}..${item.end} behind ${before}`);
        before = item.end;
      }
    }
  });
});
