import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { skip } from '../skip.js';
import { realRoot } from '../unit/kernel/realTree.js';
import { measure } from './measure.js';
import { inPercent, keptFigures, reportText } from './report.js';
import { accessAgreement, precision, recall, type ReportedUse, score, type TrueUse } from './score.js';

describe('accuracy of typed uses', () => {
  it('does not fall below the kept report', async function () {
    this.timeout(300_000);
    const root = realRoot(this, '6.1');
    if (!existsSync('dist/pagelens.cjs')) skip(this, 'dist/pagelens.cjs is not built');
    const kept = keptFigures(readFileSync(join(process.cwd(), 'test/accuracy/report-6.1.md'), 'utf8'));
    const found = await measure(root, false);
    const details = reportText(found);
    assert.ok(inPercent(recall(found.total)) >= kept.recall, `recall fell\n${details}`);
    assert.ok(inPercent(precision(found.total)) >= kept.precision, `precision fell\n${details}`);
    assert.ok(inPercent(accessAgreement(found.total)) >= kept.access, `access agreement fell\n${details}`);
  });

  it('keeps a report that meets the goals', () => {
    const kept = keptFigures(readFileSync(join(process.cwd(), 'test/accuracy/report-6.1.md'), 'utf8'));
    assert.ok(kept.recall >= 99.5 && kept.precision >= 99.5 && kept.access >= 99, JSON.stringify(kept));
  });
});

describe('the score', () => {
  const row: TrueUse = { file: 'mm/a.c', line: 10, column: 5, record: 'page', field: 'lru', access: ['read', 'address'], inMacro: false };
  const use: ReportedUse = { file: 'mm/a.c', line: 10, column: 5, record: 'page', field: 'lru', access: 'read' };
  const files = { 'mm/a.c': { header: false, skipped: [[20, 30]], defines: [[40, 40]] }, 'mm/a.h': { header: true, skipped: [], defines: [] } } as const;

  it('counts a row found at another column as a miss and a false positive', () => {
    const { total, misses, falsePositives } = score([row], files, [{ ...use, column: 6 }]);
    assert.deepEqual([total.rows, total.found, total.reported, total.wrong], [1, 0, 1, 1]);
    assert.equal(misses.length + falsePositives.length, 2);
  });

  it('holds only compiled lines of compiled files against a report', () => {
    const others: ReportedUse[] = [{ ...use, line: 25 }, { ...use, line: 40 }, { ...use, file: 'mm/a.h' }, { ...use, file: 'mm/unknown.c' }];
    assert.equal(score([row], files, [use, ...others]).total.reported, 1);
  });

  it('does not ask for rows in macro bodies, and does not call them wrong', () => {
    const inMacro = { ...row, line: 12, inMacro: true };
    const { total } = score([inMacro], files, [{ ...use, line: 12 }]);
    assert.deepEqual([total.rows, total.reported, total.wrong], [0, 1, 0]);
  });

  it('accepts any of the accesses seen, and offsetof for what was not evaluated', () => {
    assert.equal(score([row], files, [{ ...use, access: 'write' }]).wrongAccess.length, 1);
    assert.equal(score([row], files, [{ ...use, access: 'address' }]).wrongAccess.length, 0);
    assert.equal(score([{ ...row, access: ['unevaluated'] }], files, [{ ...use, access: 'offsetof' }]).wrongAccess.length, 0);
  });

  it('reports figures that can be read back, rounded down', () => {
    const rows = [row, { ...row, line: 11 }, { ...row, line: 12 }];
    const kept = keptFigures(reportText(score(rows, files, [use, { ...use, line: 11, access: 'write' }])));
    assert.deepEqual(kept, { recall: 66.666, precision: 100, access: 50 });
  });
});
