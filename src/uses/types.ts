/**
 * What names and types mean inside one file, as far as finding members needs it. Conditions are not weighed: every arm's members exist,
 * because code in every arm is read. Each item is parsed when a name in it is first asked for.
 */
import { takeAttributes } from '../c/attributes.js';
import { blankRanges, chooseArms, readArms } from '../c/arms.js';
import type { CType, Declared, RecordBody } from '../c/ctype.js';
import { UNKNOWN } from '../c/ctype.js';
import { declaredBy, typeNamed } from '../c/declarations.js';
import { expandMacros } from '../c/expand.js';
import { maskKernelMacros } from '../c/mask.js';
import type { MacroDefinition } from '../c/outline.js';
import { type CParser, childOf, type ParseDamage, type Syntax, walk } from '../c/syntax.js';
import type { FileScope } from '../kernel/scope.js';
import type { ItemPlace, MacroPlace, SourceFile } from '../kernel/tree.js';

/** What an item declares, all arms together. */
interface ItemFacts {
  readonly declared: readonly Declared[];
  readonly records: readonly { readonly tag: string; readonly body: RecordBody }[];
}

/** A record's members under every name, those of anonymous structs and unions included. */
export interface RecordMembers {
  readonly keyword: 'struct' | 'union';
  readonly tag: string;
  /** Where it is defined; undefined for one defined on the spot. */
  readonly file: SourceFile | undefined;
  readonly members: ReadonlyMap<string, CType>;
}

/** What a name of file scope is declared as. */
export interface Ordinary {
  readonly type: CType;
  readonly typedef: boolean;
}

/** The files that define a record, whether or not the reading file includes them. */
export interface RecordHomes {
  homesOf(tag: string): readonly string[];
  /** The headers among them. */
  readonly headers: readonly string[];
}

const factsOfItem = new WeakMap<object, ItemFacts>();
const membersOfBody = new WeakMap<RecordBody, ReadonlyMap<string, CType>>();
const attributeWords = new Set(['inline', '__inline', '__inline__', 'static', 'extern', 'register', 'const', 'volatile', '__attribute__', '__attribute', 'noinline', '__extension__', '_Noreturn', 'restrict', '__restrict', '__restrict__', '__volatile__', 'asm', '__asm__']);
const MAX_TYPEDEFS = 30;

export class FileTypes {
  readonly scope: FileScope;
  readonly parser: CParser;
  readonly damage: ParseDamage = { errors: 0 };
  readonly #attributes = new Map<string, boolean>();
  readonly #homes: RecordHomes | undefined;
  readonly #typeTexts = new Map<string, CType>();
  /** Null: nothing in reach declares the name. */
  readonly #ordinary = new Map<string, Ordinary | null>();

  /** @param homes where records live that a header may use without including their definition */
  constructor(scope: FileScope, parser: CParser, homes?: RecordHomes) {
    this.scope = scope;
    this.parser = parser;
    this.#homes = homes;
  }

  /** Whether a macro stands for attributes, qualifiers or nothing at all. */
  readonly isAttribute = (name: string): boolean => {
    let answer = this.#attributes.get(name);
    if (answer === undefined) {
      this.#attributes.set(name, false);
      const macros = this.scope.macros(name);
      answer = macros.length > 0 ? macros.some((place) => this.#isAttributeBody(place.macro)) : looksLikeAttribute(name) && this.scope.items(name).length === 0;
      this.#attributes.set(name, answer);
    }
    return answer;
  };

  #isAttributeBody(macro: MacroDefinition): boolean {
    const body = macro.body.replace(/"[^"]*"/g, '').trim();
    if (body === '') return true;
    if (/[;{}=?+<>[\]]/.test(body)) return false;
    // What stands in parentheses belongs to an attribute's name before it.
    let flat = body;
    for (let before = ''; before !== flat;) {
      before = flat;
      flat = flat.replace(/\([^()]*\)/g, ' ');
    }
    const words = flat.split(/\s+/).filter((word) => word !== '');
    return words.length > 0 && words.every((word) => attributeWords.has(word) || (/^\w+$/.test(word) && word !== macro.name && !/^\d/.test(word) && this.scope.macros(word).length > 0 && this.isAttribute(word)));
  }

  /** The type a variable, function or typedef of file scope is declared with. */
  ordinary(name: string): Ordinary | undefined {
    let found = this.#ordinary.get(name);
    if (found === undefined) this.#ordinary.set(name, (found = this.#findOrdinary(name) ?? null));
    return found ?? undefined;
  }

  #findOrdinary(name: string): Ordinary | undefined {
    for (const place of [...this.scope.items(name), ...this.#besideRecords(name)]) {
      const found = this.#facts(place).declared.find((d) => d.name === name);
      if (found) return { type: found.type, typedef: found.typedef ?? false };
    }
    return undefined;
  }

  /** A header may call what a record's own header declares, and leave the include to whoever includes it. */
  #besideRecords(name: string): readonly ItemPlace[] {
    if (!this.scope.file.path.endsWith('.h')) return [];
    return (this.#homes?.headers ?? []).flatMap((path) => {
      const file = this.scope.tree.source(path);
      return file && !this.scope.sees(file) ? file.outline.names.get(name)?.map((item) => ({ file, item })) ?? [] : [];
    });
  }

  macros(name: string): readonly MacroPlace[] {
    return this.scope.macros(name);
  }

  /** Follows typedefs (and macros that name a type) to what they stand for. */
  resolve(type: CType): CType {
    let current = type;
    for (let steps = 0; current.kind === 'named'; steps++) {
      if (steps > MAX_TYPEDEFS) return UNKNOWN(`typedef ${current.name} does not end`);
      const name: string = current.name;
      const typedef = this.ordinary(name);
      if (typedef?.typedef) {
        current = typedef.type;
        continue;
      }
      const macro = this.scope.macros(name).find((place) => !place.macro.params && /^[\w\s*]+$/.test(place.macro.body) && place.macro.body.trim() !== '' && place.macro.body.trim() !== name);
      if (!macro) return UNKNOWN(`no definition of type ${name} in reach`);
      current = this.typeFromText(macro.macro.body);
    }
    return current;
  }

  /** The members of a struct or union type; the reason when they cannot be told. */
  membersOf(type: CType, depth = 0): RecordMembers | string {
    const record = this.resolve(type);
    if (record.kind !== 'record') return record.kind === 'unknown' ? record.why : 'not a struct or union';
    if (record.body) return { keyword: record.keyword, tag: record.tag, file: undefined, members: flatMembers(record.body, this) };
    const definitions: { file: SourceFile; body: RecordBody }[] = [];
    const key = `${record.keyword} ${record.tag}`;
    let places = this.scope.items(key);
    if (places.length === 0) {
      // `#define rcu_head callback_head`: a tag may be another name of a tag.
      const renamed = this.scope.macros(record.tag).map(({ macro }) => (macro.params ? undefined : /^\s*([A-Za-z_]\w*)\s*$/.exec(macro.body)?.[1])).find((tag) => tag !== undefined && tag !== record.tag);
      if (renamed !== undefined && depth < MAX_TYPEDEFS) return this.membersOf({ kind: 'record', keyword: record.keyword, tag: renamed }, depth + 1);
      places = this.#atHome(record.tag, key);
    }
    for (const place of places) {
      for (const candidate of this.#facts(place).records) if (candidate.tag === record.tag && candidate.body.keyword === record.keyword) definitions.push({ file: place.file, body: candidate.body });
    }
    const first = definitions[0];
    if (!first) return `no definition of ${record.keyword} ${record.tag} in reach`;
    if (definitions.length === 1) return { keyword: record.keyword, tag: record.tag, file: first.file, members: flatMembers(first.body, this) };
    const members = new Map<string, CType>();
    for (const { body } of definitions) for (const [name, member] of flatMembers(body, this)) if (!members.has(name)) members.set(name, member);
    return { keyword: record.keyword, tag: record.tag, file: first.file, members };
  }

  #atHome(tag: string, key: string): readonly ItemPlace[] {
    return (this.#homes?.homesOf(tag) ?? []).flatMap((path) => {
      const file = this.scope.tree.source(path);
      return file?.outline.names.get(key)?.map((item) => ({ file, item })) ?? [];
    });
  }

  /** A type written as text: a macro's argument, a macro's body. */
  typeFromText(text: string): CType {
    const key = text.trim();
    let type = this.#typeTexts.get(key);
    if (!type) {
      const wrapped = `${key} __x;`;
      const root = this.parser.parse(maskKernelMacros(wrapped, { insideFunction: false, isAttribute: this.isAttribute }), 0);
      const declaration = childOf(root, 'declaration');
      const declared = declaration && root.children.length === 1 ? declaredBy(declaration, (node) => wrapped.slice(node.start, node.end)).find((d) => d.name === '__x') : undefined;
      type = declared?.type ?? UNKNOWN(`"${key.slice(0, 40)}" is not a type`);
      this.#typeTexts.set(key, type);
    }
    return type;
  }

  #facts(place: ItemPlace): ItemFacts {
    const known = factsOfItem.get(place.item);
    if (known) return known;
    const { file, item } = place;
    const end = item.body >= 0 ? item.body : item.end;
    const suffix = item.body >= 0 ? ';' : '';
    const declared = new Map<number, Declared>();
    const records: { tag: string; body: RecordBody }[] = [];
    const arms = item.hasDirectives ? readArms(file.text, item.start, end, item.condition) : undefined;
    for (const choice of arms ? chooseArms(arms, () => true) : [{ blank: [] }]) {
      const text = blankRanges(file.text.slice(item.start, end), item.start, arms ? [...arms.directives, ...choice.blank] : []) + suffix;
      this.#readItem(text, file, item.start, declared, records);
    }
    const facts = { declared: [...declared.values()], records: mergeRecords(records) };
    factsOfItem.set(place.item, facts);
    return facts;
  }

  #readItem(text: string, file: SourceFile, base: number, declared: Map<number, Declared>, records: { tag: string; body: RecordBody }[]): void {
    const damage: ParseDamage = { errors: 0 };
    const attributeless = takeAttributes(text).text;
    const root = this.parser.parse(maskKernelMacros(attributeless, { insideFunction: false, isAttribute: this.isAttribute }), base, damage);
    const textAt = (node: { readonly start: number; readonly end: number }): string => file.text.slice(node.start, node.end);
    if (damage.errors > 0 && text.length < 100_000) {
      // Macros that stand for members or declarators: with them expanded it is C.
      const expansion = expandMacros(text, 0, text.length, (name) => this.scope.macros(name)[0]?.macro);
      const expanded = takeAttributes(expansion.text).text;
      const again: ParseDamage = { errors: 0 };
      const clean = this.parser.parse(maskKernelMacros(expanded, { insideFunction: false, isAttribute: () => false }), 0, again);
      if (again.errors < damage.errors) {
        collect(clean, (node) => expansion.text.slice(node.start, node.end).trim(), declared, records);
        return;
      }
    }
    collect(root, textAt, declared, records);
  }
}

function collect(root: Syntax, textAt: (node: { readonly start: number; readonly end: number }) => string, declared: Map<number, Declared>, records: { tag: string; body: RecordBody }[]): void {
  for (const node of root.children) {
    if (!/^(declaration|type_definition|function_definition)$/.test(node.type)) continue;
    for (const d of declaredBy(node, textAt)) if (d.name !== '') declared.set(d.at, d);
  }
  walk(root, (node) => {
    if (node.type === 'struct_specifier' || node.type === 'union_specifier') {
      const tag = childOf(node, 'type_identifier');
      if (tag && childOf(node, 'field_declaration_list')) {
        const record = typeNamed({ type: '', start: node.start, end: node.end, children: [node] }, textAt);
        if (record.kind === 'record' && record.body) records.push({ tag: record.tag, body: record.body });
      }
    }
    return true;
  });
}

/** The same record read once for each choice of arms: members of all of them, each once. */
function mergeRecords(records: readonly { readonly tag: string; readonly body: RecordBody }[]): readonly { tag: string; body: RecordBody }[] {
  const merged = new Map<string, { tag: string; body: RecordBody }>();
  for (const record of records) {
    const key = `${record.body.keyword} ${record.tag} ${record.body.start}`;
    const known = merged.get(key);
    merged.set(key, known ? { tag: record.tag, body: { ...known.body, members: [...known.body.members, ...record.body.members] } } : record);
  }
  return [...merged.values()];
}

/** Members by name, anonymous ones opened; an enumerator list or a nested tag is no member. */
function flatMembers(body: RecordBody, types: FileTypes): ReadonlyMap<string, CType> {
  const known = membersOfBody.get(body);
  if (known) return known;
  const members = new Map<string, CType>();
  membersOfBody.set(body, members);
  for (const member of body.members) {
    if (member.name !== '') {
      if (!members.has(member.name)) members.set(member.name, member.type);
      continue;
    }
    if (member.type.kind !== 'record') continue;
    const inner = member.type.body ? flatMembers(member.type.body, types) : types.membersOf(member.type);
    if (typeof inner === 'string') continue;
    for (const [name, type] of inner instanceof Map ? (inner as ReadonlyMap<string, CType>) : (inner as RecordMembers).members) if (!members.has(name)) members.set(name, type);
  }
  return members;
}

/** Without a tree to ask: two leading underscores, and not one of the kernel's integer types or a function call's usual name. */
function looksLikeAttribute(name: string): boolean {
  return /^__(init|exit|user|iomem|percpu|rcu|force|must_check|maybe_unused|always_unused|unused|always_inline|pure|const|cold|hot|weak|used|packed|aligned|randomize_layout|ref|refdata|initdata|sched|kprobes|read_mostly|ro_after_init|printf|acquires|releases|must_hold|bitwise|nocast|safe|private|deprecated|noreturn|visible|latent_entropy|no_\w+|(dev|mem|cpu|net|meminit|memexit)(init|exit|initdata|exitdata|data)?)$/.test(name) || /^(noinline|asmlinkage|notrace|noinstr|____cacheline\w*|fastcall)/.test(name);
}
