/** Records laid over a member of a page by a cast: one that is larger than the words it may use, or a list node where another kind of node is kept. */
import type { LayoutSet } from '../../../layout/record.js';
import { storedRecord } from '../../../model/lifeStage.js';
import { type CastLayout, castLayouts, type CastMember, castMembers } from '../../words/castMembers.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding, FindingEvidence } from '../../finding.js';
import { coveredBy, observerIn } from '../../words/keptWords.js';
import { usesOfNode } from '../../words/nodeUses.js';

export function castRecords(facts: FileFacts): readonly Finding[] {
  const told = new Set<string>();
  return castMembers(facts).flatMap((cast) => {
    const key = `${cast.effect.chain.site.offset}:${cast.member}`;
    const found = told.has(key) ? undefined : tooLarge(cast, facts) ?? otherNode(cast, facts);
    if (found) told.add(key);
    return found ? [found] : [];
  });
}

/** The record reaches over a word that is everybody's, which the member itself does not. */
function tooLarge(cast: CastMember, facts: FileFacts): Finding | undefined {
  for (const one of castLayouts(cast, facts)) {
    const { setup, field, page, laid } = one;
    const offset = field.offsetBits / 8, member = { offset, size: field.sizeBits / 8 };
    const layout = pageLayout(one);
    if (laid.size <= member.size || coveredBy(field.path, member, layout)) continue;
    const covered = coveredBy('', { offset, size: laid.size }, layout);
    if (!covered) continue;
    const { site } = cast.effect.chain, { kept, member: word, page: index } = covered;
    const config = `${setup.version} ${setup.arch.name}, ${setup.config.name}`;
    const last = laid.fields.findLast((inner) => inner.offsetBits / 8 + offset <= index * page.size + word.offset && !inner.path.includes('.'));
    return facts.finding('overlay-mismatch', 'error', site,
      `struct ${laid.record} over ${cast.record}.${cast.member} has ${laid.size} bytes under ${setup.config.name} and reaches from byte ${offset} over ${word.path}: ${kept.harm}`,
      {
        state: 'any', config, words: [facts.word(word.offset, word.size)],
        evidence: [
          facts.evidence(site, `the address of ${cast.member} is taken for that of a struct ${laid.record}`),
          ...(last?.declared ? [{ ...last.declared, function: '', message: `${last.type} ${last.path} begins at byte ${last.offsetBits / 8} of struct ${laid.record}` }] : []),
          ...(word.field.declared ? [{ ...word.field.declared, function: '', message: `${word.path} lies in bytes ${word.offset}-${word.offset + word.size - 1} of struct page` }] : []),
          ...observerIn(kept.observer, word.path, facts),
        ],
      });
  }
  return undefined;
}

function pageLayout({ setup, page }: CastLayout): LayoutSet {
  const { wordSize, int64Align, endian, charSigned } = setup.arch;
  return { kernel: setup.version, arch: setup.arch.name, config: setup.config.name, abi: { wordSize, int64Align, endian, charSigned }, records: { page } };
}

/** A node of another kind over one that other files of the tree keep initialised or look at: theirs is never empty where this one is, and the other way round. */
function otherNode(cast: CastMember, facts: FileFacts): Finding | undefined {
  const { to, record, member, effect } = cast;
  const field = facts.context.model.layout.records[record]?.fields.find(({ path }) => path === member);
  const kept = field?.type.replace(/^struct\s+/, '') ?? '';
  if (to === undefined || !field || to === kept || !isNode(to) || !isNode(kept)) return undefined;
  // The words that owners of a page alone use for lists of their own are theirs: what matters is who else looks.
  const uses = usesOfNode(member, facts);
  if (uses.length === 0) return undefined;
  const site = facts.placeOf(effect.chain);
  const evidence: FindingEvidence[] = [
    facts.evidence(site, `the address of ${member} is taken for that of a struct ${to}`),
    ...(field.declared ? [{ ...field.declared, function: '', message: `${field.type} ${member} is declared here` }] : []), ...uses,
  ];
  return facts.finding('node-misread', 'warning', site,
    `struct ${to} over ${record}.${member}, which ${uses[0]!.function || uses[0]!.file} keeps as a struct ${kept}: a list_head that is empty points to itself, and what is empty here is NULL, so that each side takes the other's empty node for one that is linked`,
    { state: 'any', words: [facts.word(effect.offset % facts.pageSize, effect.size)], evidence });
}

/** A node or the head of a list of such nodes. */
function isNode(tag: string): boolean {
  return tag !== 'callback_head' && tag !== 'rcu_head' && (storedRecord(tag) !== undefined || /^(?:h|l)list(?:_nulls|_bl)?_head$/.test(tag));
}
