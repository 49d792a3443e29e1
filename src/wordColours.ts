/** Colours that package.json contributes, `pagelens.word0` to `pagelens.word7`: a word has the same one in the view, in hovers and in the panel. */
const COLOURS = 8;

/** The theme colour of the word at a byte offset, as the editor's API names it. */
export function wordColour(offset: number, wordSize: number): string {
  return `pagelens.word${Math.floor(offset / wordSize) % COLOURS}`;
}

/** The same as a style sheet names it, in hovers and webviews. */
export function wordColourVariable(offset: number, wordSize: number): string {
  return `var(--vscode-${wordColour(offset, wordSize).replace('.', '-')})`;
}
