import { t } from '@vscode/l10n';
import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import { NOTHING_TOLD } from '../report/footprintText.js';
import { functionFootprint, type FunctionFootprint } from './functionFootprint.js';
import type { OpenedFile } from './workspace.js';

/** Names of calls that were not followed, at most. */
const SHOWN = 6;

/** The hover over a function's name, where it is defined, declared or called: what it does to the pages it is handed or obtains. */
export function functionHover({ session, source, positions }: OpenedFile, position: Position): Hover | null {
  const { text } = source;
  const at = positions.offset(position);
  const start = at - /\w*$/.exec(text.slice(Math.max(0, at - 100), at))![0].length;
  const name = /^[A-Za-z_]\w*(?=\s*\()/.exec(text.slice(start, start + 200))?.[0];
  const found = name === undefined ? undefined : functionFootprint(session, source, name);
  if (name === undefined || !found) return null;
  const { setup } = session;
  const parts = [
    `${t('{0} and the pages it handles', `**\`${name}()\`**`)} \u00b7 *${setup.version} ${setup.arch.name}, ${setup.config.name}*`,
    ...found.pages.map(pageTable),
  ];
  // Its own calls only: what its callees cannot follow stands in their hovers.
  if (found.unknown.length > 0) {
    const shown = found.unknown.slice(0, SHOWN).map((one) => `\`${one}\``).join(', ');
    const more = found.unknown.length - SHOWN;
    parts.push(more > 0 ? t('What Pagelens could not follow: {0} and {1} more', shown, more) : t('What Pagelens could not follow: {0}', shown));
  }
  if (found.partial) parts.push(t('Some of its statements could not be read.'));
  return { contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n') }, range: positions.range(start, start + name.length) };
}

/** A table for each page, a row for each kind of access. */
function pageTable({ whose, phrases }: FunctionFootprint['pages'][number]): string {
  const name = `\`${whose}\``;
  if (phrases.length === 0) return `${name}: ${NOTHING_TOLD}`;
  const rows = phrases.map(({ verb, names, more }) => `| ${verb.replaceAll(' ', '\u00a0')} | ${names.map((one) => `\`${one}\``).join(', ')}${more > 0 ? ` ${t('and {0} more', more)}` : ''} |`);
  return [`| ${name} | |`, '|:--|:--|', ...rows].join('\n');
}
