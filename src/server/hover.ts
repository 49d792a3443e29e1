import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import type { OpenedFile } from './workspace.js';
import { hoverText, type HoverLinks } from './hoverText.js';
import { memberAt } from './memberAt.js';

/** The hover over a member, at a use or where it is declared. */
export function hover({ session, source, positions }: OpenedFile, position: Position, links: HoverLinks): Hover | null {
  const member = memberAt(session, source, positions.offset(position));
  if (!member) return null;
  return { contents: { kind: MarkupKind.Markdown, value: hoverText(session, member, links) }, range: positions.range(member.start, member.end) };
}
