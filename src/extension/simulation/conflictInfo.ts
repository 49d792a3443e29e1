import type { ConflictInfo } from '../../panelProtocol.js';
import { describeFinding, type Finding, readerOf } from '../../simulator/finding.js';
import type { PageModel } from '../../model/pageModel.js';
import { conflictBits } from './conflictBits.js';
import type { Site } from '../../simulator/site.js';

/** A conflict as the panel shows it: what wrote the word, what read it as what, what comes of it. */
export function conflictInfo(finding: Finding, number: number, model: PageModel): ConflictInfo {
  const site = finding.kind === 'misread' || finding.kind === 'bad-page' ? finding.writer : undefined;
  const common = { number, title: conflictTitle(finding), text: withoutPage(finding), ...(site && { writer: writerInfo(site) }) };
  if (finding.kind !== 'misread') return { ...common, harm: '' };
  const { member, value, readAs, path, harm } = finding;
  const bits = conflictBits(finding, model);
  return { ...common, reader: { name: readerOf(finding), member, value, readAs, path }, harm, ...(bits && { bits }) };
}

/** A line short enough for a list. */
export function conflictTitle(finding: Finding): string {
  switch (finding.kind) {
    case 'misread': return `${readerOf(finding)} takes ${finding.writer.owner}'s ${finding.writer.member} for ${finding.readAs}`;
    case 'bad-page': return `bad_page() at ${finding.at}: ${finding.reason}`;
    case 'foreign-word': return `${finding.owner} writes ${finding.member}, kept for ${finding.for}`;
    case 'fault': return `${finding.fault}: ${finding.says}`;
    case 'virt-to-page': case 'contents': case 'lifetime': case 'warning': case 'bits': return withoutPage(finding);
  }
}

function withoutPage(finding: Finding): string {
  return describeFinding(finding).replace(/^page \d+: /, '');
}

function writerInfo({ owner, member, by, source }: Site): NonNullable<ConflictInfo['writer']> {
  return { owner, member, by, ...(source && { source }) };
}
