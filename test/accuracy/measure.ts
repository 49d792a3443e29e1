import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { oracleText } from '../unit/layout/oracleData.js';
import { type ReadFile, type ReportedUse, type Score, score, type TrueUse } from './score.js';

const RECORDS = ['page', 'folio', 'slab', 'zspage'];
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/** The files that the compiler read. */
const readFiles = (): Readonly<Record<string, ReadFile>> => JSON.parse(oracleText('files-6.1.json.gz')) as Record<string, ReadFile>;

const trueUses = (): readonly TrueUse[] => oracleText('uses-6.1.jsonl.gz').trim().split('\n').map((line) => JSON.parse(line) as TrueUse);

/**
 * Runs the command as anybody would, and scores what it printed.
 * @param kernel the top of a 6.1 tree
 * @param whole all of the tree, as opposed to the files the truth knows
 */
export async function measure(kernel: string, whole: boolean): Promise<Score> {
  const files = readFiles();
  const args = ['uses', '--json', '--kernel', kernel, '--arch', 'x86_64', ...RECORDS.flatMap((record) => ['--record', record]), ...(whole ? [] : Object.keys(files))];
  return score(trueUses(), files, parseLines(await pagelens(args, kernel)));
}

function pagelens(args: readonly string[], cwd: string): Promise<string> {
  const command = join(process.cwd(), 'dist/pagelens.cjs');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [command, ...args], { cwd, maxBuffer: MAX_OUTPUT_BYTES }, (error, stdout, stderr) => {
      if (error) reject(new Error(`pagelens uses failed: ${error.message.slice(0, 500)}\n${stderr.slice(-2000)}`));
      else resolve(stdout);
    });
  });
}

const parseLines = (text: string): readonly ReportedUse[] => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as ReportedUse);
