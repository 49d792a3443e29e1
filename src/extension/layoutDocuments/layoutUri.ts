import * as vscode from 'vscode';
import type { LayoutUnder } from '../../layoutProtocol.js';

export const LAYOUT_SCHEME = 'pagelens-record';

/** What a layout's document shows. All of it stands in its URI, so that it can be asked for again after a reload. */
export interface LayoutOf {
  readonly record: string;
  readonly under: LayoutUnder;
  /** A file of the tree. */
  readonly file: string;
}

export function layoutUri(of: LayoutOf): vscode.Uri {
  return vscode.Uri.from({ scheme: LAYOUT_SCHEME, path: `/${of.record} ${describeUnder(of.under)}.c`, query: JSON.stringify(of) });
}

/** @throws SyntaxError for a URI that is none of ours */
export function layoutOf({ query }: vscode.Uri): LayoutOf {
  return JSON.parse(query) as LayoutOf;
}

/** `arm64`, `.config`, `linux-6.12 arm64`, `Linux 6.6`: short enough for a tab; no slashes. */
export function describeUnder(under: LayoutUnder): string {
  switch (under.from) {
    case 'settings': return vscode.l10n.t('as read now');
    case 'bundled': return `Linux ${under.kernel}`;
    case 'tree': {
      const tree = under.root === undefined ? '' : lastPart(under.root);
      const reading = under.config !== '' ? lastPart(under.config) : under.arch;
      return [tree, reading].filter((part) => part !== '').join(' ') || vscode.l10n.t('as the tree has it');
    }
  }
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
