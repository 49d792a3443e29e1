import type { Grounds } from '../whatif/grounds.js';
import { wrapText } from './wrap.js';

/** What an answer rests on, as its last paragraph. */
export function groundsText(grounds: Grounds, width: number): string {
  const lines = ['This rests on:', ...[`Linux ${grounds.kernel}, ${grounds.arch}, ${grounds.config}`, ...grounds.assumptions].map((one) => wrapText(`- ${one}`, width, '  ', '    '))];
  if (grounds.missing.length > 0) lines.push('Not answered, because it is missing:', ...grounds.missing.map((one) => wrapText(`- ${one}`, width, '  ', '    ')));
  return lines.join('\n');
}
