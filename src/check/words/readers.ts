/** A reader of the model, found in the opened tree: a finding without a reader is not told. */
import type { Item } from '../../c/outline.js';
import { lineColumn } from '../../c/position.js';
import type { ItemPlace, KernelTree } from '../../kernel/tree.js';
import type { Misread } from '../../judge/verdict.js';
import type { Evidence } from '../../model/evidence.js';
import type { FindingEvidence } from '../finding.js';

export function readerIn(tree: KernelTree, verdict: Pick<Misread, 'evidence' | 'member' | 'readAs' | 'path'>): FindingEvidence | undefined {
  for (const root of verdict.evidence) {
    const found = definition(tree, root);
    if (!found) continue;
    const { file: source, item } = found, at = source.text.indexOf(root.function, item.start);
    return { file: source.path, ...lineColumn(source.text, at < 0 ? item.start : at), function: root.function, message: `${root.function}() reads ${verdict.member} as ${verdict.readAs} (${verdict.path.join(' -> ')})` };
  }
  return undefined;
}

/** Where the reader stands: in the file that the model knows, or in a header that it moved to since. */
function definition(tree: KernelTree, { file, function: name }: Evidence): ItemPlace | undefined {
  const known = tree.source(file), items = known?.outline.names.get(name);
  if (known && items) return { file: known, item: items.find(isFunction) ?? items[0]! };
  for (const header of tree.filesDeclaring(name)) {
    const item = header.outline.names.get(name)?.find(isFunction);
    if (item) return { file: header, item };
  }
  return undefined;
}

function isFunction({ kind }: Item): boolean {
  return kind === 'function';
}
