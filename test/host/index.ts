/** What VS Code's extension host loads and runs: the tests of one window, which PAGELENS_HOST_SUITE names. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Runner {
  runMocha(options: { files: readonly string[]; result: string; grep: string; timeoutMs: number }): Promise<number>;
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run npm test -- host`);
  return value;
}

/** Called by VS Code; a rejection makes the window's exit code 1. */
export async function run(): Promise<void> {
  const folder = join(__dirname, variable('PAGELENS_HOST_SUITE'));
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.cjs')).map((name) => join(folder, name));
  // mocha 12 is an ES module, this file is not: only import() reaches it.
  const runner = (await import(pathToFileURL(variable('PAGELENS_TEST_RUNNER')).href)) as Runner;
  const failures = await runner.runMocha({
    files,
    result: variable('PAGELENS_TEST_RESULT'),
    grep: variable('PAGELENS_TEST_GREP'),
    timeoutMs: 300_000,
  });
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
