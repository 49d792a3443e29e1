/** Members of an overlay that lie where struct page keeps something that everybody reads: judged where they are declared. */
import { lineIndex } from '../../../c/position.js';
import type { FieldLayout, LayoutSet } from '../../../layout/record.js';
import { type MemberRange, overlap, resolveMember } from '../../../model/memberRange.js';
import { claimsOf } from '../../../model/pageModel.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding, RuleName, Severity } from '../../finding.js';
import { coveredBy, observerIn } from '../../words/keptWords.js';
import { leafAt, type OverlayLayout, overlayLayouts, ownMembers } from '../../words/overlayLayouts.js';

/** Numbers in words of their own, by what such members are called: of an `unsigned long` the type does not tell. */
const COUNTS = /(?:^|_)(?:count(?:s|ers?)?|nr|index|order|inuse|objects|refs?|size|len|length|pages)(?:_|$)/;

export function overlayMembers(facts: FileFacts): readonly Finding[] {
  const findings = new Map<string, Finding>();
  for (const overlay of overlayLayouts(facts.file, facts.context)) {
    const { record } = overlay.record;
    for (const field of ownMembers(overlay.record, facts.context.pageRecords)) {
      if (field.declared?.file !== facts.file.path) continue;
      // What one configuration shows needs no second one; behind a member that has moved all others have.
      const key = `${record}.${field.path}`;
      const low = findings.has(key) ? undefined : bitZero(field, overlay, facts) ?? overTags(field, overlay, facts);
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
  const index = Math.floor(field.offsetBits / 8 / page.size);
  const at = index * page.size + head.offset + (layout.abi.endian === 'little' ? 0 : head.size - 1);
  if (field.offsetBits > at * 8 || field.offsetBits + field.sizeBits <= at * 8) return undefined;
  const number = numberAt(field, at * 8, head.size, overlay);
  return number && told('word-misread', number === 'sure' ? 'error' : 'warning', field, overlay, head, 'compound_head',
    `${record.record}.${field.path} (${field.type}) begins at bit 0 of page.${head.path}: whenever the number is odd, compound_head() takes the page for a tail and follows the word to a head that is none`, facts);
}

/** A number over the bits of mapping that tell what the rest leads to, in a page that stands alone or heads others: nobody asks a tail for them. */
function overTags(field: FieldLayout, overlay: OverlayLayout, facts: FileFacts): Finding | undefined {
  const { record, page, layout } = overlay;
  const [mapping, head] = [words.mapping, words.compoundHead].map((names) => resolveMember({ names }, layout));
  // What struct page has by the same name is moved as a whole, which asserts tell.
  if (!mapping || (record !== page && page.fields.some(({ path }) => path === field.path)) || mapping.path === field.path) return undefined;
  const at = mapping.offset + (layout.abi.endian === 'little' ? 0 : mapping.size - 1);
  if (field.offsetBits > at * 8 || field.offsetBits + field.sizeBits <= at * 8) return undefined;
  const isOfTail = record === page && field.arm !== undefined && record.fields.some(({ path, arm }) => arm === field.arm && path === head?.path);
  const number = isOfTail || isItsOwners(record.record, mapping, facts) ? undefined : numberAt(field, at * 8, mapping.size, overlay);
  return number && told('word-misread', number === 'sure' ? 'error' : 'warning', field, overlay, mapping, 'page_anon',
    `${record.record}.${field.path} (${field.type}) begins at bit 0 of page.${mapping.path}, whose low bits say what the rest leads to: by the number it holds the page counts as anonymous, or as movable, and the rest is followed`, facts);
}

/** Whether the model knows an owner that keeps something else there by the overlay's name: of a slab's list, whoever reads mapping turns away from slabs. */
function isItsOwners(tag: string, mapping: MemberRange, { context: { model } }: FileFacts): boolean {
  return tag !== 'page' && model.states.some((state) => claimsOf(state, model).some(({ range }) => range.record === tag && overlap(range, mapping) && range.path !== mapping.path));
}

/** Whether the member holds a number where that byte lies: by its type, or by what it is called. */
function numberAt(field: FieldLayout, bit: number, wordSize: number, { record, layout }: OverlayLayout): 'sure' | 'by its name' | undefined {
  const leaf = leafAt(field, bit, record);
  if (isNumber(leaf, layout) || isNumber(field, layout)) return 'sure';
  return leaf.sizeBits === wordSize * 8 && !leaf.type.includes('*') && COUNTS.test(field.path) ? 'by its name' : undefined;
}

const RECORD = /^(?:struct|union) /;
const NUMBER = /^(?:const |volatile )*(?:unsigned |signed )?(?:int|short|char|bool|_Bool|[us](?:8|16|32|64)|__[us](?:8|16|32|64)|u?int(?:8|16|32|64)_t|unsigned|atomic(?:_long|64)?_t|refcount_t)$/;

/** Narrower than a word and no pointer, or of a type that counts. */
function isNumber(leaf: FieldLayout, { abi }: LayoutSet): boolean {
  if (leaf.type.includes('*')) return false;
  return leaf.bitField || NUMBER.test(leaf.type) || (!RECORD.test(leaf.type) && leaf.sizeBits < abi.wordSize * 8);
}

/** A member over one of the words that are everybody's, without being that word. */
function overKept(field: FieldLayout, overlay: OverlayLayout, facts: FileFacts): Finding | undefined {
  const { record, layout } = overlay;
  const covered = record.record === 'page' ? undefined : coveredBy(field.path, { offset: field.offsetBits / 8, size: field.sizeBits / 8 }, layout);
  if (!covered) return undefined;
  const { kept, member, page } = covered;
  return told('overlay-mismatch', 'error', field, overlay, member, kept.observer,
    `${record.record}.${field.path} (${field.type}, ${bytesOf(field)}) lies over ${page === 0 ? `page.${member.path}` : `${member.path} of page ${page} of the ${record.record}`}: ${kept.harm}`, facts);
}

function bytesOf({ offsetBits, sizeBits }: FieldLayout): string {
  return `bytes ${Math.floor(offsetBits / 8)}-${Math.ceil((offsetBits + sizeBits) / 8) - 1}`;
}

function told(rule: RuleName, severity: Severity, field: FieldLayout, { record, page, layout }: OverlayLayout, word: MemberRange, observer: string, message: string, facts: FileFacts): Finding {
  const { declared } = field;
  const site = { file: facts.file.path, offset: declared ? lineIndex(facts.file.text).offset(declared.line, declared.column) : 0, function: '' };
  return facts.finding(rule, severity, site, message, {
    state: 'any', config: `${layout.kernel} ${layout.arch}, ${layout.config}`, words: [facts.word(word.offset, word.size)],
    evidence: [
      facts.evidence(site, `${field.type} ${field.path}: ${bytesOf(field)} of struct ${record.record} under ${layout.config}, where a struct page has ${page.size} bytes`),
      ...(word.field.declared ? [{ ...word.field.declared, function: '', message: `struct page keeps ${word.path} in bytes ${word.offset}-${word.offset + word.size - 1}` }] : []),
      ...observerIn(observer, word.path, facts),
    ],
  });
}
