import { auditModel } from '../../check/audit/audit.js';
import { checkContext } from '../../check/context.js';
import { whatIfFacts } from '../../whatif/facts.js';
import { type Command, TREE_OPTIONS, treeOptions } from '../command.js';
import { findRoot, openAt } from '../findTree.js';
import { loadBundledGrammar } from '../grammarFiles.js';

export const audit: Command = {
  name: 'audit',
  usage: 'audit [DIR]',
  summary: 'which facts of the page model and of the what-if answers no longer hold in this tree',
  options: TREE_OPTIONS,
  async run(args, options, output) {
    const tree = treeOptions(options);
    const setup = openAt(findRoot(tree, args), tree, (warning) => { output.warn(warning); });
    const { kernel, checked, broken } = auditModel(checkContext(setup, await loadBundledGrammar()), whatIfFacts);
    for (const fact of broken) {
      if (options['json']) output.json({ kernel, ...fact });
      else output.line(`${fact.of}: ${fact.fact}: ${fact.problem}`);
    }
    output.warn(`${checked} facts of ${kernel} checked, ${broken.length} do not hold`);
    return broken.length > 0 ? 1 : 0;
  },
};
