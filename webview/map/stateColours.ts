/** Which colour a page state has. Colours are classes of the style sheet, made of theme variables; states of one kind of owner share none. Pure. */

export const colours = ['free', 'pcp', 'blue', 'purple', 'green', 'orange', 'yellow', 'cyan', 'magenta', 'grey', 'dim', 'red'] as const;
export type Colour = (typeof colours)[number];

const known: Readonly<Record<string, Colour>> = {
  'buddy-free': 'free', 'buddy-free-rest': 'free', 'pcp-free': 'pcp', guard: 'dim', reserved: 'dim', unknown: 'dim', offline: 'dim',
  allocated: 'grey', vmalloc: 'blue', 'grouped-vmalloc-cache': 'purple', 'page-cache': 'green', anon: 'orange', 'swap-cache': 'yellow', slab: 'yellow',
  'compound-head': 'cyan', 'tail-1': 'cyan', 'tail-2': 'cyan', tail: 'cyan', hugetlb: 'cyan', zsmalloc: 'orange', 'zsmalloc-tail': 'orange',
  'zone-device': 'cyan', 'xen-unpopulated': 'magenta', 'page-pool': 'green', ptdesc: 'magenta', 'page-table': 'magenta', scamem: 'green', leaked: 'red',
};
const others: readonly Colour[] = ['blue', 'purple', 'green', 'orange', 'yellow', 'cyan', 'magenta'];

/** Always the same for the same state, in every run. */
export function colourOf(state: string): Colour {
  const colour = known[state];
  if (colour !== undefined) return colour;
  let sum = 0;
  for (const character of state) sum = (sum * 31 + character.charCodeAt(0)) >>> 0;
  return others[sum % others.length]!;
}

/** What a state says of the block its page belongs to: blocks are drawn as one rectangle. */
export function blockKind(state: string): { readonly block: 'free' | 'compound'; readonly head: boolean } | undefined {
  if (state === 'buddy-free' || state === 'buddy-free-rest') return { block: 'free', head: state === 'buddy-free' };
  if (state === 'compound-head') return { block: 'compound', head: true };
  return state === 'tail' || state === 'tail-1' || state === 'tail-2' ? { block: 'compound', head: false } : undefined;
}
