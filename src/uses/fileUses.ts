/** All typed uses of tracked members in one file. */
import { type ArmChoice, blankRanges, chooseArms, conditionAt, readArms } from '../c/arms.js';
import type { CType } from '../c/ctype.js';
import { maskKernelMacros } from '../c/mask.js';
import type { Item } from '../c/outline.js';
import { LineIndex } from '../c/position.js';
import type { CParser, ParseDamage } from '../c/syntax.js';
import type { Condition } from '../c/condition.js';
import { FileScope } from '../kernel/scope.js';
import type { KernelTree, SourceFile } from '../kernel/tree.js';
import type { Access, FieldUse } from './fieldUse.js';
import type { Draft, Frame } from './frame.js';
import { FunctionReader, type UnknownUse } from './functionReader.js';
import { traceArguments } from './traceEvents.js';
import { NearbyNames } from './nearby.js';
import { standingNames } from './standing.js';
import type { TrackedRecords } from './tracked.js';
import { FileTypes } from './types.js';

/** What could not be read or typed in a file: shown, never hidden. */
export interface ReadingLosses {
  /** ERROR nodes in the items that were parsed. */
  readonly errors: number;
  /** Members of tracked names on expressions without a type. */
  readonly unknown: readonly UnknownPlace[];
}

export interface UnknownPlace extends UnknownUse {
  readonly line: number;
  readonly column: number;
  /** In a macro's body: another file may yet tell its type. */
  readonly inMacroBody?: true;
}

export interface FileUses {
  readonly file: string;
  readonly uses: readonly FieldUse[];
  /** Members that the bodies of other files' macros spell, and this file's calls tell the record of. */
  readonly elsewhere: readonly FieldUse[];
  /** Members in macros' bodies, here and elsewhere, whose record this file's calls tell, tracked or not: `path:offset`. */
  readonly settled: readonly string[];
  readonly losses: ReadingLosses;
}

export interface UsesOptions {
  readonly tracked: TrackedRecords;
  readonly parser: CParser;
  /** Decides `active`; without it every use is `unknown` under a condition and true outside. */
  readonly holds?: (condition: Condition, scope: FileScope) => boolean | 'unknown';
}

/** What the text of a file with uses must hold; a superset, made once per set of tracked records. */
export interface Prefilter {
  readonly field: RegExp;
  readonly nearby: RegExp;
}

export function prefilterFor(tracked: TrackedRecords): Prefilter {
  const alternatives = [...tracked.fields].sort().join('|');
  return {
    field: new RegExp(`(?:->|\\.|,|\\()\\s*(?:${alternatives})\\b`),
    nearby: new RegExp([...tracked.tags, 'page', 'PAGE', 'Page', 'folio', 'slab', 'frag', 'sg_'].join('|')),
  };
}

/** What one item gave. */
export interface ItemUses {
  readonly uses: readonly FieldUse[];
  readonly elsewhere: readonly FieldUse[];
  readonly settled: readonly string[];
  readonly unknown: ReadingLosses['unknown'];
  readonly errors: number;
}

/** Reads a file, or one item of it, and keeps nothing of either. */
export class FileUsesReader {
  readonly #tree: KernelTree;
  readonly #options: UsesOptions;
  readonly #prefilter: Prefilter;
  readonly #nearby: NearbyNames;

  constructor(tree: KernelTree, options: UsesOptions) {
    this.#tree = tree;
    this.#options = options;
    this.#prefilter = prefilterFor(options.tracked);
    this.#nearby = new NearbyNames(options.tracked.tags, options.tracked.fields);
    // Headers beside a record's own may use what it declares without including it.
    this.#nearby.learn(options.tracked.headers.flatMap((path) => tree.source(path) ?? []));
  }

  /** Whether a file's text can hold a use at all. */
  mayUse(text: string): boolean {
    return this.#prefilter.nearby.test(text) && (this.#prefilter.field.test(text) || this.#nearby.standsIn(text));
  }

  /** The names that hint at tracked types: shared between threads that each read a part of the tree. */
  get nearby(): NearbyNames {
    return this.#nearby;
  }

  read(file: SourceFile): FileUses {
    if (!this.mayUse(file.text)) return nothingIn(file);
    if (!this.#nearby.complete) {
      const scope = new FileScope(this.#tree, file);
      this.#nearby.learn(scope.reach);
      return this.#readItems(file, scope);
    }
    if (!this.#nearby.mayHoldFile(file.text)) return nothingIn(file);
    return file.path.endsWith('.h') ? this.#readItems(file) : this.#nearby.knowing([file, ...this.#includedSources(file)], () => this.#readItems(file));
  }

  /** Included files that are no headers, so that nobody learnt their names. */
  #includedSources(file: SourceFile): readonly SourceFile[] {
    if (file.outline.includes.every(({ target }) => target.endsWith('.h'))) return [];
    return this.#tree.includesOf(file, file).flatMap((included) => (included.file.path.endsWith('.h') ? [] : included.file));
  }

  /** @param known the file's scope, where it was made already */
  #readItems(file: SourceFile, known?: FileScope): FileUses {
    const items = file.outline.items.filter((item) => this.mayHold(file, item));
    const lines = new LineIndex(file.text);
    let found: readonly ItemUses[] = [];
    if (items.length > 0) {
      const types = this.typesOf(known ?? new FileScope(this.#tree, file));
      found = items.map((item) => this.readItem(file, item, types, lines));
    }
    const settled = new Set(found.flatMap((one) => one.settled));
    return {
      file: file.path, uses: inOrder(found.flatMap((one) => one.uses)), elsewhere: inOrder(found.flatMap((one) => one.elsewhere)), settled: [...settled],
      losses: { errors: found.reduce((sum, one) => sum + one.errors, 0), unknown: [...found.flatMap((one) => one.unknown), ...this.#untypedBodies(file, settled, lines)] },
    };
  }

  /** Members in macros' bodies that no call or use in this file tells the record of, where their names hint at tracked records. */
  #untypedBodies(file: SourceFile, settled: ReadonlySet<string>, lines: LineIndex): readonly UnknownPlace[] {
    const unknown: UnknownPlace[] = [];
    for (const macro of [...file.outline.macros.values()].flat()) {
      for (const { at, field, base } of this.#options.tracked.macroMembers.spelledIn(macro)) {
        if ((macro.params && !macro.params.includes(base)) || settled.has(`${file.path}:${at}`) || !this.#nearby.hintsAt(base)) continue;
        const why = macro.params ? `parameter of macro ${macro.name}: no call types it` : `in macro ${macro.name}: no use of it types it`;
        unknown.push({ at, field, why, ...lines.at(at), inMacroBody: true });
      }
    }
    return unknown;
  }

  /** Whether an item can hold a use: with the names of its file and headers learnt, a superset. */
  mayHold(file: SourceFile, item: Item): boolean {
    const text = file.text.slice(item.start, item.end);
    return this.#nearby.mayHold(text) || this.#nearby.mayReachBody(text, item.kind === 'function');
  }

  /** What tells of a name whether it is a macro that stands for a member, without what was learnt. */
  standing(scope: FileScope): (name: string) => boolean {
    return standingNames(scope, this.#options.tracked.fields);
  }

  typesOf(scope: FileScope): FileTypes {
    return new FileTypes(scope, this.#options.parser, this.#options.tracked);
  }

  /**
   * One item alone: what an editor does with the function that is being typed in.
   * @param stands whether a name is a macro that stands for a member; default: what {@link nearby} has learnt
   */
  readItem(file: SourceFile, item: Item, types: FileTypes, lines: LineIndex, stands: (name: string) => boolean = (name) => this.#nearby.standsForMember(name)): ItemUses {
    const damage: ParseDamage = { errors: 0 };
    const found = this.#readItem(file, item, types, damage, stands);
    const uses = toUses(found.drafts, item, file, lines, (condition) => this.#options.holds?.(condition, types.scope) ?? 'unknown');
    return {
      uses: uses.filter((use) => use.file === file.path),
      elsewhere: uses.filter((use) => use.file !== file.path),
      settled: found.settled,
      unknown: found.unknown.map((miss) => ({ ...miss, ...lines.at(miss.at) })),
      errors: damage.errors,
    };
  }

  #readItem(file: SourceFile, item: Item, types: FileTypes, damage: ParseDamage, stands: (name: string) => boolean): { drafts: readonly Draft[]; unknown: readonly UnknownUse[]; settled: readonly string[] } {
    const arms = item.hasDirectives ? readArms(file.text, item.start, item.end, item.condition) : undefined;
    const choices: readonly ArmChoice[] = arms ? chooseArms(arms, () => true) : [{ blank: [] }];
    const reader = new FunctionReader(types, this.#options.tracked, stands);
    const frame: Frame = { file, text: file.text, toFile: (offset) => offset, params: undefined, macro: '' };
    for (const choice of choices) {
      const raw = blankRanges(file.text.slice(item.start, item.end), item.start, arms ? [...arms.directives, ...choice.blank] : []);
      const trace = item.kind === 'declaration' ? traceArguments(raw, item.start) : undefined;
      if (trace) {
        for (const part of trace.parts) {
          const masked = maskKernelMacros(part.text, { insideFunction: true, isAttribute: types.isAttribute });
          const root = this.#options.parser.parse(`void f(){${masked};}`, part.start - 9, damage);
          reader.readItem({ type: 'translation_unit', start: 0, end: 0, children: [] }, frame);
          reader.declareAll(trace.declared.map(({ name, typeText }): { name: string; type: CType } => ({ name, type: types.typeFromText(typeText) })), frame);
          const block = root.children[0]?.children.find((child) => child.type === 'compound_statement');
          if (block) reader.readMore(block, frame);
        }
        continue;
      }
      const calls = item.kind === 'declaration' ? callsAsStatements(raw) : undefined;
      if (calls !== undefined) {
        const masked = maskKernelMacros(calls, { insideFunction: true, isAttribute: types.isAttribute });
        reader.readItem(this.#options.parser.parse(`void f(){${masked};}`, item.start - 9, damage), frame);
        continue;
      }
      const masked = maskKernelMacros(closed(headerAsFunction(raw, item), item), { insideFunction: false, isAttribute: types.isAttribute });
      reader.readItem(this.#options.parser.parse(masked, item.start, damage), frame);
    }
    return { drafts: reader.drafts, unknown: reader.unknown, settled: [...reader.settled] };
  }
}

/** The last function of a file, while it is being written: with a brace behind it the grammar reads what is there. */
function closed(text: string, item: Item): string {
  return item.kind === 'function' && !text.endsWith('}') ? `${text}}` : text;
}

/** `SYSCALL_DEFINE2(name, ...) {`: a header that is a macro call becomes `void f()` of the same length. */
function headerAsFunction(text: string, item: Item): string {
  if (item.body < 0) return text;
  const bodyAt = item.body - item.start;
  const header = text.slice(0, bodyAt);
  if (!/^\s*\w+\s*\([^]*\)\s*$/.test(header) || header.trim().length < 8) return text;
  return `${'void f()'.padEnd(bodyAt)}${text.slice(bodyAt)}`;
}

/** `PAGEFLAG(A, a) TESTFLAG(A, a)` at the top of a file: nothing but calls of macros, which stand for definitions. */
function callsAsStatements(text: string): string | undefined {
  if (!/^\s*[A-Za-z_]\w*\s*\(/.test(text) || text.includes('{')) return undefined;
  let depth = 0, outside = '';
  const out = text.split('');
  for (let i = 0; i < out.length; i++) {
    if (out[i] === '(') depth++;
    else if (out[i] === ')') {
      if (--depth === 0 && /\s/.test(out[i + 1] ?? '')) out[i + 1] = ';';
    } else if (depth === 0) outside += text.charAt(i);
  }
  return /^[\w\s;]*$/.test(outside) ? out.join('') : undefined;
}

const STRENGTH: Readonly<Record<Access | 'unevaluated', number>> = { unevaluated: 0, offsetof: 1, address: 2, read: 3, write: 4, readwrite: 5 };

/** In the order of the text; a macro's body that several functions or files read is told once, with the strongest access. */
export function inOrder(uses: readonly FieldUse[]): readonly FieldUse[] {
  if (!uses.some((use) => use.inMacroBody)) return uses;
  const bodies = new Map<string, FieldUse>();
  for (const use of uses) {
    if (!use.inMacroBody) continue;
    const known = bodies.get(bodyKey(use));
    if (!known || STRENGTH[use.access] > STRENGTH[known.access]) bodies.set(bodyKey(use), use);
  }
  return [...uses.filter((use) => !use.inMacroBody), ...bodies.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

const bodyKey = (use: FieldUse): string => `${use.file}:${use.line}:${use.column}:${use.record}:${use.field}`;

function nothingIn(file: SourceFile): FileUses {
  return { file: file.path, uses: [], elsewhere: [], settled: [], losses: { errors: 0, unknown: [] } };
}

const lineIndexes = new WeakMap<SourceFile, LineIndex>();

function linesOf(file: SourceFile): LineIndex {
  let lines = lineIndexes.get(file);
  if (!lines) lineIndexes.set(file, (lines = new LineIndex(file.text)));
  return lines;
}

function bodyCondition(draft: Draft): Condition | null {
  return draft.file.outline.macros.get(draft.macro)?.find((macro) => macro.start <= draft.at && draft.at < macro.end)?.condition ?? null;
}

/** One use for each mention, however many macros and arms looked at it: the strongest access is told. */
function toUses(drafts: readonly Draft[], item: Item, file: SourceFile, lines: LineIndex, holds: (condition: Condition) => boolean | 'unknown'): FieldUse[] {
  const best = new Map<string, Draft>();
  for (const draft of drafts) {
    if (draft.file !== file && !draft.inMacroBody) continue;
    const key = `${draft.file.id}:${draft.at}:${draft.record}:${draft.field}`;
    const known = best.get(key);
    if (!known || STRENGTH[draft.access] > STRENGTH[known.access]) best.set(key, draft);
  }
  const arms = item.hasDirectives ? readArms(file.text, item.start, item.end, item.condition) : undefined;
  return [...best.values()].sort((a, b) => a.at - b.at).map((draft) => {
    const condition = draft.inMacroBody ? bodyCondition(draft) : draft.at < item.start || draft.at >= item.end ? null : arms ? conditionAt(arms, draft.at, item.condition) : item.condition;
    return {
      file: draft.file.path, ...(draft.file === file ? lines : linesOf(draft.file)).at(draft.at), record: draft.record, field: draft.field, path: draft.path,
      access: draft.access === 'unevaluated' ? 'offsetof' : draft.access, ...(draft.clears && { clears: true }),
      function: item.kind === 'function' && !draft.inMacroBody ? item.name : '', active: condition ? holds(condition) : true,
      macro: draft.macro, inMacroBody: draft.inMacroBody,
    };
  });
}
