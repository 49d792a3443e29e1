import assert from 'node:assert/strict';
import { testParser } from '../c/grammar.js';
import { layoutsOf, sketch } from './memoryTree.js';

const SOURCE = `
#define __aligned(n) __attribute__((aligned(n)))
#define __packed __attribute__((packed))
typedef unsigned long long u64; typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32;
struct wide { char c; long long v; char d; };
struct dbl { char c; double v; };
struct bits { unsigned a:3; unsigned b:30; unsigned c:1; unsigned char d:4; unsigned short e:12; u64 f:40; };
struct longbits { u32 head; u64 p:1; u64 r:62; u32 tail; };
struct zero { u8 a:3; int :0; u8 b:2; char t; };
struct unnamed { char a; int :5; char b; };
struct pk { char c; u64 v; u16 w; } __packed;
struct pkbits { u8 a; u32 b:17; u32 c:15; u16 d; } __packed;
struct pkmember { char c; u64 v __packed; u16 w; };
struct al { char c; } __aligned(32);
struct almember { char c; int v __aligned(16); char d; };
struct outer { char c; struct al in; char d; };
enum kind { K_A, K_B = 5 };
struct en { char c; enum kind k; enum kind b:3; };
typedef int aint __aligned(8);
struct tdef { char c; aint v; };
struct flex { u16 n; u32 tail[]; };
struct nested { int a; union { struct { u16 lo, hi; }; u32 both; u64 wide; }; char end; };
union un { char c[5]; u32 w; };
struct fp { char c; void (*cb)(int); void *p[3]; };
struct bare { char c; int v __attribute__((aligned)); };
struct long_double { char c; long double v; };
struct pu { char c; union { u32 w; u16 h; } __packed u; };
enum small { S_A, S_B = 200 } __packed;
enum __packed below { B_A = -1, B_B = 200 };
enum wide_enum { W_A = 1ULL << 40 };
typedef enum { T_A } __packed tiny;
typedef __signed__ char s8;
struct enums { char c; enum small s; enum below b; tiny t; enum wide_enum w; s8 last; };
struct logs { char a[63 - __builtin_clzll(0x400000000ULL)]; char b[__builtin_clz(1)]; char c[__builtin_ctz(8)]; char d[__builtin_ffsll(0x10)]; char e[__builtin_popcountl(0xf0f)]; char f[__builtin_clzl(1)]; };
struct counted { char name[K_B * 2]; u16 tail[sizeof(struct wide) / 8]; };
`;

/** gcc 12's answers to the records above. */
const GCC: Readonly<Record<string, readonly [x86_64: string, i386?: string]>> = {
  wide: ['c@0 v@8 d@16 size 24 align 8', 'c@0 v@4 d@12 size 16 align 4'],
  dbl: ['c@0 v@8 size 16 align 8', 'c@0 v@4 size 12 align 4'],
  bits: ['a@bit0:3 b@bit32:30 c@bit62:1 d@bit64:4 e@bit68:12 f@bit80:40 size 16 align 8', 'a@bit0:3 b@bit32:30 c@bit62:1 d@bit64:4 e@bit68:12 f@bit80:40 size 16 align 4'],
  longbits: ['head@0 p@bit32:1 r@bit64:62 tail@16 size 24 align 8', 'head@0 p@bit32:1 r@bit33:62 tail@12 size 16 align 4'],
  zero: ['a@bit0:3 b@bit32:2 t@5 size 6 align 1'],
  unnamed: ['a@0 b@2 size 3 align 1'],
  pk: ['c@0 v@1 w@9 size 11 align 1'],
  pkbits: ['a@0 b@bit8:17 c@bit25:15 d@5 size 7 align 1'],
  pkmember: ['c@0 v@1 w@10 size 12 align 2'],
  al: ['c@0 size 32 align 32'],
  almember: ['c@0 v@16 d@20 size 32 align 16'],
  outer: ['c@0 in@32 in.c@32 d@64 size 96 align 32'],
  en: ['c@0 k@4 b@bit64:3 size 12 align 4'],
  tdef: ['c@0 v@8 size 16 align 8'],
  flex: ['n@0 tail@4 size 4 align 4'],
  nested: ['a@0 lo@8 hi@10 both@8 wide@8 end@16 size 24 align 8', 'a@0 lo@4 hi@6 both@4 wide@4 end@12 size 16 align 4'],
  un: ['c@0 w@0 size 8 align 4'],
  fp: ['c@0 cb@8 p@16 size 40 align 8', 'c@0 cb@4 p@8 size 20 align 4'],
  bare: ['c@0 v@16 size 32 align 16'],
  long_double: ['c@0 v@16 size 32 align 16', 'c@0 v@4 size 16 align 4'],
  pu: ['c@0 u@1 u.w@1 u.h@1 size 5 align 1'],
  enums: ['c@0 s@1 b@2 t@4 w@8 last@16 size 24 align 8', 'c@0 s@1 b@2 t@4 w@8 last@16 size 20 align 4'],
  logs: ['a@0 b@34 c@65 d@68 e@73 f@81 size 144 align 1', 'a@0 b@34 c@65 d@68 e@73 f@81 size 112 align 1'],
  counted: ['name@0 tail@10 size 16 align 2', 'name@0 tail@10 size 14 align 2'],
};

describe('layout rules on our own C', () => {
  for (const [record, [wide, narrow = wide]] of Object.entries(GCC)) {
    it(`${record} as gcc lays it out on x86_64 and i386`, async () => {
      const parser = await testParser();
      assert.equal(sketch(layoutsOf(parser, SOURCE), record), wide);
      assert.equal(sketch(layoutsOf(parser, SOURCE, { arch: 'i386' }), record), narrow);
    });
  }

  it('arm aligns 64 bits to 8 bytes, and unnamed bit-fields align their record', async () => {
    const arm = layoutsOf(await testParser(), SOURCE, { arch: 'arm' });
    assert.equal(sketch(arm, 'wide'), 'c@0 v@8 d@16 size 24 align 8');
    assert.equal(sketch(arm, 'fp'), 'c@0 cb@4 p@8 size 20 align 4');
    assert.equal(sketch(arm, 'unnamed'), 'a@0 b@2 size 4 align 4');
    assert.equal(sketch(arm, 'bare'), 'c@0 v@8 size 16 align 8');
  });

  it('finds types whose names a macro puts together', async () => {
    const source = `
#define COUNTED(name, type) typedef struct counted_##name { int count; type *of; } counted_##name##_t; static inline int name##_count(counted_##name##_t *c) { return c->count; }
COUNTED(lock, long)
COUNTED(word, char)
#undef COUNTED
#define COUNTED(name, type) static inline type *name##_of(counted_##name##_t *c) { return c->of; }
COUNTED(lock, long)
#undef COUNTED
struct user { char c; counted_word_t w; struct counted_lock l; };`;
    assert.equal(sketch(layoutsOf(await testParser(), source), 'user'), 'c@0 w@8 w.count@8 w.of@16 l@24 l.count@24 l.of@32 size 40 align 8');
  });

  it('char is signed on x86, not on arm: a constant that casts to it tells', async () => {
    const source = 'struct s { char a[(char)0xff < 0 ? 1 : 2]; };';
    const parser = await testParser();
    assert.equal(layoutsOf(parser, source).record('s').size, 1);
    assert.equal(layoutsOf(parser, source, { arch: 'arm64' }).record('s').size, 2);
  });

  it('does not tell the order of members that each build shuffles', async () => {
    const source = `
#ifdef RANDSTRUCT
#define __randomize_layout __attribute__((randomize_layout))
#else
#define __randomize_layout
#endif
typedef int hook(int);
struct told { int a; char b; } __randomize_layout;
struct inside { int a; struct { char b; long c; } __randomize_layout; };
struct table { int (*a)(int); hook *b; };
struct kept { int (*a)(int); hook *b; } __attribute__((no_randomize_layout));
struct mixed { int (*a)(int); long b; };`;
    const parser = await testParser();
    const shuffled = layoutsOf(parser, source, { config: 'CONFIG_X86_64=y\nCONFIG_64BIT=y\nCONFIG_RANDSTRUCT=y\n' });
    for (const record of ['told', 'inside', 'table']) assert.throws(() => shuffled.record(record), /shuffled by each build/);
    assert.equal(sketch(shuffled, 'kept'), 'a@0 b@8 size 16 align 8');
    assert.equal(sketch(shuffled, 'mixed'), 'a@0 b@8 size 16 align 8');
    const plain = layoutsOf(parser, source);
    assert.equal(sketch(plain, 'inside'), 'a@0 b@8 c@16 size 24 align 8');
    assert.equal(sketch(plain, 'table'), 'a@0 b@8 size 16 align 8');
  });
});
