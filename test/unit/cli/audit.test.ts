import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

describe('the command audit', () => {
  it('lists the facts that do not hold, one object a line, and ends with exit code 1', function () {
    this.timeout(60_000);
    const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('dist/pagelens.cjs'), 'audit', '--json', '--kernel', 'examples'], { encoding: 'utf8' });
    const facts = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
    assert.equal(status, 1);
    assert.deepEqual(Object.keys(facts[0] ?? {}), ['kernel', 'of', 'fact', 'problem']);
    assert.match(stderr, new RegExp(`\\d+ facts of 5\\.11\\.0 checked, ${facts.length} do not hold`));
  });
});
