/** Counts as bars: a picture that stands alone, for a mail's attachment or a slide. */
import type { LeftTable } from './leftText.js';

const MOST = 24;
const ROW = 22;
const BAR_LEFT = 260;
const BAR_WIDTH = 420;
const WIDTH = BAR_LEFT + BAR_WIDTH + 90;

/** @param caption what was counted, in which trees */
export function leftSvg(table: LeftTable, title: string, caption: string): string {
  const rows = table.rows.slice(0, MOST);
  const largest = Math.max(1, ...rows.map((row) => Math.max(row.count, 'before' in row ? row.before : 0)));
  const height = 84 + rows.length * ROW;
  const bars = rows.map((row, i) => {
    const y = 64 + i * ROW;
    const width = (count: number): string => ((count / largest) * BAR_WIDTH).toFixed(1);
    const before = 'before' in row ? `<rect class="before" x="${BAR_LEFT}" y="${y}" width="${width(row.before)}" height="16"/>` : '';
    const text = 'before' in row ? `${row.before} to ${row.count}` : String(row.count);
    const end = BAR_LEFT + (Math.max(row.count, 'before' in row ? row.before : 0) / largest) * BAR_WIDTH + 6;
    return `<text x="${BAR_LEFT - 8}" y="${y + 12}" text-anchor="end">${escape(shortened(row.key))}</text>${before}<rect class="now" x="${BAR_LEFT}" y="${y + ('before' in row ? 4 : 0)}" width="${width(row.count)}" height="${'before' in row ? 8 : 16}"/><text class="count" x="${end.toFixed(1)}" y="${y + 12}">${text}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="t d" font-family="sans-serif" font-size="12">
<title id="t">${escape(title)}</title><desc id="d">${escape(caption)}</desc>
<style>text{fill:#333}.count{fill:#666}.before{fill:#c9d4e3}.now{fill:#2f6db5}@media(prefers-color-scheme:dark){text{fill:#ddd}.count{fill:#aaa}.before{fill:#3d4a5c}.now{fill:#6ea8e8}}</style>
<text x="12" y="24" font-size="16" font-weight="bold">${escape(title)}</text>
<text class="count" x="12" y="44">${escape(caption)}</text>
${bars.join('\n')}
</svg>
`;
}

/** The end of a path says more than its beginning. */
function shortened(key: string): string {
  return key.length <= 38 ? key : `...${key.slice(-35)}`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
