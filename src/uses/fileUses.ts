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
import type { TrackedRecords } from './tracked.js';
import { FileTypes } from './types.js';

/** What could not be read or typed in a file: shown, never hidden. */
export interface ReadingLosses {
  /** ERROR nodes in the items that were parsed. */
  readonly errors: number;
  /** Members of tracked names on expressions without a type. */
  readonly unknown: readonly (UnknownUse & { readonly line: number; readonly column: number })[];
}

export interface FileUses {
  readonly file: string;
  readonly uses: readonly FieldUse[];
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
    return this.#prefilter.nearby.test(text) && this.#prefilter.field.test(text);
  }

  /** The names that hint at tracked types: shared between threads that each read a part of the tree. */
  get nearby(): NearbyNames {
    return this.#nearby;
  }

  read(file: SourceFile): FileUses {
    if (!this.mayUse(file.text)) return { file: file.path, uses: [], losses: { errors: 0, unknown: [] } };
    let scope = this.#nearby.complete ? undefined : new FileScope(this.#tree, file);
    if (scope) this.#nearby.learn(scope.reach);
    else {
      if (!this.#nearby.mayHoldFile(file.text)) return { file: file.path, uses: [], losses: { errors: 0, unknown: [] } };
      if (!file.path.endsWith('.h')) this.#nearby.learn([file]);
    }
    const items = file.outline.items.filter((item) => this.mayHold(file, item));
    if (items.length === 0) return { file: file.path, uses: [], losses: { errors: 0, unknown: [] } };
    scope ??= new FileScope(this.#tree, file);
    const types = this.typesOf(scope);
    const lines = new LineIndex(file.text);
    const found = items.map((item) => this.readItem(file, item, types, lines));
    return {
      file: file.path, uses: found.flatMap((one) => one.uses),
      losses: { errors: found.reduce((sum, one) => sum + one.errors, 0), unknown: found.flatMap((one) => one.unknown) },
    };
  }

  /** Whether an item can hold a use: with the names of its file and headers learnt, a superset. */
  mayHold(file: SourceFile, item: Item): boolean {
    const text = file.text.slice(item.start, item.end);
    return this.#nearby.mayHold(text);
  }

  typesOf(scope: FileScope): FileTypes {
    return new FileTypes(scope, this.#options.parser, this.#options.tracked);
  }

  /** One item alone: what an editor does with the function that is being typed in. */
  readItem(file: SourceFile, item: Item, types: FileTypes, lines: LineIndex): ItemUses {
    const damage: ParseDamage = { errors: 0 };
    const found = this.#readItem(file, item, types, damage);
    return {
      uses: toUses(found.drafts, item, file, lines, (condition) => this.#options.holds?.(condition, types.scope) ?? 'unknown'),
      unknown: found.unknown.map((miss) => ({ ...miss, ...lines.at(miss.at) })),
      errors: damage.errors,
    };
  }

  #readItem(file: SourceFile, item: Item, types: FileTypes, damage: ParseDamage): { drafts: readonly Draft[]; unknown: readonly UnknownUse[] } {
    const arms = item.hasDirectives ? readArms(file.text, item.start, item.end, item.condition) : undefined;
    const choices: readonly ArmChoice[] = arms ? chooseArms(arms, () => true) : [{ blank: [] }];
    const reader = new FunctionReader(types, this.#options.tracked);
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
      const masked = maskKernelMacros(closed(headerAsFunction(raw, item), item), { insideFunction: false, isAttribute: types.isAttribute });
      reader.readItem(this.#options.parser.parse(masked, item.start, damage), frame);
    }
    return { drafts: reader.drafts, unknown: reader.unknown };
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

const STRENGTH: Readonly<Record<Access | 'unevaluated', number>> = { unevaluated: 0, offsetof: 1, address: 2, read: 3, write: 4, readwrite: 5 };

/** One use for each mention, however many macros and arms looked at it: the strongest access is told. */
function toUses(drafts: readonly Draft[], item: Item, file: SourceFile, lines: LineIndex, holds: (condition: Condition) => boolean | 'unknown'): FieldUse[] {
  const best = new Map<string, Draft>();
  for (const draft of drafts) {
    if (draft.file !== file) continue;
    const key = `${draft.at}:${draft.record}:${draft.field}`;
    const known = best.get(key);
    if (!known || STRENGTH[draft.access] > STRENGTH[known.access]) best.set(key, draft);
  }
  const arms = item.hasDirectives ? readArms(file.text, item.start, item.end, item.condition) : undefined;
  return [...best.values()].sort((a, b) => a.at - b.at).map((draft) => {
    const condition = draft.at < item.start || draft.at >= item.end ? null : arms ? conditionAt(arms, draft.at, item.condition) : item.condition;
    return {
      file: file.path, ...lines.at(draft.at), record: draft.record, field: draft.field, path: draft.path,
      access: draft.access === 'unevaluated' ? 'offsetof' : draft.access,
      function: item.kind === 'function' ? item.name : '', active: condition ? holds(condition) : true,
      macro: draft.macro, inMacroBody: draft.inMacroBody,
    };
  });
}
