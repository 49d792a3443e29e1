/** Lists whose pages are linked by one word of theirs and looked for by another: the node was moved in one place and left in the others. */
import type { Site } from '../../../footprint/value.js';
import { storedRecords } from '../../../model/lifeStage.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { listName, listOf, SOME_LIST } from '../../pages/lists.js';
import { isDesignated } from '../words/storedValues.js';

/** Where a list's pages have their node, as one place of the file sees it. */
interface NodeAt {
  /** Bytes from the start of struct page. */
  readonly offset: number;
  /** As the source names it. */
  readonly name: string;
  readonly site: Site;
}

export function nodeMoved(facts: FileFacts): readonly Finding[] {
  const linked = nodesLinked(facts), found = nodesFound(facts);
  return [...besideTheNode(facts), ...[...found].flatMap(([list, taken]) => {
    const put = linked.get(list) ?? [];
    const alone = put.filter((one) => taken.every((other) => other.offset !== one.offset)), left = taken.filter((one) => put.every((other) => other.offset !== one.offset));
    // A list of which this file puts nothing on is somebody else's.
    if (put.length === 0 || (alone.length === 0 && left.length === 0)) return [];
    const [odd, other, says] = alone[0] ? [alone[0], taken[0]!, 'linked'] as const : [left[0]!, put[0]!, 'found'] as const;
    return [told(list, odd, other, says, facts)];
  })];
}

/** A page that was found by one node and is taken off, or moved, by another one, where no record declares a node. */
function besideTheNode(facts: FileFacts): readonly Finding[] {
  const told = new Set<number>();
  return facts.ownWrites.flatMap(({ trace, effect }) => {
    const { source } = effect.thing, node = storedRecords[effect.record]?.findIndex(({ member }) => member === effect.path.split('.').pop()) ?? -1;
    if (source.by !== 'container' || node < 0 || !effect.chain.inner) return [];
    const offset = effect.offset - node * facts.context.model.layout.abi.wordSize;
    const field = facts.context.layoutOf(effect.thing.record, facts.file.path)?.fields.find(({ path }) => path === source.member);
    const place = facts.placeOf(effect.chain);
    // A node of another kind is of another list.
    if (!field || field.type.replace(/^struct\s+/, '') !== effect.record || field.offsetBits === offset * 8 || isDesignated(facts, trace, effect, offset) || told.has(place.offset)) return [];
    told.add(place.offset);
    const size = 2 * facts.context.model.layout.abi.wordSize;
    return [facts.finding('unconverted-reader', 'warning', place,
      `the page was found by its node at ${source.member}, and a struct ${effect.record} over page.${facts.nameOf(offset, size)} is linked or unlinked here, where no record has one: what is taken for links are the word's own values`,
      {
        state: facts.states.of(effect.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(offset, size), facts.word(field.offsetBits / 8, size)],
        evidence: [facts.evidence(place, `the node over ${facts.nameOf(offset, size)} is written`), ...facts.around(effect, 'writes it'), facts.evidence(trace.summary.at, `${trace.summary.function}() finds the page by ${source.member}`)],
      })];
  });
}

function told(list: string, odd: NodeAt, other: NodeAt, says: 'linked' | 'found', facts: FileFacts): Finding {
  const name = list.replace(/^list:=?/, ''), size = 2 * facts.context.model.layout.abi.wordSize;
  const [linked, found] = says === 'linked' ? [odd, other] : [other, odd];
  return facts.finding('unconverted-reader', 'warning', odd.site,
    says === 'linked' ? `a page is put on ${name} by the node at ${odd.name}, and this file finds the pages of that list by ${other.name}: what it takes for a page begins ${Math.abs(odd.offset - other.offset)} bytes beside one`
      : `pages are found on ${name} by the node at ${odd.name}, and this file puts them there by ${other.name}: what is taken for a page begins ${Math.abs(odd.offset - other.offset)} bytes beside one`,
    {
      state: 'any', words: [facts.word(odd.offset, size), facts.word(other.offset, size)],
      evidence: [facts.evidence(linked.site, `linked by ${linked.name}`), facts.evidence(found.site, `found by ${found.name}`)],
    });
}

/** By list: the nodes by which the file's own lines put pages there. */
function nodesLinked(facts: FileFacts): ReadonlyMap<string, readonly NodeAt[]> {
  const all = new Map<string, NodeAt[]>();
  for (const trace of facts.traces) {
    for (const call of trace.calls) {
      if (call.site.file !== facts.file.path) continue;
      const targets = call.args.filter((arg) => arg.kind === 'pointer');
      for (const node of targets) {
        if (!facts.isPage(node.to) || node.path === '' || node.offset === undefined || node.tag !== 0) continue;
        for (const head of targets) {
          const list = facts.isPage(head.to) ? undefined : listName(head.to, head.to.record, head.path);
          if (list !== undefined) add(all, list, { offset: node.offset, name: node.path, site: call.site });
        }
      }
    }
  }
  return all;
}

/** By list: the nodes by which they are found there. */
function nodesFound(facts: FileFacts): ReadonlyMap<string, readonly NodeAt[]> {
  const all = new Map<string, NodeAt[]>();
  for (const group of facts.classes.all) {
    for (const { thing, trace } of group.pages) {
      const list = listOf(thing), { source } = thing;
      if (list === undefined || source.by !== 'container') continue;
      const field = facts.context.layoutOf(thing.record, facts.file.path)?.fields.find(({ path }) => path === source.member);
      const first = trace.effects.find((effect) => effect.thing === thing && effect.chain.site.file === facts.file.path);
      if (field) add(all, list, { offset: field.offsetBits / 8, name: source.member, site: first?.chain.site ?? trace.summary.at });
    }
  }
  return all;
}

function add(all: Map<string, NodeAt[]>, list: string, node: NodeAt): void {
  if (list === SOME_LIST) return;
  const known = all.get(list);
  if (known) known.push(node);
  else all.set(list, [node]);
}
