/** Padding of an overlay written: nobody's by that name, and the bits are somebody's by another. */
import type { FieldLayout, RecordLayout } from '../../../layout/record.js';
import { isNothing } from '../../../footprint/value.js';
import { inEra } from '../../../model/era.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

/** `_pt_pad_2`, `__unused`, `_reserved_1`: no owner's names. */
const PAD = /^_+(?:\w*_)?(?:pad(?:ding)?|unused|reserved)(?:_?\w+)?$/;

export function padWritten(facts: FileFacts): readonly Finding[] {
  const told = new Set<number>();
  return facts.ownWrites.flatMap((write) => {
    const { effect, trace } = write, { site } = effect.chain;
    const record = facts.context.model.layout.records[effect.record];
    const pad = record?.fields.find(({ path }) => path === effect.path);
    // What puts a word back to 0 takes nobody's place.
    if (!record || !pad || !PAD.test(effect.path) || told.has(site.offset) || !facts.isOwnChoice(trace, effect) || isCleared(write)) return [];
    const owners = record.fields.filter((field) => field !== pad && !PAD.test(field.path) && !field.path.includes('.') && meets(field, pad));
    const first = owners[0];
    if (!first) return [];
    told.add(site.offset);
    return [facts.finding('foreign-word', 'warning', facts.placeOf(effect.chain),
      `${record.record}.${pad.path} only fills a gap: its bits are ${owners.map(({ path }) => path).join(', ')} of the same overlay${pageNames(pad, record, facts)}, and whoever knows them by those names overwrites what is kept here, or is overwritten`,
      {
        state: facts.states.of(effect.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(effect.offset, effect.size)],
        evidence: [
          facts.evidence(facts.placeOf(effect.chain), `${pad.path} is written`), ...facts.around(effect, 'writes it'),
          ...(pad.declared ? [{ ...pad.declared, function: '', message: `${pad.type} ${pad.path} is declared here` }] : []),
          ...(first.declared ? [{ ...first.declared, function: '', message: `${first.type} ${first.path} has the same bits` }] : []),
          ...claimants(effect, facts),
        ],
      })];
  });
}

function isCleared({ effect }: PageEffect): boolean {
  return isNothing(effect.value);
}

function meets(a: FieldLayout, b: FieldLayout): boolean {
  return a.offsetBits < b.offsetBits + b.sizeBits && b.offsetBits < a.offsetBits + a.sizeBits;
}

function pageNames(pad: FieldLayout, { record }: RecordLayout, facts: FileFacts): string {
  return record === 'page' ? '' : ` and ${facts.nameOf(pad.offsetBits / 8, pad.sizeBits / 8)} of struct page`;
}

/** States of the model in which a claim says what lies there. */
function claimants({ offset, size }: PageEffect['effect'], facts: FileFacts): Finding['evidence'] {
  const { model, tree } = facts.context;
  return model.states.flatMap((state) => state.claims.flatMap((claim) => {
    const record = claim.record;
    if (record === undefined || claim.holders || !inEra(claim.era, model.layout.kernel)) return [];
    const field = model.layout.records[record]?.fields.find(({ path }) => claim.names.includes(path));
    const fact = state.evidence.find(({ era, file }) => inEra(era, model.layout.kernel) && tree.source(file) !== undefined);
    const at = fact && tree.source(fact.file)?.outline.names.get(fact.function)?.[0]?.start;
    return field && fact && at !== undefined && field.offsetBits / 8 < offset + size && offset < (field.offsetBits + field.sizeBits) / 8
      ? [facts.evidence({ file: fact.file, offset: at, function: fact.function }, `${state.title}: ${field.path} (${claim.for})`)] : [];
  })).slice(0, 1);
}
