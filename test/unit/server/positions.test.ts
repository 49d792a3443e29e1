import * as assert from 'node:assert/strict';
import { OpenDocument } from '../../../src/server/documents.js';
import { fromByteString, Positions, toByteString } from '../../../src/server/positions.js';

const text = 'plain\n/* \u00fc\u20ac\ud83d\ude00 */ x->y\r\nlast';

describe('positions', () => {
  it('go there and back for every character', () => {
    const positions = new Positions(toByteString(text), 'utf-16');
    let line = 0, character = 0;
    for (const symbol of text) {
      if (symbol === '\n') {
        line++;
        character = 0;
        continue;
      }
      const offset = positions.offset({ line, character });
      assert.equal(fromByteString(positions.text.slice(offset, offset + toByteString(symbol).length)), symbol);
      assert.deepEqual(positions.at(offset), { line, character });
      character += symbol.length;
    }
  });

  it('past the end of a line or of the text mean that end', () => {
    const positions = new Positions(toByteString('a\u00fc\nb'), 'utf-16');
    assert.equal(positions.offset({ line: 0, character: 99 }), 3);
    assert.equal(positions.offset({ line: 9, character: 0 }), 5);
  });

  it('of bytes that are no UTF-8 count what an editor shows for them', () => {
    assert.deepEqual(new Positions('\xe4\xf6 x', 'utf-16').at(3), { line: 0, character: 3 });
    assert.deepEqual(new Positions('\xef\xbb\xbfint x', 'utf-16').at(7), { line: 0, character: 4 });
  });

  it('survive a thousand random edits', () => {
    let random = 7;
    const next = (limit: number): number => (random = (random * 16807) % 2147483647) % limit;
    let expected = 'int f(void)\n{\n\treturn 0; /* \u00fc */\n}\n';
    const document = new OpenDocument('file:///x.c', 1, expected, 'utf-16');
    const place = (offset: number): { line: number; character: number } => {
      const before = expected.slice(0, offset).split('\n');
      return { line: before.length - 1, character: before.at(-1)!.length };
    };
    const pieces = ['', 'x', '\n', '\u00e9', 'ab\u20accd\n', '\t/* */'];
    for (let i = 0; i < 1000; i++) {
      const start = next(expected.length + 1), end = Math.min(expected.length, start + next(4));
      const range = { start: place(start), end: place(end) }, inserted = pieces[next(pieces.length)]!;
      expected = expected.slice(0, start) + inserted + expected.slice(end);
      document.apply(i + 2, [{ range, text: inserted }]);
      assert.equal(fromByteString(document.bytes), expected);
    }
  });
});
