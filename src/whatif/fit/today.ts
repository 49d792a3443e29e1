import { claimsOf, type PageModel } from '../../model/pageModel.js';
import { describeValue } from '../../model/valueKind.js';
import type { Kept, Proposal } from './proposal.js';

/** Struct page as it is, as a proposal: what each state's owner keeps in it according to the model. Widths are of this configuration. */
export function todaysPage(model: PageModel): Proposal {
  const page = model.layout.records['page'];
  const bytes = page?.size ?? 0;
  return {
    title: `struct page of Linux ${model.layout.kernel}, ${model.layout.config}: ${bytes} bytes`,
    members: [{ name: 'page', bits: bytes * 8 }],
    states: model.states.map((state) => {
      const taken = new Set<number>();
      const keeps: Kept[] = [];
      for (const { range, holds, for: use } of claimsOf(state, model)) {
        if (holds.kind === 'null') continue;
        const own = Array.from({ length: range.size }, (_, i) => range.offset + i).filter((byte) => !taken.has(byte));
        for (const byte of own) taken.add(byte);
        if (own.length > 0) keeps.push({ what: `${range.path}: ${use} (${describeValue(holds)})`, bits: own.length * 8 });
      }
      return { state: state.name, keeps };
    }),
  };
}
