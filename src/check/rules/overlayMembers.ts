/** Members of an overlay that lie where struct page keeps something that everybody reads: judged where they are declared. */
import { lineIndex } from '../../c/position.js';
import type { FieldLayout, LayoutSet, RecordLayout } from '../../layout/record.js';
import { inEra } from '../../model/era.js';
import { type ByteRange, overlap, resolveMember } from '../../model/memberRange.js';
import { words } from '../../model/states/words.js';
import type { FileFacts } from '../fileFacts.js';
import type { Finding, FindingEvidence, RuleName, Severity } from '../finding.js';
import { leafAt, type OverlayLayout, overlayLayouts, ownMembers } from '../overlayLayouts.js';
import { readerIn } from '../readers.js';

/** A word that struct page keeps for everybody, and which members may lie there. */
interface Kept {
  readonly names: readonly string[];
  /** The model's reader that minds. */
  readonly observer: string;
  readonly in: 'head' | 'any' | 'tails';
  /** Members of that name, at just that place, are the word itself or room left for it. */
  readonly itself: RegExp;
  readonly harm: string;
}

const KEPT: readonly Kept[] = [
  { names: words.flags, observer: 'page_to_nid', in: 'any', itself: /flag|pad|unused/i, harm: 'flags, node and zone are lost' },
  { names: words.compoundHead, observer: 'compound_head', in: 'tails', itself: /head|compound|pad|unused/i, harm: 'the tail no longer leads to its head' },
  // The owner of a head with a page type may keep a number of its own there.
  { names: words.mapcount, observer: 'free_check_mapcount', in: 'head', itself: /./, harm: 'the page reads as mapped or typed, and is bad when it is freed' },
  { names: words.mapcount, observer: 'free_check_mapcount', in: 'tails', itself: /mapcount|type|pad|unused/i, harm: 'the tail reads as mapped or typed, and is bad when it is freed' },
  { names: words.refcount, observer: 'page_ref', in: 'any', itself: /ref|pad|unused/i, harm: 'references taken and given back by others change it, and it holds the page' },
  { names: words.memcg, observer: 'free_check_memcg', in: 'head', itself: /mem_?cg|mem_cgroup|obj|pad|unused/i, harm: 'the page is bad when it is freed' },
];

/** Numbers in words of their own, by what such members are called: of an `unsigned long` the type does not tell. */
const COUNTS = /(?:^|_)(?:count(?:s|ers?)?|nr|index|order|inuse|objects|refs?|size|len|length|pages)(?:_|$)/;

export function overlayMembers(facts: FileFacts): readonly Finding[] {
  const findings = new Map<string, Finding>();
  const tags = facts.context.pageRecords;
  for (const overlay of overlayLayouts(facts.file, facts.context)) {
    for (const field of ownMembers(overlay.record, tags)) {
      // What one configuration shows needs no second one; behind a member that has moved all others have.
      const { record } = overlay.record, key = `${record}.${field.path}`;
      if (field.declared?.file !== facts.file.path) continue;
      const low = findings.has(key) ? undefined : bitZero(field, overlay, facts);
      if (low) findings.set(key, low);
      const over = findings.has(record) || findings.has(key) ? undefined : overKept(field, overlay, facts);
      if (over) findings.set(record, over);
    }
  }
  return [...findings.values()];
}

/** A number over the bit that marks a tail. */
function bitZero(field: FieldLayout, overlay: OverlayLayout, facts: FileFacts): Finding | undefined {
  const { record, page, layout } = overlay;
  const head = resolveMember({ names: words.compoundHead }, layout);
  if (!head) return undefined;
  const at = pageOf(field, page) * page.size + head.offset + (layout.abi.endian === 'little' ? 0 : head.size - 1);
  if (field.offsetBits > at * 8 || field.offsetBits + field.sizeBits <= at * 8) return undefined;
  const leaf = leafAt(field, at * 8, record);
  const sure = isNumber(leaf, layout) || isNumber(field, layout);
  if (!sure && !(leaf.sizeBits === head.size * 8 && !leaf.type.includes('*') && COUNTS.test(field.path))) return undefined;
  return told('word-misread', sure ? 'error' : 'warning', field, overlay, head, 'compound_head',
    `${record.record}.${field.path} (${field.type}) begins at bit 0 of page.${head.path}: whenever the number is odd, compound_head() takes the page for a tail and follows the word to a head that is none`, facts);
}

const RECORD = /^(?:struct|union) /;

/** Narrower than a word and no pointer, or of a type that counts. */
function isNumber(leaf: FieldLayout, { abi }: LayoutSet): boolean {
  if (leaf.type.includes('*')) return false;
  return leaf.bitField || (!RECORD.test(leaf.type) && leaf.sizeBits < abi.wordSize * 8 || /^(?:const |volatile )*(?:unsigned |signed )?(?:int|short|char|bool|_Bool|[us](?:8|16|32|64)|__[us](?:8|16|32|64)|u?int(?:8|16|32|64)_t|unsigned|atomic(?:_long|64)?_t|refcount_t)$/.test(leaf.type));
}

/** A member over one of the words that are everybody's, without being that word. */
function overKept(field: FieldLayout, overlay: OverlayLayout, facts: FileFacts): Finding | undefined {
  const { record, page, layout } = overlay;
  if (record.record === 'page') return undefined;
  const range = { offset: field.offsetBits / 8, size: field.sizeBits / 8 };
  const first = pageOf(field, page), last = Math.floor((range.offset + range.size - 1 / 8) / page.size);
  for (let index = first; index <= last; index++) {
    for (const kept of KEPT) {
      if ((kept.in === 'head' && index > 0) || (kept.in === 'tails' && index === 0)) continue;
      const member = resolveMember({ names: kept.names }, layout);
      if (!member) continue;
      const place = { offset: index * page.size + member.offset, size: member.size };
      if (!overlap(range, place) || isItself(field, range, place, kept)) continue;
      const where = index === 0 ? `page.${member.path}` : `${member.path} of page ${index} of the ${record.record}`;
      return told('overlay-mismatch', 'error', field, overlay, member, kept.observer,
        `${record.record}.${field.path} (${field.type}, ${bytesOf(field)}) lies over ${where}: ${kept.harm}`, facts);
    }
  }
  return undefined;
}

function isItself(field: FieldLayout, range: ByteRange, place: ByteRange, { itself }: Kept): boolean {
  return range.offset === place.offset && range.size === place.size && itself.test(field.path);
}

function bytesOf({ offsetBits, sizeBits }: FieldLayout): string {
  return `bytes ${Math.floor(offsetBits / 8)}-${Math.ceil((offsetBits + sizeBits) / 8) - 1}`;
}

function pageOf(field: FieldLayout, page: RecordLayout): number {
  return Math.floor(field.offsetBits / 8 / page.size);
}

function told(rule: RuleName, severity: Severity, field: FieldLayout, { record, page, layout }: OverlayLayout, word: ByteRange & { readonly path: string; readonly field: FieldLayout }, observerName: string, message: string, facts: FileFacts): Finding {
  const { declared } = field;
  const site = { file: facts.file.path, offset: declared ? lineIndex(facts.file.text).offset(declared.line, declared.column) : 0, function: '' };
  const size = page.size;
  return facts.finding(rule, severity, site, message, {
    state: 'any', config: `${layout.kernel} ${layout.arch}, ${layout.config}`, words: [facts.word(word.offset, word.size)],
    evidence: [
      facts.evidence(site, `${field.type} ${field.path}: ${bytesOf(field)} of struct ${record.record} under ${layout.config}, struct page has ${size}`),
      ...(word.field.declared ? [{ ...word.field.declared, function: '', message: `struct page keeps ${word.path} in bytes ${word.offset}-${word.offset + word.size - 1}` }] : []),
      ...reader(observerName, word.path, facts),
    ],
  });
}

/** The reader that minds, where the tree has it. */
export function reader(name: string, member: string, facts: FileFacts): readonly FindingEvidence[] {
  const { model, tree } = facts.context, { kernel } = model.layout;
  const observer = model.observers.find((one) => one.name === name);
  const reading = observer?.readings.flatMap(({ cases }) => cases).find(({ harm }) => harm !== undefined);
  const route = observer?.routes.find(({ era }) => inEra(era, kernel));
  const found = observer && readerIn(tree, { evidence: observer.roots.filter(({ era }) => inEra(era, kernel)), member, readAs: reading?.readAs ?? member, path: route?.path ?? [] });
  return found ? [found] : [];
}
