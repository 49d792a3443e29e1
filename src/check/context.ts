/** What checking any file of an opened tree needs, made once. */
import type { CParser } from '../c/syntax.js';
import type { KernelSetup } from '../kernel/setup.js';
import { LayoutError } from '../layout/compute.js';
import { findOverlays, type OverlayRecords } from '../layout/overlays.js';
import type { RecordLayout } from '../layout/record.js';
import { TreeLayouts } from '../layout/treeLayouts.js';
import { pageModel } from '../model/pageModel.js';
import { trackRecords } from '../uses/track.js';
import type { CheckContext } from './checkFile.js';

/** @param known overlays and layouts the caller has found already */
export function checkContext(setup: KernelSetup, parser: CParser, known?: { readonly overlays: OverlayRecords; readonly layouts: TreeLayouts }): CheckContext {
  const overlays = known?.overlays ?? findOverlays(setup.tree);
  const layouts = known?.layouts ?? new TreeLayouts(setup, parser, overlays);
  const { tracked } = trackRecords(setup.tree, parser, overlays);
  const found = new Map<string, RecordLayout | undefined>();
  return {
    tree: setup.tree, parser, tracked, model: pageModel(layouts.all()),
    layoutOf: (record, file) => {
      const own = setup.tree.source(file)?.outline.names.has(`struct ${record}`) ?? false;
      const key = own ? `${record} ${file}` : record;
      if (!found.has(key)) found.set(key, layoutOrNothing(layouts, record, file));
      return found.get(key);
    },
  };
}

function layoutOrNothing(layouts: TreeLayouts, record: string, file: string): RecordLayout | undefined {
  try {
    return layouts.recordIn(file, record);
  } catch (error) {
    if (error instanceof LayoutError) return undefined;
    throw error;
  }
}
