import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkContext } from '../../check/context.js';
import { checkFile } from '../../check/checkFile.js';
import { type Finding, RULES } from '../../check/finding.js';
import { findingEmacs, findingTerse, findingText, findingTotals } from '../../report/findingText.js';
import { type Command, EXIT_IO, listOption, type OptionValues, TREE_OPTIONS, treeOptions } from '../command.js';
import { UserError } from '../errors.js';
import { findRoot, openAt, treePath } from '../findTree.js';
import { loadBundledGrammar } from '../grammarFiles.js';
import { listSources } from '../listSources.js';
import type { Output } from '../output.js';

export const check: Command = {
  name: 'check',
  usage: 'check [PATH ...]',
  summary: 'conflicts over the bits of struct page, with the reader that misreads them',
  options: {
    ...TREE_OPTIONS,
    terse: { type: 'boolean', help: 'one line a finding' },
    emacs: { type: 'boolean', help: 'as compilers print, evidence as notes' },
    types: { type: 'string', multiple: true, value: 'RULE', help: 'only these rules' },
    ignore: { type: 'string', multiple: true, value: 'RULE', help: 'all but these rules' },
    'list-types': { type: 'boolean', help: 'list the rules and stop' },
    strict: { type: 'boolean', help: 'also what is worth a look only (CHECK)' },
  },
  async run(args, options, output) {
    if (options['list-types']) {
      for (const rule of RULES) output.line(`${rule.name}\t${rule.title}`);
      return 0;
    }
    const wanted = ruleFilter(options);
    const tree = treeOptions(options);
    const root = findRoot(tree, args);
    const setup = openAt(root, tree, (warning) => { output.warn(warning); });
    const sources = listSources(root, args.length > 0 ? args.map((path) => treePath(root, path)) : ['']);
    const context = checkContext(setup, await loadBundledGrammar());
    const findings: Finding[] = [];
    const warnings = [...sources.warnings];
    sources.files.forEach((path, index) => {
      if (index % 50 === 0) output.progress(`${index} of ${sources.files.length} files`);
      let text: string;
      try {
        text = readFileSync(join(root, path), 'latin1');
      } catch (error) {
        warnings.push(`${path}: cannot read: ${(error as Error).message}`);
        return;
      }
      const source = setup.tree.adopt(path, text);
      findings.push(...checkFile(source, context).filter(wanted));
      setup.tree.release(source);
    });
    for (const warning of warnings) output.warn(warning);
    print(findings, options, output);
    if (warnings.length > 0) output.warn(`${warnings.length} files not read: the result is partial`);
    if (warnings.length > 0) return EXIT_IO;
    return findings.some((finding) => finding.severity === 'error') ? 1 : 0;
  },
};

/** @throws UserError for a rule that does not exist */
function ruleFilter(options: OptionValues): (finding: Finding) => boolean {
  const types = new Set(listOption(options, 'types')), ignored = new Set(listOption(options, 'ignore'));
  for (const name of [...types, ...ignored]) {
    if (!RULES.some((rule) => rule.name === name)) throw new UserError(`unknown rule "${name}"; known: ${RULES.map((rule) => rule.name).join(', ')}`);
  }
  return (finding) => (types.size === 0 || types.has(finding.rule)) && !ignored.has(finding.rule) && (finding.severity !== 'check' || options['strict'] === true);
}

/** Nothing is printed when nothing was found. */
function print(findings: readonly Finding[], options: OptionValues, output: Output): void {
  for (const finding of findings) {
    if (options['json']) output.json(finding);
    else if (options['terse']) output.line(findingTerse(finding));
    else if (options['emacs']) output.line(findingEmacs(finding));
    else output.line(findingText(finding));
  }
  if (findings.length > 0 && !options['json'] && !options['terse'] && !options['emacs']) output.line(findingTotals(findings));
}
