/** Two texts as one, line by line: `-` gone, `+` new, ` ` kept; long kept stretches are shortened to `context` lines around a change. */
export function textDiff(before: string, after: string, context = 3): string {
  const [a, b] = [before.split('\n'), after.split('\n')];
  // Longest common subsequence: layouts are a few dozen lines.
  const length = Array.from({ length: a.length + 1 }, () => new Int32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) length[i]![j] = a[i] === b[j] ? length[i + 1]![j + 1]! + 1 : Math.max(length[i + 1]![j]!, length[i]![j + 1]!);
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(` ${a[i]!}`);
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || length[i + 1]![j]! >= length[i]![j + 1]!)) lines.push(`-${a[i++]!}`);
    else lines.push(`+${b[j++]!}`);
  }
  return shortened(lines, context).join('\n');
}

function shortened(lines: readonly string[], context: number): readonly string[] {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - context), i + context + 1).some((line) => !line.startsWith(' ')));
  return lines.flatMap((line, i) => (near[i] ? [line] : near[i - 1] ?? true ? ['@@'] : []));
}
