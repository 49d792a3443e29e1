/**
 * One file's view of the tree under one configuration: which arms are compiled, what a macro or an enumerator is worth.
 * Lazy: nothing is preprocessed from top to bottom, a name is looked up when it is asked for.
 */
import { activeArms, blankRanges, readArms } from '../c/arms.js';
import { takeAttributes } from '../c/attributes.js';
import { bitBuiltin } from '../c/bitBuiltins.js';
import { type Condition } from '../c/condition.js';
import { evaluateConstant, parseInteger } from '../c/constant.js';
import { type Expansion, expandMacros } from '../c/expand.js';
import type { MacroDefinition } from '../c/outline.js';
import { type CParser, childOf, type Syntax, walk } from '../c/syntax.js';
import type { ArchFacts } from './arch.js';
import { asksForSymbolsOnly, BuildSymbols, objectLike } from './buildSymbols.js';
import type { KernelConfig } from './config.js';
import { parsedExpression } from './parsedExpressions.js';
import type { FileScope } from './scope.js';
import type { ItemPlace, MacroPlace, SourceFile } from './tree.js';

/** Compiler questions an `#if` may ask, answered as gcc 12 and clang would for kernel code. */
const COMPILER_QUESTIONS = new Set(['__has_attribute', '__has_builtin', '__has_include', '__has_feature', '__has_extension']);

/** Kernel build symbols that `DEFINE(NAME, expression)` lines of these files turn into generated headers (kernel/bounds.c -> generated/bounds.h). */
const GENERATING_FILES = ['kernel/bounds.c'];

/** Hooks a layout engine gives, so that constants may contain sizeof and casts. */
export interface Measuring {
  readonly measure: (node: Syntax, textAt: TextAt) => bigint | undefined;
  readonly castWidth: (descriptor: Syntax, textAt: TextAt) => { readonly bits: number; readonly signed: boolean } | undefined;
}

/** Headers that define each other's macros by turns could be asked about for ever. */
const MAX_WORK = 20_000;

/** Answers that need configuration symbols only. */
const symbolTests = new WeakMap<KernelConfig, Map<string, bigint | undefined>>();

export type TextAt = (node: { readonly start: number; readonly end: number }) => string;

export class ConfiguredScope {
  readonly scope: FileScope;
  readonly config: KernelConfig;
  readonly arch: ArchFacts;
  readonly parser: CParser;
  measuring: Measuring | undefined;
  readonly #symbols: BuildSymbols;
  readonly #tests = new Map<string, bigint | undefined>();
  readonly #conditions = new Map<Condition, boolean | 'unknown'>();
  readonly #macros = new Map<string, MacroDefinition | undefined>();
  readonly #enumerators = new Map<string, bigint | undefined>();
  readonly #running = new Set<MacroDefinition>();
  readonly #runningTests = new Set<string>();
  /** Innermost last. */
  readonly #deciding: Condition[] = [];
  #cuts = 0;
  /** Macros looked up for one question. */
  #work = 0;
  #activeFiles: ReadonlySet<SourceFile> | undefined;
  #findingActive = false;

  constructor(scope: FileScope, config: KernelConfig, arch: ArchFacts, parser: CParser) {
    this.scope = scope;
    this.config = config;
    this.arch = arch;
    this.#symbols = new BuildSymbols(config, arch);
    this.parser = parser;
  }

  /** Whether the configuration compiles what stands under `condition`; `unknown` when a test needs something that is not in the tree. */
  holds(condition: Condition | null): boolean | 'unknown' {
    const open: Condition[] = [];
    let result: boolean | 'unknown' = true;
    for (let at = condition; at; at = at.outer) {
      const known = this.#conditions.get(at);
      if (known !== undefined) {
        result = known;
        break;
      }
      open.push(at);
    }
    const depth = this.#running.size, cuts = this.#cuts;
    // From the outermost in: generated files nest deeper than a stack.
    for (const one of open.reverse()) {
      result = this.#decide(one, result);
      // An answer that a macro of its own test being decided had a part in holds only inside that question.
      if (depth === 0 || cuts === this.#cuts) this.#conditions.set(one, result);
    }
    return result;
  }

  #decide(condition: Condition, outer: boolean | 'unknown'): boolean | 'unknown' {
    if (outer === false) return false;
    this.#deciding.push(condition);
    const own = this.#decideTests(condition, outer);
    this.#deciding.pop();
    return own;
  }

  #decideTests(condition: Condition, outer: true | 'unknown'): boolean | 'unknown' {
    let unknown = outer === 'unknown';
    for (const test of condition.earlier) {
      const value = this.test(test);
      if (value === undefined) unknown = true;
      else if (value !== 0n) return false;
    }
    if (condition.test !== '') {
      const value = this.test(condition.test);
      if (value === undefined) unknown = true;
      else if (value === 0n) return false;
    }
    return unknown ? 'unknown' : true;
  }

  /** The value of an `#if` test. */
  test(text: string): bigint | undefined {
    if (asksForSymbolsOnly(text)) return this.#symbolTest(text);
    if (this.#tests.has(text)) return this.#tests.get(text);
    if (this.#runningTests.has(text) && this.#running.size > 40) {
      this.#cut();
      return undefined;
    }
    this.#runningTests.add(text);
    const depth = this.#running.size, cuts = this.#cuts;
    const value = this.#evaluate(text, true);
    this.#runningTests.delete(text);
    if (depth === 0 || cuts === this.#cuts) this.#tests.set(text, value);
    return value;
  }

  /** Marks that a question was asked inside itself, or asked too much: what rests on the answer is not kept. */
  #cut(): void {
    this.#cuts++;
  }

  /** A test of configuration symbols alone has the same answer in every file. */
  #symbolTest(text: string): bigint | undefined {
    let answers = symbolTests.get(this.config);
    if (!answers) symbolTests.set(this.config, (answers = new Map<string, bigint | undefined>()));
    if (!answers.has(text)) answers.set(text, this.#evaluate(text, true));
    return answers.get(text);
  }

  /** The value of a C constant expression written in this file's scope (macros expanded, enumerators known). */
  constant(text: string): bigint | undefined {
    return this.#evaluate(text, false);
  }

  /** The definition of a macro that is in force, if any. -D beats the tree. */
  macro(name: string): MacroDefinition | undefined {
    if (this.#macros.has(name)) return this.#macros.get(name);
    const depth = this.#running.size, cuts = this.#cuts;
    if (depth === 0) this.#work = 0;
    else if (++this.#work > MAX_WORK) {
      this.#cut();
      return undefined;
    }
    const given = this.config.defines.get(name);
    const found = given !== undefined ? objectLike(name, given) : this.#inForce(this.scope.macros(name));
    if (depth === 0 || cuts === this.#cuts) this.#macros.set(name, found);
    return found;
  }

  /** The definition of a macro in force at a place of a file: one that the file defines before it and undefines again is its own affair, whatever others call so. */
  macroAt(file: SourceFile, at: number, name: string): MacroDefinition | undefined {
    if (!this.config.defines.has(name) && file.outline.undefs.has(name)) {
      const own = file.outline.macros.get(name)?.findLast((macro) => macro.start < at && this.holds(macro.condition) !== false);
      if (own) return own;
    }
    return this.macro(name);
  }

  /** Whether a file is included under this configuration. */
  isActive(file: SourceFile): boolean {
    if (this.#findingActive) return true;
    this.#activeFiles ??= this.#findActiveFiles();
    return this.#activeFiles.has(file);
  }

  /** The items declaring `name` that this configuration compiles; undecided ones last. */
  items(name: string): readonly ItemPlace[] {
    const sure: ItemPlace[] = [], maybe: ItemPlace[] = [];
    for (const place of this.scope.items(name)) {
      if (!this.isActive(place.file)) continue;
      const holds = this.holds(place.item.condition);
      if (holds === true) sure.push(place);
      else if (holds === 'unknown') maybe.push(place);
    }
    return [...sure, ...maybe];
  }

  /** An item's text with only the compiled arms left and all macros expanded. */
  expandItem(place: ItemPlace): Expansion {
    const { file, item } = place;
    return this.expandRange(file, item.start, item.end, item.condition, item.hasDirectives);
  }

  expandRange(file: SourceFile, start: number, end: number, condition: Condition | null, hasDirectives: boolean): Expansion {
    let text = file.text;
    if (hasDirectives) {
      const arms = readArms(text, start, end, condition);
      const blanked = blankRanges(text.slice(start, end), start, [...arms.directives, ...activeArms(arms, (c) => this.holds(c) !== false).blank]);
      text = ' '.repeat(start) + blanked;
    }
    return expandMacros(text, start, end, (name) => this.macroAt(file, start, name) ?? this.#symbols.macro(name));
  }

  /** An enumerator's value. */
  enumerator(name: string): bigint | undefined {
    if (this.#enumerators.has(name)) return this.#enumerators.get(name);
    this.#enumerators.set(name, undefined);
    for (const place of this.items(name)) {
      this.#readEnumerators(place);
      if (this.#enumerators.get(name) !== undefined) break;
    }
    return this.#enumerators.get(name);
  }

  #readEnumerators(place: ItemPlace): void {
    const expansion = this.expandItem(place);
    if (!/\benum\b/.test(expansion.text)) return;
    const { text } = takeAttributes(expansion.text);
    const textAt: TextAt = (node) => text.slice(node.start, node.end);
    const root = this.parser.parse(text, 0);
    walk(root, (node) => {
      if (node.type !== 'enumerator_list') return true;
      let next: bigint | undefined = 0n;
      for (const enumerator of node.children) {
        if (enumerator.type !== 'enumerator') continue;
        const [name, value] = enumerator.children;
        if (!name) continue;
        if (value) next = this.#valueOf(value, textAt, false);
        this.#enumerators.set(textAt(name), next);
        next = next === undefined ? undefined : next + 1n;
      }
      return false;
    });
  }

  /** The value of an expression of an expanded text. */
  valueOf(node: Syntax, textAt: TextAt): bigint | undefined {
    return this.#valueOf(node, textAt, false);
  }

  #evaluate(text: string, isTest: boolean): bigint | undefined {
    const number = parseInteger(text.trim());
    if (number !== undefined) return number;
    const { wrapped, expression } = parsedExpression(text, this.parser);
    return expression ? this.#valueOf(expression, (node) => wrapped.slice(node.start, node.end), isTest) : undefined;
  }

  #valueOf(node: Syntax, textAt: TextAt, isTest: boolean): bigint | undefined {
    return evaluateConstant(node, {
      text: textAt,
      identifier: (name) => this.#identifier(name, isTest),
      call: (name, call) => this.#call(name, call, textAt, isTest),
      measure: (n) => this.measuring?.measure(n, textAt),
      castWidth: (n) => this.measuring?.castWidth(n, textAt),
    });
  }

  #identifier(name: string, isTest: boolean): bigint | undefined {
    if (name.startsWith('CONFIG_') && !this.config.defines.has(name)) return this.#symbols.value(name, isTest);
    const macro = this.macro(name);
    if (macro) {
      if (this.#running.has(macro)) this.#cut();
      if (macro.params || this.#running.has(macro)) return isTest ? 0n : undefined;
      this.#running.add(macro);
      const value = macro.body.trim() === '' ? undefined : this.#evaluate(macro.body, isTest);
      this.#running.delete(macro);
      return value;
    }
    const builtin = this.#symbols.compilerMacro(name);
    if (builtin !== undefined) return builtin;
    const generated = this.#generated(name);
    if (generated !== undefined) return generated;
    if (isTest) return 0n;
    return this.enumerator(name);
  }

  /** A constant that a build would generate: its `DEFINE(NAME, expression)` line is in the tree. */
  #generated(name: string): bigint | undefined {
    for (const path of GENERATING_FILES) {
      const source = this.scope.tree.source(path);
      const match = source && new RegExp(`\\bDEFINE\\(\\s*${name}\\s*,([^;]*)\\)\\s*;`).exec(source.text);
      if (match) return this.#evaluate(match[1]!, false);
    }
    return undefined;
  }

  #call(name: string, call: Syntax, textAt: TextAt, isTest: boolean): bigint | undefined {
    const args = (childOf(call, 'argument_list')?.children ?? call.children).map((arg) => textAt(arg));
    const symbol = (args[0] ?? '').trim();
    switch (name) {
      case 'defined':
        return this.#symbols.isDefined(symbol) ?? this.macro(symbol) !== undefined ? 1n : 0n;
      case 'IS_ENABLED': case 'IS_BUILTIN': case 'IS_MODULE': case 'IS_REACHABLE':
        return this.#symbols.answer(name, symbol) ? 1n : 0n;
      case '__builtin_constant_p':
        return 1n;
      default:
    }
    if (COMPILER_QUESTIONS.has(name)) return 1n;
    if (name.startsWith('__builtin_')) {
      const operand = this.#evaluate(symbol, isTest);
      const counted = operand === undefined ? undefined : bitBuiltin(name, operand, this.arch.wordSize * 8);
      if (counted !== undefined) return counted;
    }
    const macro = this.macro(name);
    if (!macro?.params) {
      if (this.measuring) return this.measuring.measure(call, textAt);
      return isTest ? 0n : undefined;
    }
    if (this.#running.has(macro) || this.#running.size > 60) {
      this.#cut();
      return undefined;
    }
    this.#running.add(macro);
    const text = textAt(call);
    const value = this.#evaluate(expandMacros(text, 0, text.length, (n) => (n === name ? macro : undefined)).text, isTest);
    this.#running.delete(macro);
    return value;
  }

  #inForce(places: readonly MacroPlace[]): MacroDefinition | undefined {
    let best: MacroPlace | undefined;
    let bestHolds: boolean | 'unknown' = false;
    const cuts = this.#cuts;
    for (const place of places) {
      if (!this.isActive(place.file)) continue;
      const asked = this.#deciding.findLastIndex((condition) => standsUnder(place.macro.condition, condition));
      if (asked >= 0) {
        // What `#ifndef X` guards is not there yet when X is asked for.
        if (asked < this.#deciding.length - 1) this.#cut();
        continue;
      }
      if (this.#running.has(place.macro)) {
        this.#cut();
        continue;
      }
      this.#running.add(place.macro);
      const holds = this.holds(place.macro.condition);
      this.#running.delete(place.macro);
      if (holds === false) continue;
      // Later in the same file wins (a redefinition); a nearer file wins over a farther one; certain over undecided.
      if (!best || (bestHolds === 'unknown' && holds === true) || (best.file === place.file && holds === bestHolds)) {
        best = place;
        bestHolds = holds;
      }
    }
    if (!best && cuts !== this.#cuts && places.length > 1) return this.#firstDefault(places);
    return best?.macro;
  }

  /** Several `#ifndef X` in front of `#define X`, each of which the others seem to forestall: what is included comes first, and the farthest file is. */
  #firstDefault(places: readonly MacroPlace[]): MacroDefinition | undefined {
    const asking = places.filter(({ macro }) => !this.#running.has(macro));
    for (const { macro } of asking) this.#running.add(macro);
    const first = asking.findLast(({ file, macro }) => this.isActive(file) && this.holds(macro.condition) === true);
    for (const { macro } of asking) this.#running.delete(macro);
    return first?.macro;
  }

  #filesIncluded(): ReadonlySet<SourceFile> {
    const { tree, file: from } = this.scope, seen = new Set([from]);
    // A set is walked in the order of insertion, what is added on the way included.
    for (const file of seen) for (const { include, file: target } of tree.includesOf(file, from)) if (!seen.has(target) && this.holds(include.condition) !== false) seen.add(target);
    return seen;
  }

  #findActiveFiles(): ReadonlySet<SourceFile> {
    this.#findingActive = true;
    const seen = this.#filesIncluded();
    this.#findingActive = false;
    // Answers found while every file counted as included may have used a macro of the wrong one.
    this.#macros.clear();
    this.#tests.clear();
    this.#conditions.clear();
    return seen;
  }
}

function standsUnder(inner: Condition | null, outer: Condition): boolean {
  for (let condition = inner; condition; condition = condition.outer) if (condition === outer) return true;
  return false;
}
