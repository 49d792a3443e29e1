/** A function as plain C: the compiled arms only, macros expanded except those that stand for an access itself. */
import { activeArms, blankRanges, readArms } from '../c/arms.js';
import { takeAttributes } from '../c/attributes.js';
import { expandMacros } from '../c/expand.js';
import { maskKernelMacros } from '../c/mask.js';
import type { Item, MacroDefinition } from '../c/outline.js';
import { childOf, type ParseDamage, type Syntax } from '../c/syntax.js';
import type { ConfiguredScope } from '../kernel/configured.js';
import type { ItemPlace, SourceFile } from '../kernel/tree.js';
import type { FileTypes } from '../uses/types.js';
import { isPrimitive } from './primitives.js';

/** What names and conditions mean in one file under the opened configuration. */
export interface FileView {
  readonly file: SourceFile;
  readonly types: FileTypes;
  readonly configured: ConfiguredScope;
  /** Names the configuration where it is not the opened one: what is known under one is not known under the other. */
  readonly variant: string;
}

export interface PlainFunction {
  readonly name: string;
  readonly view: FileView;
  /** The function_definition. */
  readonly root: Syntax;
  readonly text: string;
  /** Where in the file what stands at an offset of the text is to be read. */
  readonly siteOf: (offset: number) => number;
  /** ERROR nodes: parts that could not be read. */
  readonly errors: number;
}

/** Longer functions are read in part: nobody writes them by hand. */
const MAX_EXPANDED = 400_000;

/**
 * @param kept macros that stay what they are: somebody wants to see them called
 * @returns undefined when the item is no function that can be read
 */
export function plainFunction(place: ItemPlace, name: string, view: FileView, kept: ReadonlySet<string>): PlainFunction | undefined {
  const { file, item } = place;
  const source = compiledText(file, item, view.configured);
  const expansion = expandMacros(source, item.start, item.end, (word) => (kept.has(word) ? undefined : expandable(word, view.configured)));
  if (expansion.text.length > MAX_EXPANDED) return undefined;
  const plain = takeAttributes(expansion.text).text;
  const damage: ParseDamage = { errors: 0 };
  const tree = view.configured.parser.parse(maskKernelMacros(headed(plain, name), { insideFunction: false, isAttribute: view.types.isAttribute }), 0, damage);
  const root = childOf(tree, 'function_definition');
  if (!root) return undefined;
  return { name, view, root, text: expansion.text, siteOf: (offset) => Math.max(expansion.writtenAt(offset), item.start), errors: damage.errors };
}

function compiledText(file: SourceFile, item: Item, configured: ConfiguredScope): string {
  if (!item.hasDirectives) return file.text;
  const arms = readArms(file.text, item.start, item.end, item.condition);
  // In a function that this configuration leaves out, every arm is read that is not ruled out by itself.
  const holds = configured.holds(item.condition) === false ? (): boolean => true : (condition: Parameters<typeof configured.holds>[0]): boolean => configured.holds(condition) !== false;
  const blanked = blankRanges(file.text.slice(item.start, item.end), item.start, [...arms.directives, ...activeArms(arms, holds).blank]);
  return ' '.repeat(item.start) + blanked;
}

function expandable(name: string, configured: ConfiguredScope): MacroDefinition | undefined {
  const macro = configured.macro(name);
  if (macro) return isPrimitive(name) ? undefined : macro;
  if (!name.startsWith('CONFIG_')) return undefined;
  const value = configured.config.symbols.get(name.slice(7));
  return value === undefined || value === 'm' ? undefined : { name, params: undefined, body: value === 'y' ? '1' : value, bodyStart: -1, start: -1, end: -1, condition: null };
}

/** `SYSCALL_DEFINE2(name, ...) {`: a header that the macros left in no shape of a function becomes one without parameters. */
function headed(text: string, name: string): string {
  const brace = text.indexOf('{');
  if (brace < 0 || text.slice(0, brace).includes(name)) return text;
  return `${'void f()'.padEnd(brace).slice(0, brace)}${text.slice(brace)}`;
}
