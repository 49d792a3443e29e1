import * as assert from 'node:assert/strict';
import { openAt } from '../../../src/cli/findTree.js';
import { TreeSearcher } from '../../../src/cli/treeSearcher.js';
import { Methods } from '../../../src/protocol.js';
import type { ServerHost } from '../../../src/server/host.js';
import type { WhatIfQuestion, WhatIfResult } from '../../../src/whatIfProtocol.js';
import { testParser } from '../c/grammar.js';
import { inExamples, TestClient } from './testClient.js';
import { testHost } from './testHost.js';

/** A search that works in this thread, once it is let go. */
function slowHost(): { readonly host: ServerHost; readonly closed: () => number; readonly letGo: () => void } {
  let letGo = (): void => undefined, closed = 0;
  const gate = new Promise<void>((resolve) => { letGo = resolve; });
  const host: ServerHost = {
    ...testHost,
    async searchTree({ root }) {
      await gate;
      const searcher = new TreeSearcher(() => openAt(root, {}, () => undefined), await testParser());
      return {
        routes: () => Promise.resolve(searcher.routes()), ways: (state, files) => Promise.resolve(searcher.ways(state, files)), findings: (texts, files) => Promise.resolve(searcher.findings(texts, files)),
        close: () => { closed++; },
      };
    },
  };
  return { host, closed: () => closed, letGo: () => { letGo(); } };
}

describe('what a question waits for no longer than it may', function () {
  this.timeout(30_000);

  async function ask(client: TestClient, question: WhatIfQuestion): Promise<string> {
    const file = await client.open(inExamples('mm/vmalloc.c'));
    const result = await client.connection.sendRequest<WhatIfResult | null>(Methods.whatIf, { textDocument: file.textDocument, question });
    assert.ok(result && 'text' in result, JSON.stringify(result));
    return result.text.replace(/\s+/g, ' ');
  }

  /** Asks again until the answer has it; the test's own time limit ends a vain wait. */
  async function untilTold(client: TestClient, question: WhatIfQuestion, wanted: RegExp): Promise<string> {
    for (;;) {
      const text = await ask(client, question);
      if (wanted.test(text)) return text;
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
  }

  const questions: Readonly<Record<string, { readonly question: WhatIfQuestion; readonly before: RegExp; readonly after: RegExp }>> = {
    'call paths of who': { question: { kind: 'who', member: 'mapping', state: 'fb-defio' }, before: /still being read, ask again/, after: /by get_user_pages\(\) -> [^]*: mm\/gup\.c:\d+ get_user_pages\(\) ->/ },
    'findings of move': {
      question: { kind: 'move', edits: [{ edit: 'move', text: 'mapping after index' }] }, before: /more not yet, for lack of time/,
      after: /Findings of pagelens check that appear:[^]*mm\/vmalloc_index_private\.c:\d+: [^]*\d+ files that use these members were checked\./,
    },
  };
  for (const [title, { question, before, after }] of Object.entries(questions)) {
    it(`${title}: the answer says what is missing; asked again it tells, and the thread is gone`, async () => {
      const { host, closed, letGo } = slowHost();
      const client = await TestClient.start({ host });
      try {
        assert.match(await ask(client, question), before);
        letGo();
        assert.doesNotMatch(await untilTold(client, question, after), before);
        while (closed() === 0) await new Promise((resolve) => { setTimeout(resolve, 10); });
      } finally {
        await client.stop();
      }
    });
  }
});
