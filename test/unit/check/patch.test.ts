import assert from 'node:assert/strict';
import { applyPatches } from '../../../src/check/patch/apply.js';

const TREE: Readonly<Record<string, string>> = {
  'mm/a.c': 'one\ntwo\nthree\nfour\nfive\n',
  'mm/gap.c': 'a\n\nb\n',
  'mm/dos.c': 'one\r\ntwo\r\nthree\r\n',
  'mm/latin.c': '/* caf\xe9 */\nint x;\n',
};
const read = (path: string): string | undefined => TREE[path];

const EDIT = 'diff --git a/mm/a.c b/mm/a.c\nindex 1..2 100644\n--- a/mm/a.c\n+++ b/mm/a.c\n@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n';
const SECOND = EDIT.replace('-two\n+TWO', '-TWO\n+2');
const mail = (body: string, headers = ''): string => `From 0123456789 Mon Sep 17 00:00:00 2001\nFrom: A <a@b.c>\nSubject: [PATCH] mm: shout\n${headers}\nWords.\n---\n mm/a.c | 2 +-\n\n${body}-- \n2.39.5\n\n`;
const afters = (text: string): Readonly<Record<string, string | undefined>> => {
  const { files, problems } = applyPatches(text, read);
  assert.deepEqual(problems, []);
  return Object.fromEntries(files.map(({ path, after }) => [path, after]));
};
const SHOUTED = { 'mm/a.c': 'one\nTWO\nthree\nfour\nfive\n' };

describe('patches in memory', () => {
  const same: Readonly<Record<string, string>> = {
    'a bare diff': EDIT,
    'a diff without git\'s headers': EDIT.replace(/^diff[^]*?(?=--- )/, ''),
    'a diff made with another top folder': EDIT.replace(/^diff[^]*?(?=--- )/, '').replace('a/mm', 'linux-6.1.orig/mm').replace('b/mm', 'linux-6.1/mm'),
    'a diff made with -p0': EDIT.replace(/^diff[^]*?(?=--- )/, '').replaceAll(/[ab]\/mm/g, 'mm'),
    'a mail with its words, diffstat and signature': mail(EDIT),
    'a mail whose every line ends in CR LF': mail(EDIT).replaceAll('\n', '\r\n'),
    'a mail in quoted-printable': `Subject: x\nContent-Transfer-Encoding: quoted-printable\n\n${EDIT.replaceAll('=', '=3D').replace('three', 'thr=\nee').replace('TWO', 'TW=4F')}`,
    'a mail in base64': `Subject: x\nContent-Transfer-Encoding: base64\n\n${Buffer.from(EDIT).toString('base64').replace(/.{70}/g, '$&\n')}\n`,
    'a patch attached to a mail': `Subject: x\nContent-Type: multipart/mixed; boundary="=_b"\n\nnothing\n--=_b\nContent-Type: text/plain\n\nHi\n--=_b\nContent-Type: text/x-patch; name=a.patch\nContent-Transfer-Encoding: base64\n\n${Buffer.from(EDIT).toString('base64')}\n--=_b--\n`,
    'lines that have moved': EDIT.replace('-1,3 +1,3', '-3,3 +3,3'),
  };
  for (const [title, text] of Object.entries(same)) it(`${title} applies`, () => { assert.deepEqual(afters(text), SHOUTED); });

  it('an empty line of context needs no blank before it', () => {
    assert.deepEqual(afters('--- a/mm/gap.c\n+++ b/mm/gap.c\n@@ -1,3 +1,3 @@\n a\n\n-b\n+B\n'), { 'mm/gap.c': 'a\n\nB\n' });
  });

  it('the patches of an mbox build on each other', () => {
    assert.deepEqual(afters(mail(EDIT) + mail(SECOND)), { 'mm/a.c': 'one\n2\nthree\nfour\nfive\n' });
  });

  it('a file keeps its own line endings and bytes', () => {
    assert.deepEqual(afters('--- a/mm/dos.c\n+++ b/mm/dos.c\n@@ -1,2 +1,2 @@\n one\n-two\n+TWO\n'), { 'mm/dos.c': 'one\r\nTWO\r\nthree\r\n' });
    assert.deepEqual(afters('--- a/mm/latin.c\n+++ b/mm/latin.c\n@@ -1,2 +1,2 @@\n /* caf\xe9 */\n-int x;\n+int y;\n'), { 'mm/latin.c': '/* caf\xe9 */\nint y;\n' });
  });

  it('files are made, removed and renamed, with and without an edit', () => {
    assert.deepEqual(afters('diff --git a/mm/n.c b/mm/n.c\nnew file mode 100644\n--- /dev/null\n+++ b/mm/n.c\n@@ -0,0 +1,2 @@\n+a\n+b\n'), { 'mm/n.c': 'a\nb\n' });
    assert.deepEqual(afters('diff --git a/mm/latin.c b/mm/latin.c\ndeleted file mode 100644\n--- a/mm/latin.c\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-/* caf\xe9 */\n-int x;\n'), { 'mm/latin.c': undefined });
    assert.deepEqual(afters('diff -Nurp old/mm/n.c new/mm/n.c\n--- old/mm/n.c\t1970-01-01 00:00:00.000000000 +0000\n+++ new/mm/n.c\t2026-01-01 00:00:00.000000000 +0000\n@@ -0,0 +1 @@\n+a\n'), { 'mm/n.c': 'a\n' });
    assert.deepEqual(afters('--- old/mm/gap.c\t2026-01-01\n+++ new/mm/gap.c\t1970-01-01\n@@ -1,3 +0,0 @@\n-a\n-\n-b\n'), { 'mm/gap.c': undefined });
    const rename = 'diff --git a/mm/a.c b/mm/z.c\nsimilarity index 80%\nrename from mm/a.c\nrename to mm/z.c\n';
    for (const edit of ['', '--- a/mm/a.c\n+++ b/mm/z.c\n@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n']) {
      const { files, problems } = applyPatches(rename + edit, read);
      assert.deepEqual(problems, []);
      assert.deepEqual(files.find(({ path }) => path === 'mm/z.c'), { path: 'mm/z.c', oldPath: 'mm/a.c', before: TREE['mm/a.c'], after: edit === '' ? TREE['mm/a.c'] : SHOUTED['mm/a.c'] });
      assert.equal(files.find(({ path }) => path === 'mm/a.c')?.after, undefined);
    }
  });

  const refused: Readonly<Record<string, readonly [string, RegExp]>> = {
    'a hunk that finds no place': [EDIT.replace('-1,3 +1,3', '-1,3 +1,3').replace('-two', '-twain'), /^mm\/a\.c: hunk 1 of 1 does not apply: line 2 should be "twain", and is "two"/],
    'the second of two hunks': [`${EDIT}@@ -4,2 +4,2 @@\n four\n-cinq\n+FIVE\n`, /^mm\/a\.c: hunk 2 of 2 does not apply: line 5 should be "cinq", and is "five"/],
    'a hunk behind the end of the file': [EDIT.replace('-1,3 +1,3', '-70,3 +70,3').replace(' three', ' drei'), /line 70 should be "one", the file ends before it/],
    'a file that is not there': [EDIT.replaceAll('mm/a.c', 'mm/none.c'), /^mm\/none\.c: does not apply: no such file in the tree/],
    'a new file that is there already': ['diff --git a/mm/a.c b/mm/a.c\nnew file mode 100644\n--- /dev/null\n+++ b/mm/a.c\n@@ -0,0 +1 @@\n+x\n', /^mm\/a\.c: does not apply: the patch makes this file/],
    'a damaged hunk': [EDIT.replace(' three\n', '?three\n'), /^b\/mm\/a\.c: the patch is damaged/],
    'a binary file': ['diff --git a/x.bin b/x.bin\nindex 1..2 100644\nBinary files a/x.bin and b/x.bin differ\n', /x\.bin: a binary file, left out/],
    'a text without a patch': ['Hello.\n', /^no patch: the text holds no unified diff/],
  };
  for (const [title, [text, message]] of Object.entries(refused)) {
    it(`${title} is told, and everything else is applied`, () => {
      const other = 'diff --git a/mm/latin.c b/mm/latin.c\n--- a/mm/latin.c\n+++ b/mm/latin.c\n@@ -2 +2 @@\n-int x;\n+int y;\n';
      const alone = applyPatches(text, read), both = applyPatches(text.startsWith('Hello') ? text : text + other, read);
      assert.match(alone.problems[0] ?? '', message);
      assert.deepEqual(alone.files, []);
      if (!text.startsWith('Hello')) assert.deepEqual(both.files.map(({ path }) => path), ['mm/latin.c']);
    });
  }

  it('a problem names the mail it is in', () => {
    assert.match(applyPatches(mail(EDIT.replace('-two', '-twain')), read).problems[0] ?? '', /\(\[PATCH\] mm: shout\)$/);
  });
});
