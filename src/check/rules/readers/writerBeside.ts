/** A word read from pages that a record of the folder keeps, which the folder's other files fill: they put into another word what is looked for here. */
import { innermost, type Effect } from '../../../footprint/effect.js';
import { directoryOf, joinPath } from '../../../kernel/files.js';
import type { SourceFile } from '../../../kernel/tree.js';
import { type MemberRange, rangesOf } from '../../../model/memberRange.js';
import { mappingMembers } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type PageClass, PageClasses } from '../../pages/pageClasses.js';
import { isWrite, isZero, type Used } from './unconvertedReader.js';

/** Words that are the owner's as long as no file's data lies in the page. */
const OWNERS = [words.index, words.private];
/** Files that keep the same record are few; where they are not, this takes too long. */
const MAX_BESIDE = 6;

export function writerBeside(facts: FileFacts): readonly Finding[] {
  if (!facts.file.path.endsWith('.c')) return [];
  const ranges = rangesOf(OWNERS, facts.context.model.layout);
  return facts.classes.all.flatMap((group) => {
    const slot = group.slots.find((one) => isOfFolder(one, facts));
    if (slot === undefined) return [];
    const effects = effectsOn(group);
    // What the file puts there itself is judged by what it reads.
    if (effects.some((one) => ranges.some((range) => one.effect.offset === range.offset) && isWrite(one) && !isZero(one.effect) && facts.isOwn(one.effect))) return [];
    const alsoRead = new Set(effects.flatMap(({ effect }) => (effect.kind === 'read' && innermost(effect.chain).file === facts.file.path ? [effect.offset] : [])));
    return ranges.flatMap((range) => {
      const read = effects.find(({ effect }) => effect.kind === 'read' && effect.offset === range.offset && effect.size === range.size && innermost(effect.chain).file === facts.file.path);
      const written = read && movedBeside(slot, range, ranges, alsoRead, facts);
      return read && written ? [told(read, range, written, slot, facts)] : [];
    });
  });
}

/** `fw_iso_buffer.pages`: a record that a header declares, and no member where the whole kernel keeps pages of some kind (`vm_fault.page`). */
function isOfFolder(slot: string, facts: FileFacts): boolean {
  const record = `struct ${slot.replace(/\..*$/, '')}`;
  return !slot.startsWith('=') && !facts.file.outline.names.has(record) && !mappingMembers.includes(slot) && !facts.context.model.states.some(({ origins }) => origins.some(({ by, of }) => by === 'member' && of === slot));
}

interface Beside { readonly file: SourceFile; readonly effect: Effect; readonly range: MemberRange }

/**
 * What the files beside put into another word of these pages, if none of them puts anything into this one.
 * @param alsoRead words that this file reads of the same pages: some of its readers were converted
 */
function movedBeside(slot: string, orphan: MemberRange, ranges: readonly MemberRange[], alsoRead: ReadonlySet<number | undefined>, facts: FileFacts): Beside | undefined {
  const { context, file } = facts, folder = directoryOf(file.path);
  const [record, member] = [slot.replace(/\..*$/, ''), slot.replace(/^.*\./, '')];
  const keeps = new RegExp(`(?:->|\\.)\\s*${member}\\b`), named = new RegExp(`\\b${record}\\b`), sets = /\b(?:set_page_private|private|index|__folio_index)\b/;
  const beside = context.tree.files.list(folder).filter((name) => name.endsWith('.c')).flatMap((name) => context.tree.source(joinPath(folder, name)) ?? [])
    .filter((source) => source.path !== file.path).filter(({ text }) => named.test(text) && keeps.test(text) && sets.test(text));
  if (beside.length === 0 || beside.length > MAX_BESIDE) return undefined;
  let moved: Beside | undefined, isFilled = false;
  for (const source of beside) {
    const { items } = context.handlers(source);
    const classes = new PageClasses(context.footprints.traces(source, undefined, (item) => items.has(item)), context.pageRecords);
    for (const group of classes.all.filter(({ slots }) => slots.includes(slot))) {
      isFilled ||= group.pages.some(({ thing: { source: from } }) => from.by === 'result' && facts.states.isFromAllocator(from.callee));
      const writes = effectsOn(group).filter((one) => isWrite(one) && !isZero(one.effect));
      if (writes.some(({ effect }) => effect.offset === orphan.offset)) return undefined;
      for (const { effect } of writes) {
        const range = ranges.find(({ offset }) => offset === effect.offset);
        if (range && innermost(effect.chain).file === source.path && (alsoRead.has(range.offset) || calls(file, source))) moved ??= { file: source, effect, range };
      }
    }
  }
  // Who takes them from the allocator knows all that is put there.
  return isFilled ? moved : undefined;
}

/** Whether a file calls another: records that many subsystems use (a pipe's buffers) are filled by each for itself. */
function calls(file: SourceFile, other: SourceFile): boolean {
  return other.outline.items.some(({ kind, name, start, body }) => kind === 'function' && name !== '' && !/\bstatic\b/.test(other.text.slice(start, body)) && new RegExp(`\\b${name}\\s*\\(`).test(file.text) && file.outline.names.get(name)?.some((own) => own.kind === 'function') !== true);
}

function effectsOn(group: PageClass): readonly Used[] {
  return group.pages.flatMap(({ trace, thing }) => trace.effects.filter((effect) => effect.thing === thing && effect.offset !== undefined).map((effect) => ({ trace, effect })));
}

function told(read: Used, orphan: MemberRange, { file, effect, range }: Beside, slot: string, facts: FileFacts): Finding {
  const at = facts.placeOf(read.effect.chain), site = innermost(effect.chain);
  return facts.finding('unconverted-reader', 'warning', at,
    `page.${orphan.path} of the pages in ${slot} is read here and written nowhere: ${file.path.replace(/^.*\//, '')}, which fills them, puts it into page.${range.path}`,
    {
      state: 'allocated', words: [facts.word(orphan.offset, orphan.size)],
      evidence: [facts.evidence(at, `${orphan.path} is read`), facts.evidence(site, `${range.path} is written`)],
    });
}
