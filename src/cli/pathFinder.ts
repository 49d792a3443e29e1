import { TreeNames } from '../check/audit/treeNames.js';
import { type CheckContext, checkContext } from '../check/context.js';
import type { CParser } from '../c/syntax.js';
import type { KernelSetup } from '../kernel/setup.js';
import type { OverlayRecords } from '../layout/overlays.js';
import { TreeLayouts } from '../layout/treeLayouts.js';
import { stateNamed } from '../model/pageModel.js';
import { type RoutePaths, routePaths } from '../whatif/who/routePath.js';
import { type StateWay, waysIn } from '../whatif/who/stateWays.js';

/** Looks for call paths in a tree as it lies on disk: seconds of work, so an editor's server has a thread do it. */
export class PathFinder {
  readonly #context: CheckContext;

  constructor(setup: KernelSetup, parser: CParser, overlays: OverlayRecords) {
    this.#context = checkContext(setup, parser, { overlays, layouts: new TreeLayouts(setup, parser, overlays) });
  }

  routes(): RoutePaths {
    return routePaths(this.#context.model, new TreeNames(this.#context.tree, []));
  }

  ways(state: string, files: readonly string[]): readonly StateWay[] {
    const found = stateNamed(state, this.#context.model);
    return found ? files.flatMap((file) => waysIn(file, found, this.#context)) : [];
  }
}
