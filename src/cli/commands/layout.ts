import { LayoutError } from '../../layout/compute.js';
import { overlayAsserts } from '../../layout/overlayAsserts.js';
import { findOverlays } from '../../layout/overlays.js';
import type { RecordLayout } from '../../layout/record.js';
import { TreeLayouts } from '../../layout/treeLayouts.js';
import { layoutText } from '../../report/layoutText.js';
import { BUNDLED_OPTION, type Command, type OptionValues, stringOption, TREE_OPTIONS, treeOptions } from '../command.js';
import { UserError } from '../errors.js';
import { findRoot, openAt, rootAbove } from '../findTree.js';
import { loadBundledGrammar } from '../grammarFiles.js';
import type { Output } from '../output.js';
import { bundledLayouts } from '../singleFile.js';

/** Where layouts come from: a tree, or the bundled ones. */
interface LayoutSource {
  readonly under: string;
  readonly wordSize: number;
  /** @throws LayoutError */
  readonly record: (name: string) => RecordLayout;
}

export const layout: Command = {
  name: 'layout',
  usage: 'layout [RECORD ...]',
  summary: 'offsets and sizes of records, from source alone (default: struct page)',
  options: {
    ...TREE_OPTIONS,
    bundled: BUNDLED_OPTION,
    asserts: { type: 'boolean', help: 'the static_asserts that hold the overlays of struct page in place, and whether they hold' },
  },
  async run(args, options, output) {
    if (options['asserts']) return tellAsserts(options, output);
    const source = await layoutSource(options, output);
    let failed = false;
    for (const name of args.length > 0 ? args : ['page']) {
      try {
        const record = source.record(name);
        if (options['json']) output.json(publicLayout(record));
        else output.line(layoutText(record, source.under, source.wordSize));
      } catch (error) {
        if (!(error instanceof LayoutError)) throw error;
        output.warn(`${name}: ${error.message}`);
        failed = true;
      }
    }
    if (failed) throw new UserError('not every layout could be computed');
    return 0;
  },
};

async function layoutSource(options: OptionValues, output: Output): Promise<LayoutSource> {
  const tree = treeOptions(options);
  const version = stringOption(options, 'bundled');
  if (version !== undefined || (tree.kernel === undefined && rootAbove('.') === undefined)) {
    const { layouts, source } = await bundledLayouts(version, tree.arch);
    if (version === undefined) output.warn(`in no kernel tree; these are the bundled layouts of ${layouts.kernel}; give a tree with --kernel DIR`);
    output.warn(source);
    return {
      under: `${layouts.kernel} ${layouts.arch}, ${layouts.config}`, wordSize: layouts.abi.wordSize,
      record: (name) => {
        const record = layouts.records[name.replace(/^(struct|union) /, '')];
        if (!record) throw new LayoutError(`not among the bundled records: ${Object.keys(layouts.records).join(', ')}`);
        return record;
      },
    };
  }
  const setup = openAt(findRoot(tree, []), tree, (warning) => { output.warn(warning); });
  const layouts = new TreeLayouts(setup, await loadBundledGrammar(), findOverlays(setup.tree));
  return { under: `${setup.version} ${setup.arch.name}, ${setup.config.name}`, wordSize: setup.arch.wordSize, record: (name) => layouts.record(name) };
}

/** Exit code 1 when an assert fails. */
async function tellAsserts(options: OptionValues, output: Output): Promise<number> {
  const tree = treeOptions(options);
  const setup = openAt(findRoot(tree, []), tree, (warning) => { output.warn(warning); });
  const asserts = overlayAsserts(setup, await loadBundledGrammar(), findOverlays(setup.tree));
  for (const assert of asserts) {
    if (options['json']) output.json(assert);
    else output.line(`${assert.file}:${assert.line}: ${assert.value === true ? 'holds' : assert.value === false ? 'FAILS' : assert.value}: ${assert.text.replace(/\s+/g, ' ')}${assert.why === undefined ? '' : ` (${assert.why})`}`);
  }
  output.warn(`${asserts.length} asserts under ${setup.version} ${setup.arch.name}, ${setup.config.name}`);
  return asserts.some((assert) => assert.value === false) ? 1 : 0;
}

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
