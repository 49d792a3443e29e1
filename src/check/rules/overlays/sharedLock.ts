/** A lock of an overlay and another of its members in the same bits, where one function has both in use on one page: judged where they are declared. */
import { lineIndex } from '../../../c/position.js';
import type { Effect, Trace } from '../../../footprint/effect.js';
import type { FieldLayout, RecordLayout } from '../../../layout/record.js';
import { usersOf } from '../../words/memberUsers.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { ownMembers } from '../../words/overlayLayouts.js';

/** Whoever finds the page may take it at any moment: its bits are nothing else's as long as the page is what it is. */
const LOCK = /^(?:raw_spinlock_t|spinlock_t|rwlock_t|struct mutex|struct rw_semaphore)\b/;
const PAD = /^_\w*(?:pad|unused|reserved)/;

export function sharedLock(facts: FileFacts): readonly Finding[] {
  const { overlays, pageRecords, model: { layout } } = facts.context;
  return overlays.tags.filter((tag) => tag !== 'page' && overlays.definedIn.get(tag)?.includes(facts.file.path)).flatMap((tag) => {
    const record = layout.records[tag];
    if (!record) return [];
    const members = ownMembers(record, pageRecords).filter(({ path }) => !PAD.test(path));
    return members.filter(({ type }) => LOCK.test(type)).flatMap((lock) => members.filter((other) => !LOCK.test(other.type) && meet(lock, other)).flatMap((other) => together(lock, other, record, facts)));
  });
}

function meet(a: FieldLayout, b: FieldLayout): boolean {
  return a.offsetBits < b.offsetBits + b.sizeBits && b.offsetBits < a.offsetBits + a.sizeBits;
}

/** A function that writes the one of a page whose lock it takes or makes: where it does both is the evidence. */
function together(lock: FieldLayout, other: FieldLayout, record: RecordLayout, facts: FileFacts): readonly Finding[] {
  for (const { file, items } of usersOf(other.path, facts)) {
    for (const trace of facts.footprints.traces(file, undefined, (item) => items.has(item))) {
      const written = trace.effects.filter((effect) => isOn(effect, other, record) && (effect.kind === 'write' || effect.kind === 'readwrite'));
      for (const write of written) {
        const use = trace.effects.find((effect) => effect.thing === write.thing && isOn(effect, lock, record));
        if (use) return [told(lock, other, record, { trace, write, use }, facts)];
      }
    }
  }
  return [];
}

/** Whether an effect names the member, or something in it. */
function isOn(effect: Effect, { path }: FieldLayout, { record }: RecordLayout): boolean {
  return effect.record === record && (effect.path === path || effect.path.startsWith(`${path}.`));
}

function told(lock: FieldLayout, other: FieldLayout, { record }: RecordLayout, { trace, write, use }: { readonly trace: Trace; readonly write: Effect; readonly use: Effect }, facts: FileFacts): Finding {
  const { declared } = other, { offsetBits, sizeBits } = other;
  const site = { file: facts.file.path, offset: declared?.file === facts.file.path ? lineIndex(facts.file.text).offset(declared.line, declared.column) : 0, function: '' };
  return facts.finding('config-overlap', 'error', site,
    `${record}.${other.path} (${other.type}) shares its bits with ${record}.${lock.path} (${lock.type}), and ${trace.summary.function}() uses both on one page: each write of the one changes the lock`,
    {
      state: 'any', words: [facts.word(offsetBits / 8, sizeBits / 8)],
      evidence: [
        facts.evidence(site, `${other.type} ${other.path}: bytes ${offsetBits / 8}-${(offsetBits + sizeBits) / 8 - 1} of struct ${record}`),
        ...(lock.declared ? [{ ...lock.declared, function: '', message: `${lock.type} ${lock.path}: bytes ${lock.offsetBits / 8}-${(lock.offsetBits + lock.sizeBits) / 8 - 1}` }] : []),
        facts.evidence(use.chain.site, `${trace.summary.function}() works with ${lock.path}`), facts.evidence(write.chain.site, `${trace.summary.function}() writes ${other.path} of the same page`),
      ],
    });
}
