import { type CancellationToken, type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import { lineIndex } from '../c/position.js';
import type { FieldLayout, RecordLayout } from '../layout/record.js';
import { recordsIn, type WrittenMember } from './recordMembers.js';
import { describeCondition } from './words.js';
import type { OpenedFile } from './workspace.js';

/** The records of a file and their members with offsets. Functions are left to clangd: told twice, every outline would be twice as long. */
export function documentSymbols({ session, source, positions }: OpenedFile, token: CancellationToken): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  for (const record of recordsIn(session, source)) {
    if (token.isCancellationRequested) return [];
    const layout = session.layoutIn(source, record.tag);
    symbols.push({
      name: `${record.keyword} ${record.tag}`,
      detail: layout ? `${layout.size} bytes` : '',
      kind: SymbolKind.Struct,
      range: positions.range(record.start, record.end),
      selectionRange: positions.range(record.at, record.at + record.tag.length),
      children: record.members.map((member) => ({
        name: member.name,
        detail: memberDetail(member, fieldDeclaredAt(layout, source.path, source.text, member.at)),
        kind: SymbolKind.Field,
        range: positions.range(member.start, member.end),
        selectionRange: positions.range(member.at, member.at + member.name.length),
      })),
    });
  }
  return symbols;
}

function memberDetail(member: WrittenMember, field: FieldLayout | undefined): string {
  if (!field) return member.when === undefined ? member.type : `${member.type}, if ${describeCondition(member.when)}`;
  return `${offsetLabel(field)} ${field.type}`;
}

/** The layout's field that is declared at an offset of a file. */
export function fieldDeclaredAt(layout: RecordLayout | undefined, file: string, text: string, at: number): FieldLayout | undefined {
  if (!layout) return undefined;
  const { line, column } = lineIndex(text).at(at);
  return layout.fields.find(({ declared }) => declared?.line === line && declared.column === column && declared.file === file);
}

/** `24:8`: byte offset and size in bytes; `40.16:15` for a bit-field, from bit 16 of byte 40, 15 bits. */
export function offsetLabel({ offsetBits, sizeBits, bitField }: FieldLayout): string {
  if (!bitField) return `${offsetBits / 8}:${sizeBits / 8}`;
  const unit = Math.floor(offsetBits / 32) * 4;
  return `${unit}.${offsetBits - unit * 8}:${sizeBits}`;
}
