/** Two members of a page used side by side, which share bits under another configuration. */
import type { Effect, Trace } from '../../../footprint/effect.js';
import type { FieldLayout, LayoutSet } from '../../../layout/record.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { narrowLayouts } from '../../configs/otherConfigs.js';

export function configOverlap(facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model;
  const findings: Finding[] = [];
  for (const group of facts.classes.all) {
    const things = new Map(group.pages.map((page) => [page.thing, page.trace]));
    const writes = facts.ownWrites.filter(({ effect }) => things.has(effect.thing) && effect.path !== '');
    // Only a member whose size does not follow the word's can meet others elsewhere.
    const wide = writes.find(({ effect }) => isWide(fieldOf(effect, layout)));
    if (!wide || writes.every(({ effect }) => effect.record !== wide.effect.record || effect.path === wide.effect.path)) continue;
    for (const other of narrowLayouts(facts.context)) {
      const met = writes.find(({ effect }) => effect.record === wide.effect.record && !meet(wide.effect, effect, layout) && meet(wide.effect, effect, other) && bothCompiled(wide.effect, effect));
      if (!met) continue;
      findings.push(told(wide, met, other, facts));
      break;
    }
  }
  return findings;
}

interface Written { readonly trace: Trace; readonly effect: Effect }

function fieldOf(effect: Effect, layout: LayoutSet): FieldLayout | undefined {
  return layout.records[effect.record]?.fields.find((field) => field.path === effect.path);
}

/** A fixed number of bytes: u64, dma_addr_t, atomic64_t; not a pointer, a long or a list. */
function isWide(field: FieldLayout | undefined): boolean {
  return field !== undefined && field.sizeBits === 64 && !/\*|\blong\b|list|size_t|^struct/.test(field.type);
}

function meet(a: Effect, b: Effect, layout: LayoutSet): boolean {
  const [left, right] = [fieldOf(a, layout), fieldOf(b, layout)];
  return left !== undefined && right !== undefined && left.offsetBits < right.offsetBits + right.sizeBits && right.offsetBits < left.offsetBits + left.sizeBits;
}

/** Words written under opposite tests of the same function do not hold something at once. */
function bothCompiled(a: Effect, b: Effect): boolean {
  return !(a.may && b.may);
}

function told(wide: Written, met: Written, layout: LayoutSet, facts: FileFacts): Finding {
  const [a, b] = [fieldOf(wide.effect, layout)!, fieldOf(met.effect, layout)!];
  return facts.finding('config-overlap', 'warning', facts.placeOf(met.effect.chain),
    `${b.path} and ${a.path} share bits on ${layout.arch} (${layout.config}): bytes ${b.offsetBits / 8}-${(b.offsetBits + b.sizeBits) / 8 - 1} and ${a.offsetBits / 8}-${(a.offsetBits + a.sizeBits) / 8 - 1} of struct ${wide.effect.record}; there the one overwrites the other`,
    {
      state: facts.states.of(met.effect.thing, met.trace)[0]?.state.name ?? 'any', config: `${layout.kernel} ${layout.arch}, ${layout.config}`,
      words: [{ offset: b.offsetBits / 8, size: b.sizeBits / 8, members: [a.path, b.path] }],
      evidence: [
        facts.evidence(facts.placeOf(met.effect.chain), `${b.path} is written`), facts.evidence(facts.placeOf(wide.effect.chain), `${a.path} of the same pages is written`),
        ...[a, b].flatMap((field) => (field.declared ? [{ ...field.declared, function: '', message: `${field.type} ${field.path} is declared here` }] : [])),
      ],
    });
}
