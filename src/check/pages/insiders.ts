/** Who may write the words of a page in some state: its owner, and memory management, which makes and unmakes owners. */
import { directoryOf } from '../../kernel/files.js';
import type { PageState } from '../../model/state.js';

const OWN_FOLDER = 'mm/';

/** Whether a header is the interface of the state's owner: named after a file of its own, or in a folder named so (net/core/page_pool.c: include/net/page_pool/helpers.h). */
export function isOwnersHeader(path: string, state: PageState): boolean {
  return path.endsWith('.h') && state.evidence.some(({ file }) => file.endsWith('.c') && path.replace(/\.h$/, '').split('/').includes(stemOf(file)));
}

function stemOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.\w+$/, '');
}

/**
 * Whether the file is the state's owner, as far as the model's evidence tells: a file beside one of its own, or anything in mm.
 * @param isHeldAgainst what memory management does all along is known: what a change brings in is its own files' only
 */
export function isInsider(path: string, state: PageState, isHeldAgainst: boolean): boolean {
  if (isHeldAgainst && path.startsWith(OWN_FOLDER)) return state.evidence.some(({ file }) => stemOf(file) === stemOf(path));
  return state.evidence.some(({ file }) => directoryOf(file) === directoryOf(path)) || path.startsWith(OWN_FOLDER);
}

/** Whether the file is memory management's own, which makes and unmakes owners and handles everybody's pages: its folder, or a header that the whole kernel shares. */
export function isMemoryManagement(path: string): boolean {
  return path.startsWith(OWN_FOLDER) || path.startsWith('include/linux/');
}

const USERS = /^(?:drivers|fs|net|sound|block|io_uring|virt|crypto|security)\//;

/** Whether the file's pages are lent to it: a driver's, a file system's, not those of the core or of an architecture. */
export function isUser(path: string): boolean {
  return USERS.test(path);
}
