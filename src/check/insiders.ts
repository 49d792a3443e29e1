/** Who may write the words of a page in some state: its owner, and memory management, which makes and unmakes owners. */
import { directoryOf } from '../kernel/files.js';
import type { PageState } from '../model/state.js';

/** Whether the file is the state's owner, as far as the model's evidence tells: a file beside one of its own, or anything in mm. */
export function isInsider(path: string, state: PageState): boolean {
  return state.evidence.some(({ file }) => directoryOf(file) === directoryOf(path)) || path.startsWith('mm/');
}
