/** A list node kept in the bytes of a page: fine for memory of the kernel's own, not for pages that users map or that have no address. */
import type { Thing, Value } from '../../../footprint/value.js';
import { eventsNamed } from '../../../model/pageEvents.js';
import { compoundOrigin, mayBeHighmem } from '../../pages/compoundPages.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding, FindingEvidence } from '../../finding.js';
import { linksNode } from '../../pages/lists.js';

export function nodeInContents(facts: FileFacts): readonly Finding[] {
  const findings: Finding[] = [];
  for (const trace of facts.traces) {
    // INIT_LIST_HEAD() and list_add() of the same node are one mistake.
    const told = new Set<Thing>();
    for (const call of trace.calls) {
      call.args.forEach((arg, index) => {
        const page = contentsOf(arg);
        if (!page || told.has(page) || !facts.isPage(page) || !linksNode(call.callee, index, facts)) return;
        const why = reason(page, facts);
        if (!why) return;
        told.add(page);
        findings.push(facts.finding('node-in-contents', 'warning', call.site,
          `a list node in the contents of a page ${why.says}`,
          { state: facts.states.of(page, trace)[0]?.state.name ?? 'any', words: [], evidence: [facts.evidence(call.site, `${call.callee}() writes the node into the page's bytes`), why.evidence] }));
      });
    }
  }
  return findings;
}

/** The page whose contents a value points into. */
export function contentsOf(value: Value): Thing | undefined {
  if (value.kind !== 'pointer') return undefined;
  const { source } = value.to;
  if (source.by !== 'result' || !eventsNamed('contents').has(source.callee)) return undefined;
  const [page] = source.args;
  return page?.kind === 'pointer' ? page.to : undefined;
}

function reason(page: Thing, facts: FileFacts): { readonly says: string; readonly evidence: FindingEvidence } | undefined {
  const mapped = facts.eventOf(page, 'mapped');
  if (mapped) return { says: 'that user processes map: they read the link, and can write it', evidence: facts.evidence(mapped.effect.chain.site, 'the page is put into a user mapping') };
  for (const { thing, trace } of facts.classes.classOf(page).pages) {
    const site = mayBeHighmem(thing, facts);
    const asked = trace.calls.find(({ callee, args }) => callee === 'PageHighMem' && args.some((arg) => arg.kind === 'pointer' && arg.to === thing && arg.path === ''));
    if (asked) return { says: 'of which this file asks whether they lie in high memory: there page_address() is NULL', evidence: facts.evidence(asked.site, 'PageHighMem() is asked of such a page') };
    if (site && !compoundOrigin(thing, trace, facts)) return { says: 'that may lie in high memory: there page_address() is NULL, and the link has no address', evidence: facts.evidence(site, 'the page is allocated with __GFP_HIGHMEM') };
  }
  return undefined;
}
