import { callPath } from '../../check/audit/callPath.js';
import type { TreeNames } from '../../check/audit/treeNames.js';
import { inEra } from '../../model/era.js';
import type { PageModel } from '../../model/pageModel.js';
import type { Paths, PathStep, RoutePath } from './paths.js';
import type { StatePaths } from './statePaths.js';

/** By the functions that the model names, with blanks between: what was found of a reader's ways. */
export type RoutePaths = ReadonlyMap<string, RoutePath>;

/** The ways of every reader of this kernel. */
export function routePaths({ observers, layout }: PageModel, names: TreeNames): RoutePaths {
  const routes = observers.flatMap((observer) => observer.routes.filter(({ era, archs }) => inEra(era, layout.kernel) && (archs?.includes(layout.arch) ?? true)));
  return new Map(routes.map(({ path }) => [path.join(' '), routePath(path, names)]));
}

/** Call paths of an opened tree. @param routes undefined as long as they were not looked for */
export function pathsOf(routes: RoutePaths | undefined, state: StatePaths): Paths {
  const unlooked = state.missing();
  return {
    toUse: (use, range) => state.toUse(use, range),
    ofRoute: (route) => routes?.get(route.join(' ')) ?? { found: 'not-computed' },
    missing: [...(routes ? [] : ["calls on the readers' ways: the tree's functions are still being read, ask again"]), ...(unlooked === undefined ? [] : [unlooked])],
  };
}

/** Finds the calls between the functions that the model names as a reader's way. */
function routePath(route: readonly string[], names: TreeNames): RoutePath {
  const steps: PathStep[] = [];
  for (let i = 1; i < route.length; i++) {
    const from = route[i - 1]!, to = route[i]!;
    const leg = callPath(from, to, names);
    if (!leg) return { found: 'gap', from, to };
    steps.push(...leg);
  }
  return { found: 'way', steps };
}
