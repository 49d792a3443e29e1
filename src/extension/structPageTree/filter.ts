import * as vscode from 'vscode';
import type { PageWords, UseFilter } from '../../pageWordsProtocol.js';
import type { Access } from '../../uses/fieldUse.js';

export const EVERYTHING: UseFilter = { access: [], records: [], owners: [], members: [] };

const ACCESSES: readonly Access[] = ['read', 'write', 'readwrite', 'address', 'offsetof'];

interface Choice extends vscode.QuickPickItem {
  readonly part?: keyof UseFilter;
  readonly value?: string;
}

/** Asks which uses are to count; undefined when the person went away. Nothing chosen means all. */
export async function pickFilter(choices: PageWords['choices'], now: UseFilter): Promise<UseFilter | undefined> {
  const separator = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const choice = (part: keyof UseFilter, value: string, uses?: number): Choice => ({
    part, value, label: value, picked: (now[part] as readonly string[]).includes(value), ...(uses !== undefined && { description: vscode.l10n.t('{0} uses', uses) }),
  });
  const picked = await vscode.window.showQuickPick<Choice>([
    separator(vscode.l10n.t('what is done with it')), ...ACCESSES.map((access) => choice('access', access)),
    separator(vscode.l10n.t('named through')), ...choices.records.map(({ name, uses }) => choice('records', name, uses)),
    separator(vscode.l10n.t('by code of')), ...choices.owners.map(({ name, uses }) => choice('owners', name, uses)),
    separator(vscode.l10n.t('member')), ...choices.members.map(({ name, uses }) => choice('members', name, uses)),
  ], { canPickMany: true, title: vscode.l10n.t('Count Only Uses That Are ...'), placeHolder: vscode.l10n.t('Several of a kind: any of them; several kinds: all of them') });
  if (!picked) return undefined;
  const of = (part: keyof UseFilter): string[] => picked.flatMap((one) => (one.part === part && one.value !== undefined ? [one.value] : []));
  return { access: ACCESSES.filter((access) => of('access').includes(access)), records: of('records'), owners: of('owners'), members: of('members') };
}

export function isEverything(filter: UseFilter): boolean {
  return filterText(filter) === '';
}

/** `write, struct slab, mm/vmalloc`: what stands above the words. */
export function filterText({ access, records, owners, members }: UseFilter): string {
  return [...access, ...records.map((record) => `struct ${record}`), ...owners, ...members].join(', ');
}
