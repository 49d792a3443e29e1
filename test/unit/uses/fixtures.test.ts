import assert from 'node:assert/strict';
import type { FieldUse } from '../../../src/uses/fieldUse.js';
import { testParser } from '../c/grammar.js';
import { fixtureNames, fixtureReader } from './fixtures.js';
import { type Mark, marksOf } from './marks.js';

/** What differs between a fixture's marks and the uses found, a line each, with the source line below. */
function differences(text: string, marks: readonly Mark[], uses: readonly FieldUse[]): readonly string[] {
  const lines = text.split('\n');
  const key = (at: { readonly line: number; readonly column: number; readonly record: string }): string => `${at.line}:${at.column} ${at.record}`;
  const source = (line: number): string => `\n      ${(lines[line - 1] ?? '').trim()}`;
  const found = new Map(uses.map((use) => [key(use), use]));
  const wanted = new Set(marks.map(key));
  const out: string[] = [];
  for (const mark of marks) {
    const use = found.get(key(mark));
    const what = `${key(mark)}.${mark.paths.join('|')}`;
    if (!use) out.push(`missing      ${what} ${mark.access.join('|')}${source(mark.line)}`);
    else if (!mark.paths.includes(use.path)) out.push(`wrong path   ${what}: ${use.path}${source(mark.line)}`);
    else if (!mark.access.includes(use.access)) out.push(`wrong access ${what}: ${use.access}, should be ${mark.access.join('|')}${source(mark.line)}`);
    else if (mark.length !== use.field.length) out.push(`mark is ${mark.length} long, not under ${use.field}${source(mark.line)}`);
  }
  for (const use of uses) if (!wanted.has(key(use))) out.push(`unexpected   ${key(use)}.${use.path} ${use.access}${source(use.line)}`);
  return out;
}

describe('uses in our own C, marked', () => {
  for (const name of fixtureNames()) {
    it(name, async () => {
      const { tree, reader } = fixtureReader(await testParser());
      const source = tree.source(name);
      assert.ok(source, 'the fixture can be read');
      const marks = marksOf(source.text);
      const { uses } = reader.read(source);
      assert.equal(differences(source.text, marks, uses).join('\n'), '');
    });
  }

  it('page.h mentions no member itself', async () => {
    const { tree, reader } = fixtureReader(await testParser());
    assert.deepEqual(reader.read(tree.source('page.h')!).uses, []);
  });
});
