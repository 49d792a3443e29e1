/** The opened tree under the other presets: for what only meets in some configuration. Opened when a rule first asks. */
import { type KernelSetup, presetSetups } from '../../kernel/setup.js';
import type { SourceFile } from '../../kernel/tree.js';
import type { LayoutSet } from '../../layout/record.js';
import { TreeLayouts } from '../../layout/treeLayouts.js';
import type { CheckContext } from '../context.js';

const setups = new WeakMap<CheckContext, readonly KernelSetup[]>();
const layouts = new WeakMap<CheckContext, readonly LayoutSet[]>();

/** One setup for each preset other than the one the tree is opened with, none of them in the opened tree itself. */
export function otherSetups(context: CheckContext): readonly KernelSetup[] {
  let found = setups.get(context);
  if (!found) {
    found = presetSetups(context.setup.tree).filter((setup) => setup.config.name !== context.setup.config.name);
    setups.set(context, found);
  }
  return found;
}

/** Makes them see a file as it is being edited or patched. */
export function withFile(setup: KernelSetup, file: SourceFile): KernelSetup {
  if (setup.tree.source(file.path)?.text !== file.text) setup.tree.overlay(file.path, file.text);
  return setup;
}

/** Struct page and its overlays on 32-bit machines whose DMA addresses have 64 bits: where the words of the union meet otherwise. */
export function narrowLayouts(context: CheckContext): readonly LayoutSet[] {
  let found = layouts.get(context);
  if (!found) {
    found = otherSetups(context).filter((setup) => setup.arch.wordSize === 4).map((setup) => new TreeLayouts(setup, context.parser, context.overlays).all());
    layouts.set(context, found);
  }
  return found;
}
