/** What people type, and what breaks things: comments that swallow, braces that do not close, conditions, macros, declarations. */
const PIECES = ['x', ' ', '\n', '\n\n', 'page->private = 1;', '\n\tpage->index++;\n', '/*', '*/', '{', '}', '(', ';', '\n#if 0\n', '\n#endif\n', '\n#define P(p) ((p)->private)\n', 'P(page);', '"', '\nstruct page *g(void);\n', '\nint h(struct page *page)\n{\n\treturn page->_refcount.counter;\n}\n'];

/** A text after each of some random edits, the same ones in every run. Now and then it is the original again: one that is broken everywhere tests nothing. */
export function* randomEdits(original: string, count: number): Generator<string> {
  let text = original, random = 11;
  const next = (limit: number): number => (random = (random * 48271) % 2147483647) % limit;
  for (let i = 0; i < count; i++) {
    const at = next(text.length), gone = next(3) === 0 ? next(30) : 0;
    text = text.slice(0, at) + PIECES[next(PIECES.length)]! + text.slice(at + gone);
    if (i % 12 === 11) text = original;
    yield text;
  }
}
