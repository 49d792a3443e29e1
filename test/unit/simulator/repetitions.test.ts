import assert from 'node:assert/strict';
import { withoutRepetitions } from '../../../src/simulator/scenario/repetitions.js';

describe('simulator: a story without repetitions', () => {
  it('tells once what happens to page after page, with what comes together kept together', () => {
    const lines = [0, 7, 6, 5].flatMap((page) => [`  munmap() (page ${page})`, ...(page === 0 ? [] : [`! page ${page}: reads 0xffff${page}0`]), `  put_page() (page ${page})`]);
    assert.deepEqual(withoutRepetitions(['  start', ...lines, '  vfree()']), [
      '  start', '  munmap() (page 0)', '  put_page() (page 0)', '  munmap() (page 7)', '! page 7: reads 0xffff70', '  put_page() (page 7)', '  … and 2 times more, pages 5 to 6', '  vfree()',
    ]);
  });

  it('leaves alone what differs in more than its place, and what would spare no lines', () => {
    for (const lines of [['  alloc of order 0 (page 1)', '  alloc of order 1 (page 2)', '  alloc of order 2 (page 4)', '  alloc of order 3 (page 8)'], ['  put_page() (page 1)', '  put_page() (page 2)', '  put_page() (page 3)'], []]) {
      assert.deepEqual(withoutRepetitions(lines), lines);
    }
  });
});
