/** A bit that tells flags from pointers in a word of pages, where an aligned pointer may have it set: judged where the bits are numbered. */
import { directoryOf, joinPath } from '../../../kernel/files.js';
import type { SourceFile } from '../../../kernel/tree.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

/** `test_bit(NAME, &page_private(page))`, `test_bit(NAME, &folio->private)`; a macro may put the name together. */
const TESTED = /\btest_bit\s*\(\s*([A-Z]\w*)\s*,[^;{}]*?&\s*(?:page_private\s*\(|\(?\s*\w+\s*->\s*private\b)/g;
/** `attach_page_private(page, (unsigned long)data)`: something that is no constant. */
const POINTER = /\b(?:set_page_private|(?:attach_page|folio_attach|folio_change)_private)\s*\(\s*[^;{},]*,\s*\(\s*(?:unsigned\s+long|void\s*\*)\s*\)\s*([a-z]\w*)\s*\)/;
/** Who includes a header of include/ does not lie beside it. */
const SHARED = /(?:^|\/)include\//;

export function flagOverPointer(facts: FileFacts): readonly Finding[] {
  const { file, context } = facts;
  if (SHARED.test(file.path) || file.text.search(TESTED) < 0) return [];
  const { configured } = facts.footprints.view(file), { wordSize } = context.model.layout.abi;
  // A pointer to a word or more has that many low bits clear.
  const clear = BigInt(Math.log2(wordSize));
  const unsafe = new Map<string, { readonly at: number; readonly bit: bigint }>();
  for (const tests of chainsIn(file.text)) {
    const bits = tests.map(({ name }) => configured.enumerator(name) ?? configured.constant(name));
    const [first] = tests, [bit] = bits;
    if (!first || bit === undefined || bits.some((one) => one === undefined || one < clear)) continue;
    if (!unsafe.has(first.name)) unsafe.set(first.name, { at: first.at, bit });
  }
  if (unsafe.size === 0) return [];
  // What other files of the folder keep in their pages is theirs, unless they share the header.
  const stored = [file, ...(file.path.endsWith('.h') ? besides(facts) : [])].flatMap((source) => {
    const hit = POINTER.exec(source.text);
    return hit ? [{ file: source.path, offset: hit.index, function: '' }] : [];
  })[0];
  return !stored ? [] : [...unsafe].flatMap(([name, { at, bit }]) => {
    const offset = new RegExp(`(?:^[ \\t]*|[{,]\\s*)${name}\\s*(?:=[^,}]*)?[,}]`, 'm').exec(file.text);
    if (!offset) return [];
    const site = { file: file.path, offset: offset.index + offset[0].indexOf(name), function: '' }, range = resolveMember({ names: words.private }, context.model.layout);
    return [facts.finding('word-misread', 'warning', site,
      `${name} is bit ${bit} of page.private, asked for before anything else is known of the word, and pointers that are kept there too may have it set: only bits below ${clear} are clear in each`,
      { state: 'any', words: range ? [facts.word(range.offset, range.size)] : [], evidence: [facts.evidence(site, `${name} is numbered here`), facts.evidence({ file: file.path, offset: at, function: '' }, 'the bit is asked for'), facts.evidence(stored, 'a pointer is put into private')] })];
  });
}

interface Tested {
  readonly name: string;
  readonly at: number;
}

/** Tests of the word in one expression, in their order: `a && b`. */
function chainsIn(text: string): readonly (readonly Tested[])[] {
  const chains: Tested[][] = [];
  let end = -1;
  for (const hit of text.matchAll(TESTED)) {
    const one = { name: hit[1]!, at: hit.index }, last = chains[chains.length - 1];
    if (last && end >= 0 && /^[^;{}]*&&[^;{}]*$/.test(text.slice(end, hit.index))) last.push(one);
    else chains.push([one]);
    end = hit.index + hit[0].length;
  }
  return chains;
}

function besides({ file, context: { tree } }: FileFacts): readonly SourceFile[] {
  const folder = directoryOf(file.path);
  return tree.files.list(folder).filter((name) => /\.[ch]$/.test(name)).flatMap((name) => tree.source(joinPath(folder, name)) ?? []).filter((source) => source !== file);
}
