import assert from 'node:assert/strict';
import type { Finding } from '../../../src/check/finding.js';
import { suppress } from '../../../src/check/suppressions.js';
import { broughtIn, toldIn } from '../../../src/check/told.js';
import { SourceFile } from '../../../src/kernel/tree.js';

const TEXT = 'int x;\nvoid f(void)\n{\n\ta();\n\t/* pagelens-ignore node-misread: the list is private */\n\tb();\n\tc(); // pagelens-ignore word-misread, stale-at-free: looked at\n\td(); /* pagelens-ignore node-misread */\n\te(); /* pagelens-ignore nonsense: why */\n}\n';
const file = new SourceFile('mm/x.c', TEXT, 0);
const at = (line: number, more: Partial<Finding> = {}): Finding => ({
  file: 'mm/x.c', line, column: 2, endColumn: 3, rule: 'node-misread', severity: 'warning', message: 'a node', state: 'vmalloc', config: 'x', words: [{ offset: 8, size: 8, members: ['lru'] }], evidence: [], ...more,
});

describe('findings as they are told', () => {
  it('name the function they lie in', () => {
    assert.deepEqual(toldIn(file, [at(1, { column: 1 }), at(4)]).map((finding) => finding.function), ['', 'f']);
  });

  it('are new when the same one was not there before, wherever its lines have gone', () => {
    const before = toldIn(file, [at(4)]);
    assert.deepEqual(broughtIn(toldIn(file, [at(6)]), before), []);
    assert.equal(broughtIn(toldIn(file, [at(4), at(6)]), before).length, 1, 'a second one of its kind');
    assert.equal(broughtIn(toldIn(file, [at(4, { message: 'another' })]), before)[0]?.isNew, true);
    assert.deepEqual(broughtIn(toldIn(file, [at(1, { column: 1 })]), before), [], 'one whose lines went to another function');
    assert.equal(broughtIn(toldIn(file, [at(4, { words: [] })]), before).length, 1);
    assert.equal(broughtIn(toldIn(file, [at(4), at(1, { column: 1 })]), before).length, 1, 'in another function, too');
  });

  it('are silenced by a comment on their line or the one before, for the rules it names', () => {
    const reasons = (finding: Finding): string | undefined => suppress(file, toldIn(file, [finding]), []).findings[0]?.suppressed?.reason;
    assert.equal(reasons(at(4)), undefined);
    assert.equal(reasons(at(5)), 'the list is private');
    assert.equal(reasons(at(6)), 'the list is private');
    assert.equal(reasons(at(7)), undefined);
    assert.equal(reasons(at(7, { rule: 'stale-at-free' })), 'looked at');
    assert.equal(reasons(at(8)), undefined, 'a comment without a reason silences nothing');
  });

  it('tell of comments that say nothing', () => {
    assert.deepEqual(suppress(file, [], []).problems, ['mm/x.c:8: expected "pagelens-ignore RULE: reason"', 'mm/x.c:9: pagelens-ignore: unknown rule "nonsense"']);
  });

  it('are silenced by entries of the settings: a file, a folder, a pattern, one function only', () => {
    const entry = { rule: 'node-misread' as const, file: 'mm/x.c', reason: 'r', at: '.pagelens.json:2' };
    const hits = (entries: Parameters<typeof suppress>[2]): boolean => suppress(file, toldIn(file, [at(4)]), entries).findings[0]?.suppressed !== undefined;
    assert.ok(hits([entry]));
    assert.ok(hits([{ ...entry, file: 'mm/' }]));
    assert.ok(hits([{ ...entry, file: '**/*.c' }]));
    assert.ok(hits([{ ...entry, function: 'f' }]));
    assert.ok(!hits([{ ...entry, function: 'g' }]));
    assert.ok(!hits([{ ...entry, rule: 'tail-page' }]));
    assert.ok(!hits([{ ...entry, file: 'm/*.c' }]));
    assert.deepEqual([...suppress(file, toldIn(file, [at(4)]), [entry]).used], [entry]);
  });
});
