/** A reader of the model, found in the opened tree: a finding without a reader is not told. */
import { lineColumn } from '../c/position.js';
import type { KernelTree } from '../kernel/tree.js';
import type { Misread } from '../judge/verdict.js';
import type { FindingEvidence } from './finding.js';

export function readerIn(tree: KernelTree, verdict: Pick<Misread, 'evidence' | 'member' | 'readAs' | 'path'>): FindingEvidence | undefined {
  for (const root of verdict.evidence) {
    const source = tree.source(root.file);
    const item = source?.outline.names.get(root.function)?.find((candidate) => candidate.kind === 'function') ?? source?.outline.names.get(root.function)?.[0];
    if (!source || !item) continue;
    const at = source.text.indexOf(root.function, item.start);
    return { file: root.file, ...lineColumn(source.text, at < 0 ? item.start : at), function: root.function, message: `${root.function}() reads ${verdict.member} as ${verdict.readAs} (${verdict.path.join(' -> ')})` };
  }
  return undefined;
}
