/** Small edits of a kernel file that make a bug, or its correct twin: told by function and name, so that no kernel text is kept here. */

export type Edit =
  /** Takes out the statement of a function that holds `with`. */
  | { readonly do: 'drop'; readonly in: string; readonly with: string }
  /** Puts a statement before or behind the one that holds `at`. */
  | { readonly do: 'insert'; readonly in: string; readonly where: 'before' | 'behind'; readonly at: string; readonly text: string }
  /** Another name for a word of a function or record, everywhere in it. */
  | { readonly do: 'rename'; readonly in: string; readonly from: string; readonly to: string }
  /** Other words in place of some of a function, where they stand first. */
  | { readonly do: 'replace'; readonly in: string; readonly from: string; readonly to: string }
  /** Another value for a macro without parameters. */
  | { readonly do: 'define'; readonly name: string; readonly value: string }
  | { readonly do: 'append'; readonly text: string };

/** @throws Error when the file has no such place */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduce((now, edit) => apply(now, edit), text);
}

function apply(text: string, edit: Edit): string {
  if (edit.do === 'append') return `${text}\n${edit.text}\n`;
  if (edit.do === 'define') {
    const line = new RegExp(`^([ \\t]*#[ \\t]*define[ \\t]+${edit.name}[ \\t]+).*$`, 'm');
    if (!line.test(text)) throw new Error(`no macro ${edit.name}`);
    return text.replace(line, (_, head: string) => head + edit.value);
  }
  const [start, end] = bodyOf(text, edit.in);
  const body = text.slice(start, end);
  switch (edit.do) {
    case 'rename': {
      const renamed = body.replaceAll(new RegExp(`\\b${edit.from}\\b`, 'g'), edit.to);
      if (renamed === body) throw new Error(`${edit.in} has no ${edit.from}`);
      return text.slice(0, start) + renamed + text.slice(end);
    }
    case 'replace': {
      if (!body.includes(edit.from)) throw new Error(`${edit.in} has no "${edit.from}"`);
      return text.slice(0, start) + body.replace(edit.from, () => edit.to) + text.slice(end);
    }
    case 'drop': case 'insert': {
      const at = body.indexOf(edit.do === 'drop' ? edit.with : edit.at);
      if (at < 0) throw new Error(`${edit.in} has no "${edit.do === 'drop' ? edit.with : edit.at}"`);
      const from = Math.max(body.lastIndexOf(';', at), body.lastIndexOf('{', at), body.lastIndexOf('}', at), body.lastIndexOf('*/', at) + 1) + 1;
      const to = body.indexOf(';', at) + 1;
      if (edit.do === 'drop') return `${text.slice(0, start + from)}\n\t;${text.slice(start + to)}`;
      const place = start + (edit.where === 'before' ? from : to);
      return `${text.slice(0, place)}\n\t${edit.text}\n${text.slice(place)}`;
    }
  }
}

/** From the opening brace of a function or record to the brace that closes it in the first column. */
function bodyOf(text: string, name: string): readonly [number, number] {
  const head = new RegExp(`^(?:[a-zA-Z_].*\\b)?${name.replace(/\s+/g, '\\s+')}\\b[^;{]*\\{`, 'gm');
  const hit = head.exec(text);
  if (!hit) throw new Error(`no ${name}`);
  const start = hit.index + hit[0].length;
  const end = text.indexOf('\n}', start);
  return [start, end < 0 ? text.length : end];
}
