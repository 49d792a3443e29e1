import { inEra } from '../model/era.js';
import type { PageModel } from '../model/pageModel.js';

/** Tells whose code a file is: an owner the model knows, else a subsystem by its folder. */
export type FileOwner = (file: string) => string;

/**
 * An owner of page states by the files its facts are found in (mm/zsmalloc.c is zsmalloc); a file of several states, or of none, by
 * itself in mm/ and kernel/, by its folder elsewhere.
 */
export function fileOwners(model: PageModel): FileOwner {
  const states = new Map<string, Set<string>>();
  for (const state of model.states) {
    for (const { file, era } of state.evidence) {
      if (!inEra(era, model.layout.kernel) || file.startsWith('include/')) continue;
      const known = states.get(file);
      if (known) known.add(state.name);
      else states.set(file, new Set([state.name]));
    }
  }
  return (file) => {
    const own = states.get(file);
    if (own?.size === 1) return [...own][0]!;
    const parts = file.split('/');
    if (parts.length === 2 && /^(?:mm|kernel)\//.test(file)) return file.replace(/\.[ch]$/, '');
    return parts.slice(0, Math.min(parts.length - 1, 2)).join('/') || file;
  };
}
