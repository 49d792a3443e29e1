/** Where a member of struct page is used: files first, a file's lines when they are looked at. */
import type { MemberFiles, MemberFilesParams, MemberUse, MemberUses, MemberUsesParams } from '../pageWordsProtocol.js';
import { lineIndex } from '../c/position.js';
import { fromByteString } from './positions.js';
import { type PageUse, pageUses, passes, wordsOf } from './pageUses.js';
import type { OpenedTree, Workspace } from './workspace.js';

export function memberFiles(tree: OpenedTree, asked: MemberFilesParams): MemberFiles {
  const files = new Map<string, { readonly owner: string; uses: number }>();
  for (const { use, owner } of usesOfMember(tree, asked)) {
    const known = files.get(use.file);
    if (known) known.uses++;
    else files.set(use.file, { owner, uses: 1 });
  }
  return { files: [...files].map(([path, { owner, uses }]) => ({ path, owner, uses })).sort((a, b) => b.uses - a.uses || (a.path < b.path ? -1 : 1)) };
}

export function memberUses(workspace: Workspace, tree: OpenedTree, asked: MemberUsesParams): MemberUses {
  const { session } = tree;
  const text = session.source(asked.path)?.text ?? '';
  const lines = lineIndex(text);
  const place = workspace.placer(session);
  const uses = usesOfMember(tree, asked).filter(({ use }) => use.file === asked.path).sort((a, b) => a.use.line - b.use.line || a.use.column - b.use.column);
  return {
    uses: uses.flatMap(({ use }): MemberUse[] => {
      const location = place(use, use.field.length);
      const start = lines.offset(use.line, 1);
      const end = text.indexOf('\n', start);
      const line = fromByteString(text.slice(start, end < 0 ? text.length : end)).trim();
      return location ? [{ ...location, access: use.access, function: use.function, path: use.path, text: line, active: use.active }] : [];
    }),
  };
}

function usesOfMember(tree: OpenedTree, { word, record, member, filter }: MemberFilesParams): readonly PageUse[] {
  const { wordSize } = tree.session.setup.arch;
  const wanted = passes(filter);
  const inWord = ({ bits }: PageUse): boolean => (bits && word !== null ? wordsOf(bits, wordSize).includes(word) : !bits && word === null);
  return pageUses(tree).uses.filter((one) => one.use.record === record && one.use.field === member && inWord(one) && wanted(one));
}
