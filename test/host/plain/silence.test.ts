import * as assert from 'node:assert/strict';
import { openFile, pagelens } from '../extension.js';

describe('in a folder that is no kernel tree', () => {
  it('stays unloaded', () => {
    assert.equal(pagelens().isActive, false);
  });

  it('starts no language server for a C file', async () => {
    await openFile('hello.c');
    await pagelens().activate();
    assert.equal(pagelens().exports.serverInfo(), undefined);
  });
});
