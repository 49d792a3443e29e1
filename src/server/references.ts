/** All uses of the bits a member occupies, under whatever name. */
import { type CancellationToken, type Location, type Position } from 'vscode-languageserver';
import type { PlacedUse, UsesOfWord } from '../protocol.js';
import type { FieldUse } from '../uses/fieldUse.js';
import { type MemberAt, memberAt } from './memberAt.js';
import type { KernelSession } from './session.js';
import { bitsOfUse } from './useBits.js';
import { type Bits, bitsOf, share } from './words.js';
import { type OpenedFile, usesNow, type Workspace } from './workspace.js';

/** @returns undefined where no member of a tracked record stands, or when nobody waits any more */
export async function usesOfWord(workspace: Workspace, uri: string, position: Position, token: CancellationToken): Promise<UsesOfWord | undefined> {
  const found = await findUses(workspace, uri, position, token);
  if (!found) return undefined;
  const { file, member, bits, uses, complete } = found;
  const place = workspace.placer(file.session);
  return {
    record: member.record, path: member.path, offsetBits: bits?.offsetBits ?? -1, sizeBits: bits?.sizeBits ?? 0, complete,
    uses: uses.flatMap((use): PlacedUse[] => {
      const location = place(use, use.field.length);
      return location ? [{ ...use, ...location }] : [];
    }),
  };
}

export async function references(workspace: Workspace, uri: string, position: Position, withDeclaration: boolean, token: CancellationToken): Promise<Location[] | undefined> {
  const found = await findUses(workspace, uri, position, token);
  if (!found) return undefined;
  const { file, member, uses } = found;
  const place = workspace.placer(file.session);
  const locations = uses.flatMap((use) => place(use, use.field.length) ?? []);
  const declared = withDeclaration && member.field?.declared ? place(member.field.declared, member.path.length) : undefined;
  return declared ? [declared, ...locations] : locations;
}

interface Found {
  readonly file: OpenedFile;
  readonly member: MemberAt;
  readonly bits: Bits | undefined;
  readonly uses: readonly FieldUse[];
  readonly complete: boolean;
}

async function findUses(workspace: Workspace, uri: string, position: Position, token: CancellationToken): Promise<Found | undefined> {
  const before = await workspace.file(uri);
  if (!before || !memberAt(before.session, before.source, before.positions.offset(position))) return undefined;
  await unlessCancelled(before.tree.index.start(), token);
  if (token.isCancellationRequested) return undefined;
  // The text may have changed while the tree was read.
  const file = await workspace.file(uri);
  const member = file && memberAt(file.session, file.source, file.positions.offset(position));
  if (!file || !member) return undefined;
  const { session, tree } = file;
  const bits = bitsOf(member.layout, member, session.overlays.descriptors);
  const { uses, complete } = usesNow(tree);
  return { file, member, bits, uses: uses.filter(sharesBits(session, member, bits)).sort(byPlace), complete };
}

/** Whether a use touches the bits; one that the configuration leaves out counts under the same name. */
function sharesBits(session: KernelSession, member: MemberAt, bits: Bits | undefined): (use: FieldUse) => boolean {
  const answers = new Map<string, boolean>();
  const shared = session.layoutsIn('').records;
  return (use) => {
    // A view that files define for themselves is another one in each.
    const key = `${use.record} ${use.path} ${shared[use.record] ? '' : use.file}`;
    let answer = answers.get(key);
    if (answer === undefined) {
      const own = bitsOfUse(session, use, member);
      answer = own && bits ? own !== 'all' && share(own, bits) && (use.record !== member.record || own.pageNumber === bits.pageNumber) : use.record === member.record && use.field === member.path.split('.')[0];
      answers.set(key, answer);
    }
    return answer;
  };
}

function byPlace(a: FieldUse, b: FieldUse): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
}

/** Waits for work that others may wait for too: a cancelled request lets go of it without ending it. */
async function unlessCancelled(work: Promise<void>, token: CancellationToken): Promise<void> {
  if (token.isCancellationRequested) return;
  let listener: { dispose(): void } | undefined;
  const cancelled = new Promise<void>((resolve) => { listener = token.onCancellationRequested(() => { resolve(); }); });
  try {
    await Promise.race([work, cancelled]);
  } finally {
    listener?.dispose();
  }
}
