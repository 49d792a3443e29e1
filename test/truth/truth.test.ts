import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { testParser } from '../unit/c/grammar.js';
import { realRoot } from '../unit/kernel/realTree.js';
import { isReviewed, type Kernel, measureSeeds, measureTree, reviewed } from './measure.js';

for (const kernel of ['6.1', '6.12'] satisfies readonly Kernel[]) {
  describe(`the checker's truth on ${kernel}`, () => {
    it('finds nine of ten sown bugs, and blames no correct twin', async function () {
      this.timeout(900_000);
      const results = measureSeeds(realRoot(this, kernel), kernel, await testParser());
      const missed = results.filter((result) => !result.found).map((result) => result.seed.name);
      assert.deepEqual(results.filter((result) => result.twin.length > 0).map((result) => `${result.seed.name}: ${result.twin[0]!.message}`), []);
      assert.ok(results.length >= 20 && missed.length <= results.length / 10, `missed: ${missed.join('; ')}`);
    });

    it('says nothing of mm/ that was not looked at', async function () {
      this.timeout(900_000);
      const root = realRoot(this, kernel);
      const files = readdirSync(`${root}/mm`).filter((name) => /\.[ch]$/.test(name)).map((name) => `mm/${name}`);
      const list = reviewed();
      const unknown = measureTree(root, files, await testParser()).filter((finding) => !isReviewed(finding, kernel, list));
      assert.deepEqual(unknown.map((finding) => `${finding.file}:${finding.line}: ${finding.rule}: ${finding.message}`), []);
    });
  });
}
