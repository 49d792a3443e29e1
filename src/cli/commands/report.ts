import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFile } from '../../check/checkFile.js';
import { checkContext } from '../../check/context.js';
import type { Finding } from '../../check/finding.js';
import { findOverlays } from '../../layout/overlays.js';
import { TreeLayouts } from '../../layout/treeLayouts.js';
import { findingText, findingTotals } from '../../report/findingText.js';
import { treeSummary } from '../../report/treeSummary.js';
import { type Command, TREE_OPTIONS, treeOptions } from '../command.js';
import { findRoot, openAt, treePath } from '../findTree.js';
import { loadBundledGrammar } from '../grammarFiles.js';
import { listSources } from '../listSources.js';
import { scanUses } from '../scanPool.js';

/** Below this many files a report checks every one of them; in a larger tree only mm/, where it is quick. */
const CHECK_ALL_FILES = 2000;

export const report: Command = {
  name: 'report',
  usage: 'report [DIR]',
  summary: 'a first look at a tree: what struct page holds, who uses it, what collides',
  options: TREE_OPTIONS,
  async run(args, options, output) {
    const tree = treeOptions(options);
    const root = findRoot(tree, args);
    const setup = openAt(root, tree, (warning) => { output.warn(warning); });
    const parser = await loadBundledGrammar();
    const overlays = findOverlays(setup.tree);
    const layouts = new TreeLayouts(setup, parser, overlays);
    const sources = listSources(root, args[0] !== undefined ? [treePath(root, args[0])] : ['']);
    const scanned = await scanUses({ root, tree, scan: { records: [] } }, sources.files, (done) => { output.progress(`uses: ${done} of ${sources.files.length} files`); });
    for (const line of treeSummary(layouts.all(), scanned.uses, sources.files.length)) output.line(line);
    const context = checkContext(setup, parser, { overlays, layouts });
    const toCheck = sources.files.length <= CHECK_ALL_FILES ? sources.files : sources.files.filter((path) => path.startsWith('mm/'));
    const findings: Finding[] = [];
    for (const path of toCheck) {
      try {
        findings.push(...checkFile(setup.tree.adopt(path, readFileSync(join(root, path), 'latin1')), context));
      } catch (error) {
        output.warn(`${path}: ${(error as Error).message}`);
      }
    }
    output.line('');
    output.line(findings.length === 0 ? `No conflict found in ${toCheck.length === sources.files.length ? 'these files' : 'mm/'}.` : `Conflicts (${findingTotals(findings)}):`);
    for (const finding of findings) output.line(`\n${findingText(finding).trimEnd()}`);
    for (const warning of [...sources.warnings, ...scanned.warnings]) output.warn(warning);
    return 0;
  },
};
