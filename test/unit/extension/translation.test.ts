import * as assert from 'node:assert/strict';
import { config } from '@vscode/l10n';
import { HoverRequest, type MarkupContent } from 'vscode-languageserver/node';
import { stepText } from '../../../webview/format.js';
import { inExamples, TestClient } from '../server/testClient.js';

describe('a translation', () => {
  // The language is one for the whole process.
  afterEach(() => { config({ contents: {} }); });

  it('replaces what the server says; names and evidence stay', async () => {
    const client = await TestClient.start({ texts: { 'here: {0} in {1}': 'hier in {1}: {0}', 'address taken': 'Adresse genommen' } });
    const file = await client.open(inExamples('mm/vmalloc_mapping_index.c'));
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: file.textDocument, position: file.at('&page[i].mapping', 'mapping') });
    await client.stop();
    const { value } = hover?.contents as MarkupContent;
    assert.match(value, /hier in `replenish_grouped_pages\(\)`: Adresse genommen/);
    assert.match(value, /word 3, bytes 24-31/);
  });

  it('replaces what a panel says', () => {
    assert.equal(stepText(1, 1000), 'step 1 of 1\u202f000');
    config({ contents: JSON.stringify({ 'step {0} of {1}': 'Schritt {0} von {1}' }) });
    assert.equal(stepText(1, 1000), 'Schritt 1 von 1\u202f000');
  });
});
