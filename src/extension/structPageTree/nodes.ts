import * as vscode from 'vscode';
import type { MemberFiles, MemberUse, PageWord, WordMember } from '../../pageWordsProtocol.js';
import type { Access } from '../../uses/fieldUse.js';
import { wordColour } from '../../wordColours.js';

/** What stands in the view: words, their members, the files that use one, its lines there. */
export type Node =
  | { readonly kind: 'word'; readonly word: PageWord }
  | { readonly kind: 'absent'; readonly members: readonly WordMember[] }
  | MemberNode
  | FileNode
  | { readonly kind: 'use'; readonly use: MemberUse; readonly file: FileNode };

export interface MemberNode {
  readonly kind: 'member';
  readonly member: WordMember;
  /** Undefined for one that the configuration leaves out. */
  readonly word: PageWord | undefined;
}

export interface FileNode {
  readonly kind: 'file';
  readonly file: MemberFiles['files'][number];
  readonly of: MemberNode;
  /** The tree's top. */
  readonly root: string;
}

const NAMES = 4;
const ICONS: Readonly<Record<Access, string>> = { read: 'eye', write: 'edit', readwrite: 'edit', address: 'link', offsetof: 'symbol-ruler' };

/** How a node looks and what a screen reader says of it. */
export function treeItem(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case 'word': return wordItem(node.word);
    case 'absent': return absentItem(node.members);
    case 'member': return memberItem(node);
    case 'file': return fileItem(node);
    case 'use': return useItem(node.use, node.file);
  }
}

/** Stays the same when counts change: what is unfolded remains so. */
function idOf(node: MemberNode | FileNode): string {
  switch (node.kind) {
    case 'member': return `${node.word?.offset ?? 'absent'} ${node.member.record}.${node.member.member}`;
    case 'file': return `${idOf(node.of)} ${node.file.path}`;
  }
}

function item(label: string, id: string, state: vscode.TreeItemCollapsibleState, rest: Partial<vscode.TreeItem>): vscode.TreeItem {
  return Object.assign(new vscode.TreeItem(label, state), { id, ...rest });
}

function wordItem({ offset, size, uses, members }: PageWord): vscode.TreeItem {
  const names = [...new Set(members.map(({ member }) => member))];
  const shown = `${names.slice(0, NAMES).join(', ')}${names.length > NAMES ? `, +${names.length - NAMES}` : ''}`;
  return item(vscode.l10n.t('Word {0}', offset / size), `${offset}`, members.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None, {
    description: [`${offset}-${offset + size - 1}`, usesText(uses), shown].filter((part) => part !== '').join(' \u00b7 '),
    iconPath: new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor(wordColour(offset, size))),
    tooltip: byRecord(members),
    accessibilityInformation: { label: vscode.l10n.t('Word {0}, bytes {1} to {2}, {3}, members {4}', offset / size, offset, offset + size - 1, usesText(uses), names.join(', ')) },
  });
}

function absentItem(members: readonly WordMember[]): vscode.TreeItem {
  return item(vscode.l10n.t('Not in this configuration'), 'absent', vscode.TreeItemCollapsibleState.Collapsed, {
    description: usesText(members.reduce((sum, { uses }) => sum + uses, 0)), iconPath: new vscode.ThemeIcon('circle-slash'),
  });
}

function memberItem(node: MemberNode): vscode.TreeItem {
  const { member, word } = node;
  const name = `${member.record}.${member.member}`;
  const notes = [
    usesText(member.uses), member.pageNumber > 0 ? vscode.l10n.t('in page[{0}]', member.pageNumber) : '',
    word && member.place === `bytes ${word.offset}-${word.offset + word.size - 1}` ? '' : member.place, member.when === undefined ? '' : vscode.l10n.t('if {0}', member.when),
  ].filter((part) => part !== '');
  return item(name, idOf(node), member.uses > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None, {
    description: notes.join(' \u00b7 '), contextValue: member.declared ? 'member declared' : 'member',
    iconPath: new vscode.ThemeIcon('symbol-field', word && new vscode.ThemeColor(wordColour(word.offset, word.size))),
    tooltip: `struct ${name}, ${notes.join(', ')}`, accessibilityInformation: { label: `${name}, ${notes.join(', ')}` },
  });
}

function fileItem(node: FileNode): vscode.TreeItem {
  const { path, owner, uses } = node.file;
  return item(path, idOf(node), vscode.TreeItemCollapsibleState.Collapsed, {
    description: usesText(uses), tooltip: `${path} (${owner})`, iconPath: vscode.ThemeIcon.File, resourceUri: vscode.Uri.file(`${node.root}/${path}`),
    accessibilityInformation: { label: `${path}, ${usesText(uses)}` },
  });
}

function useItem({ uri, range, access, function: name, path, text, active }: MemberUse, file: FileNode): vscode.TreeItem {
  const { start, end } = range;
  const done = ({
    read: vscode.l10n.t('read'), write: vscode.l10n.t('written'), readwrite: vscode.l10n.t('read and written'), address: vscode.l10n.t('address taken'), offsetof: vscode.l10n.t('only its offset'),
  } satisfies Record<Access, string>)[access];
  const compiled = active === false ? vscode.l10n.t('not compiled here') : active === 'unknown' ? vscode.l10n.t('perhaps not compiled here') : '';
  const notes = [name === '' ? '' : `${name}()`, done, compiled].filter((part) => part !== '').join(' \u00b7 ');
  return item(`${start.line + 1}: ${text}`, `${idOf(file)} ${start.line}:${start.character}`, vscode.TreeItemCollapsibleState.None, {
    description: notes, iconPath: new vscode.ThemeIcon(ICONS[access]), tooltip: `${file.file.path}:${start.line + 1}: ${path} ${notes}`,
    accessibilityInformation: { label: vscode.l10n.t('line {0}, {1}: {2}', start.line + 1, notes, text) },
    command: {
      command: 'vscode.open', title: vscode.l10n.t('Open'),
      arguments: [vscode.Uri.parse(uri), { selection: new vscode.Range(start.line, start.character, end.line, end.character), preview: true } satisfies vscode.TextDocumentShowOptions],
    },
  });
}

function usesText(uses: number): string {
  return uses === 0 ? vscode.l10n.t('no uses') : uses === 1 ? vscode.l10n.t('1 use') : vscode.l10n.t('{0} uses', uses);
}

/** A line a record: `folio: mapping, _nr_pages_mapped`. */
function byRecord(members: readonly WordMember[]): string {
  const records = new Map<string, string[]>();
  for (const { record, member } of members) records.set(record, [...records.get(record) ?? [], member]);
  return [...records].map(([record, names]) => `${record}: ${names.join(', ')}`).join('\n');
}
