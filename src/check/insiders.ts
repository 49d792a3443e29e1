/** Who may write the words of a page in some state: its owner, and memory management, which makes and unmakes owners. */
import { directoryOf } from '../kernel/files.js';
import type { PageState } from '../model/state.js';

/** Whether the file is the state's owner, as far as the model's evidence tells: one of its files, or in the folder of the core that has one. */
export function isInsider(path: string, state: PageState): boolean {
  const folder = directoryOf(path);
  return state.evidence.some(({ file }) => file === path || (folder === 'mm' && directoryOf(file) === 'mm'));
}
