import type { MachineBits } from './machineBits.js';

/** Where the links of a list live. `link` in a proposal means one of them. */
export type Links = 'pointers' | 'frame-numbers' | 'page-contents';

/** Names a width may be made of. */
export const WIDTH_NAMES: readonly string[] = ['word', 'pointer', 'pfn', 'order', 'node', 'zone', 'section', 'location', 'link'];

/** A width in bits: a number, or a sum of names and numbers: `pointer - 4`, `2 * word`. */
export type Width = number | string;

/** @throws RangeError naming what is wrong */
export function widthOf(width: Width, machine: MachineBits, links: Links = 'pointers'): number {
  if (typeof width === 'number') return width;
  const tokens = width.match(/\d+|[a-z]+|[-+*]|\S/gi) ?? [];
  let at = 0;
  const factor = (): number => {
    const token = tokens[at++];
    if (token === undefined) throw new RangeError(`"${width}" ends too early`);
    if (/^\d+$/.test(token)) return Number(token);
    const value = named(token, machine, links);
    if (value === undefined) throw new RangeError(`"${width}": no width is called "${token}"; there are ${WIDTH_NAMES.join(', ')}`);
    return value;
  };
  const term = (): number => {
    let value = factor();
    while (tokens[at] === '*') {
      at++;
      value *= factor();
    }
    return value;
  };
  let total = term();
  while (at < tokens.length) {
    const sign = tokens[at++];
    if (sign !== '+' && sign !== '-') throw new RangeError(`"${width}": + or - expected before "${sign ?? ''}"`);
    total += sign === '+' ? term() : -term();
  }
  return Math.max(0, total);
}

/** Whether the width depends on where the links of a list live. */
export function usesLinks(width: Width): boolean {
  return typeof width === 'string' && /\blink\b/.test(width);
}

function named(name: string, machine: MachineBits, links: Links): number | undefined {
  switch (name) {
    case 'word': case 'pointer': return machine.word;
    case 'pfn': return machine.pfn;
    case 'order': return machine.order;
    case 'node': return machine.node;
    case 'zone': return machine.zone;
    case 'section': return machine.section;
    case 'location': return machine.node + machine.zone + machine.section;
    case 'link': return links === 'pointers' ? machine.word : links === 'frame-numbers' ? machine.pfn : 0;
    default: return undefined;
  }
}
