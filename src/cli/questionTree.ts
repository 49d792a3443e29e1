/** What a question is asked of: an opened tree, or bundled layouts where there is none. */
import { archPreset } from '../kernel/arch.js';
import type { KernelSetup } from '../kernel/setup.js';
import type { CParser } from '../c/syntax.js';
import { LayoutError } from '../layout/compute.js';
import { findOverlays, type OverlayRecords } from '../layout/overlays.js';
import type { RecordLayout } from '../layout/record.js';
import { TreeLayouts } from '../layout/treeLayouts.js';
import { pageModel, type PageModel } from '../model/pageModel.js';
import { type Cite, citeNames, citeTree } from '../whatif/cite.js';
import { type OptionValues, stringOption, treeOptions } from './command.js';
import { findRoot, openAt, rootAbove } from './findTree.js';
import { loadBundledGrammar } from './grammarFiles.js';
import type { Output } from './output.js';
import { bundledLayouts } from './singleFile.js';

export interface QuestionTree {
  readonly model: PageModel;
  /** CONFIG_ symbols, without the prefix. */
  readonly symbols: ReadonlyMap<string, string> | undefined;
  readonly cite: Cite;
  readonly recordOf: (name: string) => RecordLayout | undefined;
  /** Absent for bundled layouts. */
  readonly opened?: { readonly root: string; readonly setup: KernelSetup; readonly parser: CParser; readonly overlays: OverlayRecords; readonly layouts: TreeLayouts };
}

/** Opens the tree of --kernel or above the current directory; --bundled, or no tree at all, means the bundled layouts. */
export async function questionTree(options: OptionValues, output: Output): Promise<QuestionTree> {
  const tree = treeOptions(options);
  const version = stringOption(options, 'bundled');
  if (version !== undefined || (tree.kernel === undefined && rootAbove('.') === undefined)) {
    const { layouts, source } = await bundledLayouts(version, tree.arch);
    output.warn(`${version === undefined ? 'in no kernel tree: ' : ''}bundled layouts of ${layouts.kernel}, without source lines: ${source}`);
    return { model: pageModel(layouts), symbols: archPreset(layouts.config.replace(/ preset$/, ''))?.config.symbols, cite: citeNames, recordOf: (name) => layouts.records[name.replace(/^(struct|union)\s+/, '')] };
  }
  const root = findRoot(tree, []);
  const setup = openAt(root, tree, (warning) => { output.warn(warning); });
  const parser = await loadBundledGrammar();
  const overlays = findOverlays(setup.tree);
  const layouts = new TreeLayouts(setup, parser, overlays);
  return { model: pageModel(layouts.all()), symbols: setup.config.symbols, cite: citeTree(setup.tree), recordOf: (name) => orNothing(() => layouts.record(name)), opened: { root, setup, parser, overlays, layouts } };
}

function orNothing(record: () => RecordLayout): RecordLayout | undefined {
  try {
    return record();
  } catch (error) {
    if (error instanceof LayoutError) return undefined;
    throw error;
  }
}
