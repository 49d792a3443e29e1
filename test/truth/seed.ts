/** A bug sown into a real kernel file, and its twin that is correct. */
import type { RuleName } from '../../src/check/finding.js';
import type { Edit } from './edits.js';

export interface Seed {
  readonly name: string;
  readonly kernels: readonly ('6.1' | '6.12')[];
  readonly file: string;
  readonly rule: RuleName;
  readonly bug: readonly Edit[];
  readonly twin: readonly Edit[];
}

export const both = ['6.1', '6.12'] as const;

/** A function of our own at the end of a file, in two variants. */
export function appended(name: string, file: string, rule: RuleName, bug: string, twin: string, kernels: Seed['kernels'] = both): Seed {
  return { name, kernels, file, rule, bug: [{ do: 'append', text: bug }], twin: [{ do: 'append', text: twin }] };
}
