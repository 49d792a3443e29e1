/**
 * Layouts from source alone: a record's definition is found through the includes, its arms chosen and its macros expanded under the
 * configuration, parsed, and laid out by the ABI's rules (System V x86-64 and i386, AAPCS on arm and arm64, as gcc applies them).
 */
import { conditionAt, readArms } from '../c/arms.js';
import { conditionText } from '../c/condition.js';
import { type CType, type Declared, type EnumBody, type RecordBody, typeText } from '../c/ctype.js';
import { typeNamed } from '../c/declarations.js';
import type { Syntax } from '../c/syntax.js';
import { lineColumn } from '../c/position.js';
import type { ConfiguredScope, TextAt } from '../kernel/configured.js';
import type { ItemPlace } from '../kernel/tree.js';
import { looseContext, parseItem, type ParsedItem, type TypeContext } from './parsedItem.js';
import { arithmeticSize, type Size } from './arithmetic.js';
import { enumSize, mayDifferFromInt } from './enums.js';
import { PastedItems } from './pastedItems.js';
import { belongsTo, bodyOf } from './recordAttributes.js';
import { pointsToFunction, typeOfText } from './types.js';
import type { Attribute } from '../c/attributes.js';
import type { Abi, FieldLayout, RecordLayout, SourcePlace } from './record.js';

/** Why a layout cannot be told. */
export class LayoutError extends Error {}

interface Laid extends Size {
  readonly fields: readonly FieldLayout[];
}

const MAX_DEPTH = 64;

export class LayoutEngine {
  readonly #scope: ConfiguredScope;
  readonly #abi: Abi;
  readonly #items = new Map<object, ParsedItem>();
  readonly #pasted: PastedItems;
  readonly #records = new Map<string, Laid | LayoutError>();
  #depth = 0;

  constructor(scope: ConfiguredScope) {
    this.#scope = scope;
    this.#pasted = new PastedItems(scope);
    const { wordSize, int64Align, endian, charSigned } = scope.arch;
    this.#abi = { wordSize, int64Align, endian, charSigned };
    scope.measuring = {
      measure: (node, textAt) => this.#measure(node, textAt),
      castWidth: (node, textAt) => this.#castWidth(node, textAt),
    };
  }

  get abi(): Abi {
    return this.#abi;
  }

  /**
   * @param name `page`, `struct page`, `union x` or the name of a typedef
   * @throws LayoutError telling what is missing
   */
  record(name: string): RecordLayout {
    const [, keyword, tag] = /^(?:(struct|union)\s+)?(\w+)$/.exec(name.trim()) ?? [];
    if (!tag) throw new LayoutError(`"${name}" is not a record's name`);
    for (const kind of keyword ? [keyword as 'struct' | 'union'] : (['struct', 'union'] as const)) {
      const found = this.#definition(kind, tag);
      if (!found) continue;
      const laid = this.#layRecord(kind, tag);
      return { kind, record: tag, size: laid.size / 8, align: laid.align / 8, fields: laid.fields, declared: placeOf(found.item.place, found.item.place.item.start) };
    }
    const typedef = this.#typedef(tag);
    if (typedef?.type.kind === 'record' && typedef.type.body) {
      const laid = this.#layBody(typedef.type.body, typedef.item, '');
      return { kind: typedef.type.keyword, record: tag, size: laid.size / 8, align: laid.align / 8, fields: laid.fields, declared: placeOf(typedef.item.place, typedef.item.place.item.start) };
    }
    if (typedef?.type.kind === 'record') return { ...this.record(typedef.type.tag), record: tag };
    if (typedef?.type.kind === 'named' && typedef.type.name !== tag) return { ...this.record(typedef.type.name), record: tag };
    throw new LayoutError(`no definition of struct ${tag} in reach under ${this.#scope.config.name}`);
  }

  /** Offset of a member path in bits, or undefined when the record has no such member. */
  offsetOf(record: string, path: string): number | undefined {
    return this.record(record).fields.find((field) => field.path === path)?.offsetBits;
  }

  #definition(keyword: 'struct' | 'union', tag: string): { item: ParsedItem; body: RecordBody } | undefined {
    const key = `${keyword} ${tag}`;
    for (const place of this.#placesOf(key)) {
      const item = this.#parsed(place);
      const body = item.bodies.get(key);
      if (body) return { item, body };
    }
    return undefined;
  }

  /** Where a name may be declared: the tree's own declarations, and what macros make of a name that nobody spells. */
  #placesOf(name: string): readonly ItemPlace[] {
    const spelled = this.#scope.items(name);
    if (spelled.length > 0 || arithmeticSize(name, this.#abi)) return spelled;
    const pasted = this.#pasted.placeOf(name);
    return pasted ? [pasted] : [];
  }

  #typedef(name: string): { type: CType; item: ParsedItem; at: number } | undefined {
    for (const place of this.#placesOf(name)) {
      const item = this.#parsed(place);
      const declared = item.declared.find((d) => d.name === name && d.typedef);
      if (declared) return { type: declared.type, item, at: declared.at };
    }
    return undefined;
  }

  #parsed(place: ItemPlace): ParsedItem {
    let item = this.#items.get(place.item);
    if (!item) this.#items.set(place.item, (item = parseItem(this.#scope, place)));
    return item;
  }

  #layRecord(keyword: 'struct' | 'union', tag: string): Laid {
    const key = `${keyword} ${tag}`;
    const known = this.#records.get(key);
    if (known instanceof LayoutError) throw known;
    if (known) return known;
    const found = this.#definition(keyword, tag);
    try {
      if (!found) throw new LayoutError(`no definition of ${key} in reach under ${this.#scope.config.name}`);
      this.#records.set(key, new LayoutError(`${key} contains itself`));
      const laid = this.#layBody(found.body, found.item, tag);
      this.#records.set(key, laid);
      return laid;
    } catch (error) {
      if (error instanceof LayoutError) this.#records.set(key, error);
      throw error;
    }
  }

  #layBody(body: RecordBody, item: TypeContext, tag: string): Laid {
    if (++this.#depth > MAX_DEPTH) throw new LayoutError(`struct ${tag} is nested more than ${MAX_DEPTH} deep`);
    try {
      const own = this.#attributesOf(body, item);
      if (own.shuffled ?? this.#isShuffledTable(body)) throw new LayoutError(`the members of ${tag === '' ? `a record in ${item.path}` : `${body.keyword} ${tag}`} are shuffled by each build under ${this.#scope.config.name} (CONFIG_RANDSTRUCT)`);
      let offset = 0, size = 0, align = 8;
      const fields: FieldLayout[] = [];
      body.members.forEach((member, index) => {
        const laid = this.#member(member, item, own.packed);
        if (body.keyword === 'union') offset = 0;
        let at: number;
        if (member.bits) {
          const width = Number(this.#constantOf(member.bits, item, `width of bit-field ${member.name}`));
          const unit = laid.size;
          if (width === 0) {
            offset = roundUp(offset, laid.align);
            return;
          }
          // A unit may begin wherever its type may stand: 64 bits of i386 at any word.
          if (!own.packed && (offset % laid.align) + width > unit) offset = roundUp(offset, laid.align);
          at = offset;
          offset += width;
          if (member.name !== '' || this.#scope.arch.directory.startsWith('arm')) align = Math.max(align, own.packed ? 8 : laid.align);
          if (member.name !== '') fields.push(this.#field(member, item, at, width, body.keyword === 'union' ? index : undefined, true));
          size = Math.max(size, offset);
          return;
        }
        at = roundUp(offset, laid.align);
        align = Math.max(align, laid.align);
        const arm = body.keyword === 'union' ? index : undefined;
        if (member.name === '') {
          for (const inner of laid.fields) fields.push({ ...inner, offsetBits: inner.offsetBits + at, ...(arm !== undefined ? { arm } : {}) });
        } else {
          const field = this.#field(member, item, at, laid.size, arm, false);
          fields.push(field);
          for (const inner of laid.fields) fields.push({ ...inner, path: `${field.path}.${inner.path}`, offsetBits: inner.offsetBits + at });
        }
        offset = at + laid.size;
        size = Math.max(size, offset);
      });
      if (own.aligned > 0) align = Math.max(align, own.aligned);
      return { size: roundUp(size, align), align, signed: false, fields };
    } finally {
      this.#depth--;
    }
  }

  #field(member: Declared, item: TypeContext, offsetBits: number, sizeBits: number, arm: number | undefined, bitField: boolean): FieldLayout {
    const { place } = item;
    const origin = place ? item.originOf(member.at) : -1;
    let when: string | undefined;
    if (place?.item.hasDirectives && origin >= 0) {
      const condition = conditionAt(readArms(place.file.text, place.item.start, place.item.end, null), origin, null);
      if (condition) when = conditionText(condition);
    }
    // A member whose name is itself a macro (rcu_head) is known to people by the name that is written.
    const spelled = place && origin >= 0 ? /^\w+/.exec(place.file.text.slice(origin, origin + 64))?.[0] : undefined;
    return {
      path: spelled ?? member.name, offsetBits, sizeBits, type: this.#spell(member.type, item), bitField,
      ...(arm !== undefined ? { arm } : {}), ...(when !== undefined ? { when } : {}),
      ...(place && origin >= 0 ? { declared: placeOf(place, origin) } : {}),
    };
  }

  #spell(type: CType, item: TypeContext): string {
    if (type.kind === 'array') {
      const count = type.size ? this.#scope.valueOf(type.size, item.textAt) : undefined;
      return `${this.#spell(type.of, item)}[${count ?? ''}]`;
    }
    return typeText(type);
  }

  /** A member's size, alignment and own members, its attributes applied. */
  #member(member: Declared, item: TypeContext, packed: boolean): Laid {
    const laid = this.#sizeOf(member.type, item);
    let align = laid.align;
    const own = item.attributes.filter((a) => a.at >= member.start && a.at < member.end && !this.#insideBody(a, member.type, item));
    if (packed || own.some((a) => a.packed)) align = 8;
    for (const attribute of own) if (attribute.aligned !== undefined) align = Math.max(align, this.#alignment(attribute, item));
    return { ...laid, align };
  }

  /** Whether an attribute belongs to a record defined on the spot rather than to the member of that type. */
  #insideBody(attribute: Attribute, type: CType, item: TypeContext): boolean {
    const body = bodyOf(type);
    if (!body) return false;
    return (attribute.at >= body.start && attribute.at < body.end) || belongsTo(attribute, body, item);
  }

  /** Where some records are shuffled, those of nothing but pointers to functions are, without being told (gcc's plugin and clang alike). */
  #isShuffledTable(body: RecordBody): boolean {
    return body.keyword === 'struct' && body.members.length > 1 && (this.#scope.test('defined(RANDSTRUCT) || defined(RANDSTRUCT_PLUGIN)') ?? 0n) !== 0n
      && body.members.every(({ type }) => pointsToFunction(type, (name) => this.#typedef(name)?.type));
  }

  #attributesOf(body: RecordBody, item: TypeContext): { packed: boolean; aligned: number; shuffled: boolean | undefined } {
    let packed = false, aligned = 0;
    let shuffled: boolean | undefined;
    for (const attribute of item.attributes) {
      if (!belongsTo(attribute, body, item)) continue;
      if (attribute.packed) packed = true;
      shuffled = attribute.shuffled ?? shuffled;
      if (attribute.aligned !== undefined) aligned = Math.max(aligned, this.#alignment(attribute, item));
    }
    return { packed, aligned, shuffled };
  }

  /** Bits. A bare aligned is the largest any type needs. */
  #alignment(attribute: Attribute, item: TypeContext): number {
    if (attribute.aligned === '') return this.#scope.arch.name === 'arm' ? 64 : 128;
    const value = this.#scope.constant(attribute.aligned ?? '');
    if (value === undefined) throw new LayoutError(`alignment ${(attribute.aligned ?? '').trim()} in ${item.path} is not a constant here`);
    return Number(value) * 8;
  }

  #constantOf(node: Syntax, item: TypeContext, what: string): bigint {
    const value = this.#scope.valueOf(node, item.textAt);
    if (value === undefined) throw new LayoutError(`${what} in ${item.path} is not a constant here: ${item.textAt(node)}`);
    return value;
  }

  #sizeOf(type: CType, item: TypeContext): Laid {
    const plain = (size: Size): Laid => ({ ...size, fields: [] });
    const word = this.#abi.wordSize * 8;
    switch (type.kind) {
      case 'pointer': return plain({ size: word, align: word, signed: false });
      case 'enum': return plain(this.#enumSize(type.tag, type.body && { body: type.body, item }));
      case 'void': return plain({ size: 8, align: 8, signed: false });
      case 'arithmetic': {
        const size = arithmeticSize(type.name, this.#abi);
        if (!size) throw new LayoutError(`unknown arithmetic type ${type.name}`);
        return plain(size);
      }
      case 'array': {
        const element = this.#sizeOf(type.of, item);
        const count = type.size ? Number(this.#constantOf(type.size, item, 'array size')) : 0;
        return { size: element.size * count, align: element.align, signed: false, fields: [] };
      }
      case 'record':
        if (type.body) return this.#layBody(type.body, item, type.tag);
        return this.#layRecord(type.keyword, type.tag);
      case 'named': {
        const typedef = this.#typedef(type.name);
        if (typedef) {
          const laid = this.#sizeOf(typedef.type, typedef.item);
          const body = bodyOf(typedef.type);
          let align = laid.align;
          for (const attribute of typedef.item.attributes) {
            if (attribute.aligned !== undefined && (!body || (attribute.at >= body.end && !belongsTo(attribute, body, typedef.item)))) align = Math.max(align, this.#alignment(attribute, typedef.item));
          }
          return { ...laid, align };
        }
        const size = arithmeticSize(type.name, this.#abi);
        if (size) return plain(size);
        throw new LayoutError(`no definition of type ${type.name} in reach under ${this.#scope.config.name}`);
      }
      case 'typeof':
        return this.#sizeOf(typeOfText(this.#scope.parser, type.text), item);
      case 'function': throw new LayoutError('a function has no size');
      case 'unknown': throw new LayoutError(type.why);
    }
  }

  /** @param here where it is defined, if on the spot */
  #enumSize(tag: string, here: { readonly body: EnumBody; readonly item: TypeContext } | undefined): Size {
    const { body, item } = here ?? this.#enumDefinition(tag) ?? {};
    if (!body || !item) return enumSize([], false, this.#abi);
    const packed = item.attributes.some((attribute) => attribute.packed && belongsTo(attribute, body, item));
    if (!mayDifferFromInt(item.textAt(body), packed)) return enumSize([], false, this.#abi);
    const values = body.names.map((name) => {
      const value = this.#scope.enumerator(name);
      if (value === undefined) throw new LayoutError(`${name} of enum ${tag} in ${item.path} is not a constant here`);
      return value;
    });
    return enumSize(values, packed, this.#abi);
  }

  #enumDefinition(tag: string): { body: EnumBody; item: ParsedItem } | undefined {
    for (const place of this.#scope.items(`enum ${tag}`)) {
      const item = this.#parsed(place);
      const body = item.enums.get(tag);
      if (body) return { body, item };
    }
    return undefined;
  }

  #measure(node: Syntax, textAt: TextAt): bigint | undefined {
    const context = looseContext(this.#scope.scope.file.path, textAt);
    const text = textAt(node);
    try {
      const sized = /^(sizeof|_Alignof|__alignof__|alignof|__alignof)\s*\(?([^]*?)\)?$/.exec(text);
      if (sized) {
        const laid = this.#sizeOf(typeOfText(this.#scope.parser, sized[2]!), context);
        return BigInt((sized[1] === 'sizeof' ? laid.size : laid.align) / 8);
      }
      const offset = /^(?:__builtin_)?offsetof\s*\(\s*(?:struct|union)?\s*(\w+)\s*,\s*([\w.[\]]+)\s*\)$/.exec(text);
      if (offset) {
        const bits = this.offsetOf(offset[1]!, offset[2]!);
        return bits === undefined ? undefined : BigInt(bits / 8);
      }
      if (/^__builtin_types_compatible_p/.test(text)) return 1n;
    } catch (error) {
      if (!(error instanceof LayoutError)) throw error;
    }
    return undefined;
  }

  #castWidth(descriptor: Syntax, textAt: TextAt): { bits: number; signed: boolean } | undefined {
    try {
      const type = typeNamed(descriptor, textAt);
      const laid = this.#sizeOf(type, looseContext(this.#scope.scope.file.path, textAt));
      return { bits: laid.size, signed: laid.signed };
    } catch {
      return undefined;
    }
  }
}

function roundUp(value: number, to: number): number {
  return to === 0 ? value : Math.ceil(value / to) * to;
}

function placeOf(place: ItemPlace, offset: number): SourcePlace {
  return { file: place.file.path, ...lineColumn(place.file.text, offset) };
}
