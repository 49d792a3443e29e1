/** `__attribute__((packed))`, `((aligned(n)))` and `((randomize_layout))`: taken out of expanded text before parsing, since a grammar accepts them in few places. */

export interface Attribute {
  /** Offset in the expanded text. */
  readonly at: number;
  readonly packed: boolean;
  /** The argument of aligned(); empty for the bare form, undefined when it is not about alignment. */
  readonly aligned: string | undefined;
  /** The compiler shuffles the record's members (true) or is told not to (false); undefined when it says neither. */
  readonly shuffled?: boolean;
}

/** What stands between `asm` and its operands, which are no C either. */
const ASM_QUALIFIERS = /^(?:\s*\b(?:volatile|__volatile__|__volatile|inline|__inline__|__inline|goto)\b)*/;

/** Blanks every attribute, `_Alignas(n)` included, and tells what they said. */
export function takeAttributes(text: string): { readonly text: string; readonly attributes: readonly Attribute[] } {
  const attributes: Attribute[] = [];
  let out = '';
  let at = 0;
  const opener = /\b(?:__attribute__|__attribute|_Alignas|__extension__|__asm__|asm|__signed__)\b/g;
  for (let hit = opener.exec(text); hit; hit = opener.exec(text)) {
    if (hit[0] === '__signed__') {
      // gcc's other spelling is no type to the grammar.
      out += text.slice(at, hit.index) + 'signed'.padEnd(hit[0].length);
      at = opener.lastIndex;
      continue;
    }
    const behind = hit.index + hit[0].length + (hit[0].endsWith('asm') || hit[0] === '__asm__' ? ASM_QUALIFIERS.exec(text.slice(hit.index + hit[0].length, hit.index + hit[0].length + 80))![0].length : 0);
    const open = text.slice(behind).search(/\S/) + behind;
    const end = hit[0] === '__extension__' || text[open] !== '(' ? hit.index + hit[0].length : closingParenthesis(text, open) + 1;
    const inner = text.slice(hit.index + hit[0].length, end);
    if (hit[0] === '_Alignas') attributes.push({ at: hit.index, packed: false, aligned: inner.trim().replace(/^\(|\)$/g, '') });
    else if (hit[0].startsWith('__attribute')) {
      const aligned = alignedArgument(inner);
      if (aligned !== undefined) attributes.push({ at: hit.index, packed: false, aligned });
      const shuffled = /\b(?:__)?(no_)?randomize_layout(?:__)?\b/.exec(inner);
      if (shuffled) attributes.push({ at: hit.index, packed: false, aligned: undefined, shuffled: shuffled[1] === undefined });
      if (/\b(?:__)?packed(?:__)?\b/.test(inner)) attributes.push({ at: hit.index, packed: true, aligned: undefined });
    }
    out += text.slice(at, hit.index) + ' '.repeat(end - hit.index);
    at = end;
    opener.lastIndex = end;
  }
  return { text: out + text.slice(at), attributes };
}

function alignedArgument(text: string): string | undefined {
  const hit = /\b(?:__)?aligned(?:__)?\b\s*/.exec(text);
  if (!hit) return undefined;
  const open = hit.index + hit[0].length;
  if (text[open] !== '(') return '';
  return text.slice(open + 1, closingParenthesis(text, open));
}

function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return text.length - 1;
}
