/** Lines of at most `width` columns, broken at spaces; what follows the first is indented by `hang`. A word longer than a line stays whole. */
export function wrapText(text: string, width: number, indent = '', hang = indent): string {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = hang;
      empty = true;
    }
    line += `${empty ? '' : ' '}${word}`;
    empty = false;
  }
  lines.push(line);
  return lines.join('\n');
}
