import { TreeNames } from '../check/audit/treeNames.js';
import { type CheckContext, checkContext } from '../check/context.js';
import type { CParser } from '../c/syntax.js';
import type { KernelSetup } from '../kernel/setup.js';
import { stateNamed } from '../model/pageModel.js';
import { type ChangedFindings, changedFindings } from '../whatif/move/findings.js';
import { type RoutePaths, routePaths } from '../whatif/who/routePath.js';
import { type StateWay, waysIn } from '../whatif/who/stateWays.js';

/** Looks for what takes seconds in a tree as it lies on disk: an editor's server has a thread do it. */
export class TreeSearcher {
  readonly #open: () => KernelSetup;
  readonly #parser: CParser;
  readonly #context: CheckContext;
  #edited: { readonly key: string; readonly context: CheckContext } | undefined;

  /** @param open opens the tree anew */
  constructor(open: () => KernelSetup, parser: CParser) {
    this.#open = open;
    this.#parser = parser;
    this.#context = checkContext(open(), parser);
  }

  /** The calls on the ways of the model's readers. */
  routes(): RoutePaths {
    return routePaths(this.#context.model, new TreeNames(this.#context.tree, []));
  }

  /** The ways by which pages of a state come to code, from the functions of these files. */
  ways(state: string, files: readonly string[]): readonly StateWay[] {
    const found = stateNamed(state, this.#context.model);
    return found ? files.flatMap((file) => waysIn(file, found, this.#context)) : [];
  }

  /** What the checker says otherwise of these files once headers read as `texts` has them. */
  findings(texts: ReadonlyMap<string, string>, files: readonly string[]): ChangedFindings {
    const key = JSON.stringify([...texts]);
    if (this.#edited?.key !== key) {
      const setup = this.#open();
      for (const [file, text] of texts) setup.tree.overlay(file, text);
      this.#edited = { key, context: checkContext(setup, this.#parser) };
    }
    return changedFindings(files, this.#context, this.#edited.context);
  }
}
