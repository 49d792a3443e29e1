/**
 * Top-level macro calls whose arguments are code, as TRACE_EVENT(name, TP_PROTO(struct page *page), ..., TP_fast_assign(statements)):
 * one argument declares names, others use them. Recognised by shape, not by name.
 */

export interface CodeArguments {
  readonly declared: readonly { readonly name: string; readonly typeText: string }[];
  /** The insides of the nested calls, with their offsets in the file. */
  readonly parts: readonly { readonly text: string; readonly start: number }[];
}

/** A type and the name it declares; `struct page` and `unsigned long` alone, as in `sizeof(struct page)`, declare nothing. */
const PARAMETER = /^\s*((?:const\s+)?(?:(?:struct|union|enum)\s+\w+|(?!(?:struct|union|enum)\b)(?:unsigned\s+|signed\s+)?\w+(?:\s+(?:long|int|short|char))*)[\s*]+)(?!(?:long|int|short|char)\b)(\w+)\s*$/;

/** @returns undefined when the item is not a call with calls inside, one of which declares parameters */
export function traceArguments(item: string, base: number): CodeArguments | undefined {
  const head = /^\s*[A-Za-z_]\w*\s*\(/.exec(item);
  if (!head) return undefined;
  const declared: { name: string; typeText: string }[] = [];
  const parts: { text: string; start: number }[] = [];
  const opener = /\b[A-Za-z_]\w*\s*\(/g;
  opener.lastIndex = head[0].length;
  for (let hit = opener.exec(item); hit; hit = opener.exec(item)) {
    const open = hit.index + hit[0].length;
    const close = closingParenthesis(item, open - 1);
    const inside = item.slice(open, close);
    const params = splitAtCommas(inside).map((text) => PARAMETER.exec(text));
    if (params.length > 0 && params.every((param) => param !== null)) {
      for (const param of params) declared.push({ typeText: param[1]!, name: param[2]! });
    } else {
      parts.push({ text: inside, start: base + open });
    }
    opener.lastIndex = close;
  }
  return declared.length > 0 ? { declared, parts } : undefined;
}

function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (c === '(') depth++;
    else if (c === ')' && --depth === 0) return i;
    else if (c === '"') for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i++;
  }
  return text.length;
}

function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0, from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}
