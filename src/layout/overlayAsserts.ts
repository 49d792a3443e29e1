/**
 * The static_asserts by which a tree holds the overlays of struct page in place, decided on computed layouts. They are found by their
 * shape once macros are expanded, whatever the macros are called: an assert that compares places or sizes of two records, one of them
 * struct page or a known overlay.
 */
import { activeArms, blankRanges, readArms } from '../c/arms.js';
import { expandMacros } from '../c/expand.js';
import type { Item, MacroDefinition } from '../c/outline.js';
import { lineIndex } from '../c/position.js';
import type { CParser } from '../c/syntax.js';
import type { ConfiguredScope } from '../kernel/configured.js';
import { configuredScope, type KernelSetup } from '../kernel/setup.js';
import type { SourceFile } from '../kernel/tree.js';
import { LayoutEngine, LayoutError } from './compute.js';
import { type OverlayRecords, overlayFiles } from './overlays.js';

export interface OverlayAssert {
  readonly file: string;
  /** 1-based, of the assert or the macro call that makes it. */
  readonly line: number;
  /** As it is written. */
  readonly text: string;
  /** Macros expanded: `offsetof(struct page, lru) == offsetof(struct folio, lru)`. */
  readonly condition: string;
  readonly value: boolean | 'not compiled' | 'unknown';
  /** For `unknown`: what could not be told. */
  readonly why?: string;
}

/** Whether a text may hold such an assert at all. */
const MAY_ASSERT = /static_assert/i;
/** What an assert's condition measures: the record's tag and, of an offset, the member. */
export const MEASURED = /\b(?:offsetof|sizeof)\s*\(\s*(?:struct|union)\s+(\w+)\s*(?:,\s*([\w.[\]]+)\s*)?\)/g;

/** Every such assert of the tree, or of some files, one by one, under the setup's configuration. */
export function overlayAsserts(setup: KernelSetup, parser: CParser, overlays: OverlayRecords, files = overlayFiles(setup.tree)): readonly OverlayAssert[] {
  const found: OverlayAssert[] = [];
  for (const path of files) {
    const source = setup.tree.source(path);
    if (source && MAY_ASSERT.test(source.text)) found.push(...assertsOf(source, setup, parser, new Set(overlays.tags)));
  }
  return found;
}

/** Those of one file. */
export function overlayAssertsIn(source: SourceFile, setup: KernelSetup, parser: CParser, overlays: OverlayRecords): readonly OverlayAssert[] {
  return MAY_ASSERT.test(source.text) ? assertsOf(source, setup, parser, new Set(overlays.tags)) : [];
}

function assertsOf(source: SourceFile, setup: KernelSetup, parser: CParser, tags: ReadonlySet<string>): OverlayAssert[] {
  const calls = source.outline.items.filter((item) => item.kind === 'declaration' && isCall(source.text, item));
  // A header such as mm/slab.h relies on others: it is read behind mm's own.
  const reader = `.pagelens/asserts_${source.path.replaceAll('/', '_')}.c`;
  let scope: ConfiguredScope | undefined, engine: LayoutEngine | undefined;
  return calls.flatMap((item) => {
    if (!scope || !engine) {
      setup.tree.overlay(reader, `#include <linux/mm.h>\n#include "../${source.path}"\n`);
      scope = configuredScope(setup, reader, parser)!;
      engine = new LayoutEngine(scope);
    }
    const { line } = lineIndex(source.text).at(item.start);
    const text = source.text.slice(item.start, item.end).replace(/\s*\\?\s+/g, ' ');
    const [own, layouts] = [scope, engine];
    return conditionsOf(source, item, own).filter((condition) => comparesOverlays(condition, tags)).map((condition) => ({ file: source.path, line, text, condition, ...decide(condition, item, own, layouts) }));
  });
}

/** `NAME(...);` with nothing before or behind. */
function isCall(text: string, item: Item): boolean {
  return /^[A-Za-z_]\w*\s*\([^{}]*\)\s*;?$/.test(text.slice(item.start, item.end));
}

/** The conditions of all static_asserts that an item expands to. */
function conditionsOf(source: SourceFile, item: Item, scope: ConfiguredScope): readonly string[] {
  let text = source.text;
  if (item.hasDirectives) {
    const arms = readArms(text, item.start, item.end, item.condition);
    const off = activeArms(arms, (condition) => scope.holds(condition) !== false).blank;
    text = ' '.repeat(item.start) + blankRanges(text.slice(item.start, item.end), item.start, [...arms.directives, ...off]);
  }
  const expanded = expandMacros(text, item.start, item.end, (name) => macroAt(name, item, source, scope)).text;
  return [...expanded.matchAll(/\b_Static_assert\s*\(/g)].map((hit) => tidy(firstArgument(expanded, hit.index + hit[0].length)));
}

/** The definition in force where the item stands: FOLIO_MATCH is defined anew for each page of a folio. */
function macroAt(name: string, item: Item, source: SourceFile, scope: ConfiguredScope): MacroDefinition | undefined {
  const before = source.outline.macros.get(name)?.filter((macro) => macro.start < item.start && scope.holds(macro.condition) !== false);
  const macro = before?.[before.length - 1] ?? scope.macro(name);
  // `#define rcu_head callback_head`: layouts know members by the name that is written.
  return macro && renames(macro, scope) ? undefined : macro;
}

function renames({ params, body }: MacroDefinition, scope: ConfiguredScope): boolean {
  const name = params ? undefined : /^\s*([A-Za-z_]\w*)\s*$/.exec(body)?.[1];
  return name !== undefined && scope.macro(name) === undefined;
}

function firstArgument(text: string, from: number): string {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i]!;
    if (c === '(') depth++;
    else if ((c === ')' || c === ',') && depth === 0) return text.slice(from, i);
    else if (c === ')') depth--;
  }
  return text.slice(from);
}

/** Expanded tokens as people write them. */
function tidy(expanded: string): string {
  return expanded.replace(/__builtin_offsetof/g, 'offsetof').replace(/\s+/g, ' ').replace(/(\w|\() \(/g, '$1(').replace(/\( /g, '(').replace(/ ([,)])/g, '$1').replace(/ ?\. ?/g, '.').trim();
}

function comparesOverlays(condition: string, tags: ReadonlySet<string>): boolean {
  const measured = new Set([...condition.matchAll(MEASURED)].map((hit) => hit[1]!));
  // An offset of an overlay's member compared with a number that is no record's: how it has to be aligned.
  const aligned = /\boffsetof\s*\(/.test(condition) && [...measured].some((tag) => tag !== 'page' && tags.has(tag));
  return aligned || (measured.size > 1 && (measured.has('page') || [...measured].filter((tag) => tags.has(tag)).length > 1));
}

function decide(condition: string, item: Item, scope: ConfiguredScope, engine: LayoutEngine): Pick<OverlayAssert, 'value' | 'why'> {
  const compiled = scope.holds(item.condition);
  if (compiled === false) return { value: 'not compiled' };
  if (compiled === 'unknown') return { value: 'unknown', why: 'whether it is compiled cannot be told' };
  try {
    const value = scope.constant(condition.replace(MEASURED, (_, tag: string, member: string | undefined) => String(bytes(tag, member, engine))));
    return value === undefined ? { value: 'unknown', why: 'not a constant here' } : { value: value !== 0n };
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
    return { value: 'unknown', why: error.message };
  }
}

/** A record's size, or a member's offset in it. */
function bytes(tag: string, member: string | undefined, engine: LayoutEngine): number {
  const record = engine.record(tag);
  if (member === undefined) return record.size;
  const field = record.fields.find(({ path }) => path === member);
  if (!field) throw new LayoutError(`struct ${tag} has no member ${member} here`);
  return field.offsetBits / 8;
}
