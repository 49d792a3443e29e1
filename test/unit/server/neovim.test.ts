import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { skip } from '../../skip.js';
import { inExamples } from './testClient.js';

interface Answers {
  readonly error?: string;
  readonly hover?: string;
  readonly definition?: string;
  readonly references?: number;
  readonly diagnostics?: number;
}

const command = join(process.cwd(), 'dist', 'pagelens.cjs');

describe('Neovim with the language server', () => {
  before(function () {
    if (spawnSync('nvim', ['--version']).error) skip(this, 'Neovim is not installed (Debian: apt-get install neovim)');
    if (!existsSync(command)) skip(this, 'dist/pagelens.cjs is not built: npm run build');
  });

  it('hovers, jumps, finds references and shows the conflict', function () {
    this.timeout(90_000);
    const folder = mkdtempSync(join(tmpdir(), 'pagelens-'));
    const out = join(folder, 'answers.json');
    try {
      const run = spawnSync('nvim', ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${join(process.cwd(), 'test/unit/server/neovim.lua')}`], {
        encoding: 'utf8', timeout: 80_000,
        env: { ...process.env, HOME: folder, PAGELENS_FILE: inExamples('mm/vmalloc_mapping_index.c'), PAGELENS_OUT: out, PAGELENS_COMMAND: command, PAGELENS_NODE: process.execPath },
      });
      assert.ok(existsSync(out), `no answers: ${run.stdout}${run.stderr}`);
      const answers = JSON.parse(readFileSync(out, 'utf8')) as Answers;
      assert.equal(answers.error, undefined);
      assert.match(answers.hover ?? '', /struct page\.mapping.*word 3/);
      assert.match(answers.definition ?? '', /include\/linux\/mm_types\.h$/);
      assert.ok((answers.references ?? 0) > 20, String(answers.references));
      assert.ok((answers.diagnostics ?? 0) >= 3, String(answers.diagnostics));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
