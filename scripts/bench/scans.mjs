import { ensureKernelSource } from '../lib/kernelSource.mjs';
import { inCache, inRoot } from '../lib/paths.mjs';
import { astGrep } from './astGrep.mjs';
import { median, runOnce } from './measure.mjs';

const RUNS = 3;

/** One untyped member rule: what a structural search without types can say about `x->index`. */
const UNTYPED_RULE = ['run', '--lang', 'c', '--pattern', '$X->index', '--json=stream'];

/** Whole trees and mm/, ours and the peer's in turn. @returns {Promise<string[]>} table rows */
export async function scanBench() {
  await ensureKernelSource('6.1');
  const tree = inCache('linux-source-6.1');
  const cli = inRoot('dist/pagelens.cjs');
  const peer = await astGrep();
  /** @type {[string, string, readonly string[]][]} */
  const commands = [
    ['`pagelens uses`, 6.1 whole tree', process.execPath, [cli, 'uses', '--json', '.']],
    ['`pagelens uses`, 6.1 mm/', process.execPath, [cli, 'uses', '--json', 'mm']],
  ];
  if (peer !== undefined) commands.push(['`ast-grep` `$X->index` (untyped), 6.1 whole tree', peer, [...UNTYPED_RULE, '.']]);
  /** @type {Map<string, import('./measure.mjs').Run[]>} */
  const runs = new Map();
  for (let round = 0; round < RUNS; round++) {
    for (const [name, command, args] of commands) runs.set(name, [...(runs.get(name) ?? []), await runOnce(command, args, tree)]);
  }
  return [...runs].map(([name, all]) => {
    const of = (/** @type {(run: import('./measure.mjs').Run) => number} */ figure) => median(all.map(figure));
    return `| ${name} | ${of((r) => r.wall).toFixed(1)} s | ${of((r) => r.cpu).toFixed(1)} s | ${(of((r) => r.memory) / 1e6).toFixed(0)} MB | ${all[0]?.lines ?? 0} |`;
  });
}
