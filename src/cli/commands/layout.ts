import { LayoutError } from '../../layout/compute.js';
import { findOverlays } from '../../layout/overlays.js';
import type { RecordLayout } from '../../layout/record.js';
import { TreeLayouts } from '../../layout/treeLayouts.js';
import { layoutText } from '../../report/layoutText.js';
import { type Command, TREE_OPTIONS, treeOptions } from '../command.js';
import { UserError } from '../errors.js';
import { findRoot, openAt } from '../findTree.js';
import { loadBundledGrammar } from '../grammarFiles.js';

export const layout: Command = {
  name: 'layout',
  usage: 'layout [RECORD ...]',
  summary: 'offsets and sizes of records, from source alone (default: struct page)',
  options: TREE_OPTIONS,
  async run(args, options, output) {
    const tree = treeOptions(options);
    const root = findRoot(tree, []);
    const setup = openAt(root, tree, (warning) => { output.warn(warning); });
    const layouts = new TreeLayouts(setup, await loadBundledGrammar(), findOverlays(setup.tree));
    let failed = false;
    for (const name of args.length > 0 ? args : ['page']) {
      try {
        const record = layouts.record(name);
        if (options['json']) output.json(publicLayout(record));
        else output.line(layoutText(record, `${setup.version} ${setup.arch.name}, ${setup.config.name}`));
      } catch (error) {
        if (!(error instanceof LayoutError)) throw error;
        output.warn(`${name}: ${error.message}`);
        failed = true;
      }
    }
    if (failed) {
      await output.flush();
      throw new UserError(`not every layout could be computed in ${root}`);
    }
    return 0;
  },
};

/** The object of the command-line contract: bytes; a bit-field tells its first bit and width in bits besides. */
function publicLayout(record: RecordLayout): object {
  return {
    record: record.record, size: record.size, align: record.align,
    fields: record.fields.map((field) => ({
      path: field.path, offset: Math.floor(field.offsetBits / 8), size: Math.ceil((field.sizeBits + (field.offsetBits % 8)) / 8),
      ...(field.bitField ? { bitOffset: field.offsetBits % 8, bitSize: field.sizeBits } : {}),
      type: field.type, ...(field.when !== undefined ? { when: field.when } : {}),
    })),
  };
}
