import { LineIndex } from '../c/position.js';
import type { FunctionPlace } from '../protocol.js';
import type { OpenedTree, Workspace } from './workspace.js';

/** Where readers and writers of struct page are at home, the likeliest first; folders below them are not looked into. */
const folders = ['mm', 'include/linux', 'fs/proc', 'kernel', 'fs', 'lib', 'net/core', 'arch/x86/mm', 'drivers/xen', 'drivers/base'];

/** The definition of a function by its name alone: the first in those folders. */
export function functionPlace(workspace: Workspace, { session }: OpenedTree, name: string): FunctionPlace | undefined {
  const { files } = session.setup.tree;
  for (const folder of folders) {
    for (const file of files.list(folder)) {
      const path = `${folder}/${file}`;
      if (!/\.[ch]$/.test(file) || files.read(path)?.includes(`${name}(`) !== true) continue;
      const source = session.source(path);
      const item = source?.outline.items.find((one) => one.kind === 'function' && one.name === name);
      if (source && item) return { uri: workspace.host.uriOf(`${session.root}/${path}`), line: new LineIndex(source.text).at(source.text.lastIndexOf(name, item.body)).line };
    }
  }
  return undefined;
}
