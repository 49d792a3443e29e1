import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import { functionHover } from './functionHover.js';
import type { OpenedFile } from './workspace.js';
import { hoverText, type HoverLinks } from './hoverText.js';
import { memberAt } from './memberAt.js';

/** The hover over a member, at a use or where it is declared, or over a function that is handed pages. */
export function hover(file: OpenedFile, position: Position, links: HoverLinks): Hover | null {
  const { session, source, positions } = file;
  const member = memberAt(session, source, positions.offset(position));
  if (!member) return functionHover(file, position);
  return { contents: { kind: MarkupKind.Markdown, value: hoverText(session, member, links) }, range: positions.range(member.start, member.end) };
}
