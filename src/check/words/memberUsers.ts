/** Functions of memory management that name a member of an overlay, or call one that does. */
import type { Item } from '../../c/outline.js';
import type { SourceFile } from '../../kernel/tree.js';
import type { FileFacts } from '../fileFacts.js';

/** Where constructors and helpers of overlays are. */
const FOLDERS = ['include/linux', 'include/asm-generic', 'mm'];
/** Calls up from the one that names the member: its helper, and who calls that. */
const ROUNDS = 3;
/** A helper that more functions than these call is no constructor's. */
const MAX_USERS = 40;

export interface Users {
  readonly file: SourceFile;
  readonly items: ReadonlySet<Item>;
}

/** By file, those of the shared headers first. Reads every file of those folders that holds one of the names: asked only where something is wrong already. */
export function usersOf(member: string, { context: { tree }, file: checked }: FileFacts): readonly Users[] {
  const paths = [checked.path, ...FOLDERS.flatMap((folder) => tree.files.list(folder).filter((name) => /\.[ch]$/.test(name)).map((name) => `${folder}/${name}`)).filter((path) => path !== checked.path)];
  const found = new Map<SourceFile, Set<Item>>();
  let names: ReadonlySet<string> = new Set([member]), count = 0;
  for (let round = 0; round < ROUNDS && names.size > 0 && count < MAX_USERS; round++) {
    const wanted = new RegExp(`\\b(?:${[...names].join('|')})\\b`), next = new Set<string>();
    for (const path of paths) {
      const file = tree.sourceHolding(path, [...names]);
      if (!file || !wanted.test(file.text)) continue;
      for (const item of file.outline.items) {
        if (item.kind !== 'function' || names.has(item.name) || found.get(file)?.has(item) || !wanted.test(file.text.slice(Math.max(item.body, item.start), item.end))) continue;
        const items = found.get(file) ?? new Set<Item>();
        found.set(file, items.add(item));
        next.add(item.name);
        count++;
      }
    }
    names = next;
  }
  return [...found].map(([file, items]) => ({ file, items }));
}
