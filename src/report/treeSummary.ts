/** A few lines about a tree: its struct page word by word, and how much code uses it. */
import type { LayoutSet } from '../layout/record.js';
import type { FieldUse } from '../uses/fieldUse.js';

const MAX_NAMES = 9;

export function treeSummary(layouts: LayoutSet, uses: readonly FieldUse[], files: number): string[] {
  const page = layouts.records['page'];
  const lines = [`Linux ${layouts.kernel}, ${layouts.arch}, ${layouts.config}`, ''];
  if (page) {
    lines.push(`struct page is ${page.size} bytes. The same bytes under every name:`);
    for (let offset = 0; offset < page.size; offset += layouts.abi.wordSize) lines.push(`  ${String(offset).padStart(3)}  ${namesAt(layouts, offset, layouts.abi.wordSize)}`);
    lines.push('');
  }
  const byRecord = new Map<string, number>();
  for (const use of uses) byRecord.set(use.record, (byRecord.get(use.record) ?? 0) + 1);
  const counts = [...byRecord].sort((a, b) => b[1] - a[1]).map(([record, count]) => `${count} of ${record}`);
  lines.push(`${uses.length} typed uses in ${new Set(uses.map((use) => use.file)).size} of ${files} files: ${counts.join(', ') || 'none'}.`);
  return lines;
}

/** Members of all views that begin in a word, `page` first; a name that several views share is told once. */
function namesAt(layouts: LayoutSet, offset: number, size: number): string {
  const names: string[] = [];
  for (const [tag, record] of Object.entries(layouts.records)) {
    if (tag === 'zspage') continue;
    for (const field of record.fields) {
      if (field.path.includes('.') || field.offsetBits < offset * 8 || field.offsetBits >= (offset + size) * 8 || /pad|__unused|__filler/.test(field.path)) continue;
      const name = tag === 'page' ? field.path : `${tag}.${field.path}`;
      if (!names.some((known) => known === name || known === field.path || known.endsWith(`.${field.path}`)) && field.path !== 'page') names.push(name);
    }
  }
  return names.length > MAX_NAMES ? `${names.slice(0, MAX_NAMES).join(', ')} and ${names.length - MAX_NAMES} more` : names.join(', ');
}
