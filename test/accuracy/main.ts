/** `npm run accuracy [-- --kernel DIR] [--files]`: prints the report and keeps it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cachePath } from '../unit/kernel/cache.js';
import { measure } from './measure.js';
import { reportText } from './report.js';

const { values } = parseArgs({
  options: {
    kernel: { type: 'string' },
    // Only the files the truth knows: half the time, and the same figures.
    files: { type: 'boolean', default: false },
  },
});
const start = performance.now();
const score = await measure(values.kernel ?? cachePath('linux-source-6.1'), !values.files);
const report = reportText(score);
writeFileSync(join(process.cwd(), 'test/accuracy/report-6.1.md'), report);
console.log(report);
console.log(`${values.files ? 'files of the truth' : 'whole tree'} in ${((performance.now() - start) / 1000).toFixed(1)} s; kept in test/accuracy/report-6.1.md`);
