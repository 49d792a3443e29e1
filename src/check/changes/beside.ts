/** Files that a changed header may change what is found in: those of its folder that include it. */
import { directoryOf, joinPath } from '../../kernel/files.js';
import { FileScope } from '../../kernel/scope.js';
import type { CheckContext } from '../context.js';

/** A header of a whole subsystem is included by more: what it means to them is not looked for. */
const MAX_BESIDE = 24;

/**
 * @param paths what a change touches
 * @returns files that it does not touch, in the order of their folders
 */
export function besideChange(paths: readonly string[], { tree, pageNames }: Pick<CheckContext, 'tree' | 'pageNames'>): readonly string[] {
  const headers = paths.filter((path) => path.endsWith('.h'));
  return [...new Set(headers.flatMap((path) => {
    const header = tree.source(path), folder = directoryOf(path);
    if (!header) return [];
    const including = tree.files.list(folder).filter((name) => name.endsWith('.c')).map((name) => joinPath(folder, name)).filter((other) => {
      const source = paths.includes(other) ? undefined : tree.source(other);
      return source !== undefined && pageNames.test(source.text) && new FileScope(tree, source).sees(header);
    });
    return including.length > MAX_BESIDE ? [] : including;
  }))];
}
