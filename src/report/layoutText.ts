/** A layout as text that reads like pahole's, with a line where each word begins. */
import type { FieldLayout, RecordLayout } from '../layout/record.js';

const CACHE_LINE = 64;
/** Columns of types and names, as wide in every record: two layouts differ in the lines of members that differ, in no others. */
const TYPE_WIDTH = 26;
const NAME_WIDTH = 24;

/**
 * @param under which kernel and configuration it holds for, told in the first line
 * @param wordSize bytes
 */
export function layoutText(record: RecordLayout, under: string, wordSize: number): string {
  const top = record.fields.filter((field) => !field.path.includes('.'));
  const where = record.declared ? `${record.declared.file}:${record.declared.line}, ` : '';
  const lines = [`${record.kind} ${record.record} {  /* ${where}${under} */`];
  let shown = -1;
  for (const field of [...top].sort((a, b) => a.offsetBits - b.offsetBits)) {
    const word = Math.floor(field.offsetBits / (wordSize * 8));
    if (word !== shown && record.size <= 4 * CACHE_LINE) lines.push(`\t/* byte ${word * wordSize} */`);
    shown = word;
    const place = field.bitField
      ? `${String(Math.floor(field.offsetBits / 8)).padStart(5)}:${String(field.offsetBits % 8).padEnd(2)} ${String(field.sizeBits).padStart(4)} bits`
      : `${String(field.offsetBits / 8).padStart(5)} ${String(field.sizeBits / 8).padStart(5)}`;
    lines.push(`\t${field.type.padEnd(TYPE_WIDTH)} ${`${nameOf(field)};`.padEnd(NAME_WIDTH)} /* ${place} */${field.when === undefined ? '' : `  /* if ${field.when} */`}`);
  }
  lines.push('', `\t/* size: ${record.size}, align: ${record.align}, cachelines: ${Math.ceil(record.size / CACHE_LINE)}, members: ${top.length} */`, '};');
  return lines.join('\n');
}

function nameOf(field: FieldLayout): string {
  return field.bitField ? `${field.path}:${field.sizeBits}` : field.path;
}
