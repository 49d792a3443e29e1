import { t } from '@vscode/l10n';
import { type CancellationToken, type InlayHint, type Range } from 'vscode-languageserver';
import { recordsIn } from './recordMembers.js';
import { fieldDeclaredAt, offsetLabel } from './symbols.js';
import type { OpenedFile } from './workspace.js';

/** Offsets and sizes behind the members of record definitions: behind the semicolon, so that no column of the definition moves. */
export function inlayHints({ session, source, positions }: OpenedFile, range: Range, token: CancellationToken): InlayHint[] {
  const within = { start: positions.offset(range.start), end: positions.offset(range.end) };
  const hints: InlayHint[] = [];
  for (const record of recordsIn(session, source, within)) {
    if (token.isCancellationRequested) return [];
    const layout = session.layoutIn(source, record.tag);
    if (!layout) continue;
    const last = new Map<number, InlayHint>();
    for (const member of record.members) {
      if (member.at < within.start || member.at >= within.end) continue;
      const field = fieldDeclaredAt(layout, source.path, source.text, member.at);
      if (!field) continue;
      const known = last.get(member.end);
      // `int a, b;`: one hint for the line.
      if (known) {
        known.label = `${known.label as string} ${offsetLabel(field)}`;
        continue;
      }
      const hint: InlayHint = {
        position: positions.at(member.end), label: offsetLabel(field), paddingLeft: true,
        tooltip: field.bitField ? t('bit-field at bit {0}, {1} bits', field.offsetBits, field.sizeBits) : t('offset {0} ({1}), {2} bytes', field.offsetBits / 8, `0x${(field.offsetBits / 8).toString(16)}`, field.sizeBits / 8),
      };
      last.set(member.end, hint);
      hints.push(hint);
    }
  }
  return hints;
}
