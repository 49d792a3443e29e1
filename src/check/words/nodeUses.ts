/** Who in memory management initialises a list node of a page, or asks whether it is linked. */
import { blankCommentsAndContinuations } from '../../c/condition.js';
import type { FileFacts } from '../fileFacts.js';
import type { FindingEvidence } from '../finding.js';

/** Where those are who look at every page of some kind. */
const FOLDERS = ['mm', 'include/linux'];
/** Members that a page's owner uses as it likes: nobody else looks at them. */
const OWNERS = /^(?:lru|buddy_list|pcp_list)$/;

/** Two such places in other files than the checked one: `INIT_LIST_HEAD(&folio->_deferred_list)`, `list_empty(&folio->_deferred_list)`. */
export function usesOfNode(member: string, facts: FileFacts): readonly FindingEvidence[] {
  if (OWNERS.test(member)) return [];
  const { tree } = facts.context;
  const use = new RegExp(`\\b(INIT_H?LIST_(?:HEAD|NODE)|h?list_(?:empty|unhashed)\\w*)\\s*\\(\\s*&\\s*[\\w.>()\\[\\]-]+(?:->|\\.)${member}\\s*\\)`, 'g');
  const files = FOLDERS.flatMap((folder) => tree.files.list(folder).filter((name) => /\.[ch]$/.test(name)).map((name) => `${folder}/${name}`));
  return files.flatMap((file) => {
    const source = file === facts.file.path ? undefined : tree.sourceHolding(file, [member]);
    return source ? [...blankCommentsAndContinuations(source.text).matchAll(use)].map((hit) => {
      const item = source.outline.items.find(({ kind, start, end }) => kind === 'function' && start <= hit.index && hit.index < end);
      return facts.evidence({ file, offset: hit.index, function: item?.name ?? '' }, `${hit[1]!}() of ${member}`);
    }) : [];
  }).slice(0, 2);
}
