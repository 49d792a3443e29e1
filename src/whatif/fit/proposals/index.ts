import memdesc16 from './memdesc-16.json';
import memdesc8 from './memdesc-8.json';
import page32 from './page-32.json';
import scamem from './scamem.json';
import scamemA from './scamem-a.json';
import scamemB from './scamem-b.json';
import scamemC from './scamem-c.json';
import scamemD from './scamem-d.json';
import twoWords from './two-words.json';
import zsmallocCompoundHead from './zsmalloc-compound-head.json';

/** The bundled proposals by name, as their files hold them. `today` is computed from the layout instead. */
export const bundledProposals: Readonly<Record<string, unknown>> = {
  'two-words': twoWords,
  'memdesc-8': memdesc8,
  'memdesc-16': memdesc16,
  'page-32': page32,
  'scamem': scamem,
  'scamem-a': scamemA,
  'scamem-b': scamemB,
  'scamem-c': scamemC,
  'scamem-d': scamemD,
  'zsmalloc-compound-head': zsmallocCompoundHead,
};

/** Struct page as the opened kernel has it. */
export const TODAY = 'today';

/** The text of a bundled proposal; undefined for an unknown name. */
export function bundledProposal(name: string): string | undefined {
  const proposal = bundledProposals[name];
  return proposal === undefined ? undefined : JSON.stringify(proposal, undefined, 2);
}
