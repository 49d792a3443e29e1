/** Walks a function (or any statements) with types in hand and notes every mention of a tracked record's member. */
import { type CType, INT, pointerTo, ULONG, UNKNOWN, VOID } from '../c/ctype.js';
import { blankCommentsAndContinuations } from '../c/condition.js';
import { declaredBy, parameters, typeNamed, typeOf } from '../c/declarations.js';
import { childOf, type Syntax } from '../c/syntax.js';
import type { MacroPlace } from '../kernel/tree.js';
import type { Access } from './fieldUse.js';
import { type Argument, type Draft, type Frame, textOf, type Value } from './frame.js';
import { MacroBodies } from './macroBodies.js';
import type { TrackedRecords } from './tracked.js';
import type { FileTypes } from './types.js';

const EXPRESSION = /(_expression|identifier|_literal|concatenated_string|true|false|null|initializer_list)$/;
const MAX_MACRO_DEPTH = 24;
const MAX_MACRO_WORK = 4000;

/** A member of an interesting name on something whose type cannot be told. */
export interface UnknownUse {
  readonly at: number;
  readonly field: string;
  readonly why: string;
}

/** What an analysis beyond uses wants to see: calls as the source makes them, with what their arguments point to. */
export interface CallWatcher {
  call(callee: string, args: readonly { readonly node: Syntax; readonly value: Value }[]): void;
}

export class FunctionReader {
  readonly drafts: Draft[] = [];
  readonly unknown: UnknownUse[] = [];
  readonly #watcher: CallWatcher | undefined;
  readonly #types: FileTypes;
  readonly #tracked: TrackedRecords;
  readonly #bodies: MacroBodies;
  readonly #variables: Map<string, CType>[] = [new Map<string, CType>()];
  readonly #localRecords = new Map<string, CType>();
  readonly #typeofs = new Map<string, CType>();
  #depth = 0;
  #work = 0;
  #callMacro = '';
  #quiet = 0;

  /** @param watcher told of every call the source makes */
  constructor(types: FileTypes, tracked: TrackedRecords, watcher?: CallWatcher) {
    this.#watcher = watcher;
    this.#types = types;
    this.#tracked = tracked;
    this.#bodies = new MacroBodies(types);
  }

  /** Reads one top-level item's syntax. */
  readItem(root: Syntax, frame: Frame): void {
    this.#variables.length = 1;
    this.#variables[0]!.clear();
    this.#localRecords.clear();
    this.#typeofs.clear();
    this.#work = 0;
    for (const child of root.children) this.#statement(child, frame);
  }

  /** Reads statements with the names known that were declared before. */
  readMore(block: Syntax, frame: Frame): void {
    this.#statement(block, frame);
  }

  /** Makes names known before statements that do not declare them themselves (TP_PROTO of a trace event). */
  declareAll(names: readonly { readonly name: string; readonly type: CType }[], frame: Frame): void {
    for (const { name, type } of names) this.#declareName(name, type, frame);
  }

  // ---- statements ----

  #statement(node: Syntax, frame: Frame): void {
    switch (node.type) {
      case 'function_definition': {
        this.#variables.push(new Map());
        const declarator = node.children.find((child) => /declarator$/.test(child.type));
        const list = declarator && findParameters(declarator);
        if (list) for (const param of parameters(list, (n) => textOf(frame, n))) this.#declareName(param.name, param.type, frame);
        for (const child of node.children) if (child.type === 'compound_statement' || child.type === 'declaration') this.#statement(child, frame);
        this.#variables.pop();
        return;
      }
      case 'compound_statement': case 'for_statement':
        this.#variables.push(new Map());
        for (const child of node.children) this.#statement(child, frame);
        this.#variables.pop();
        return;
      case 'declaration': {
        this.#declaration(node, frame);
        return;
      }
      case 'while_statement': case 'if_statement': {
        const keyword = /^\w+/.exec(textOf(frame, node))?.[0] ?? '';
        if (keyword !== 'while' && keyword !== 'if') {
          this.#loopMacro(keyword, node, frame);
          return;
        }
        for (const child of node.children) this.#statement(child, frame);
        return;
      }
      case 'expression_statement': {
        const [only] = node.children;
        if (only?.type === 'call_expression' && this.#declaringMacro(only, frame)) return;
        for (const child of node.children) this.#statement(child, frame);
        return;
      }
      case 'gnu_asm_output_operand': {
        const [constraint, operand] = [node.children.find((child) => child.type === 'string_literal'), node.children[node.children.length - 1]];
        if (operand && operand !== constraint) setAccess(this.#expression(operand, frame).place, constraint && textOf(frame, constraint).includes('+') ? 'readwrite' : 'write');
        return;
      }
      case 'type_definition': case 'comment': case 'attribute_specifier': case 'preproc_call': case 'goto_statement':
        return;
      default:
        if (EXPRESSION.test(node.type)) {
          this.#expression(node, frame);
          return;
        }
        for (const child of node.children) this.#statement(child, frame);
    }
  }

  #declaration(node: Syntax, frame: Frame): void {
    const text = (n: { readonly start: number; readonly end: number }): string => textOf(frame, n);
    for (const child of node.children) if (/^(struct|union)_specifier$/.test(child.type)) this.#noteLocalRecord(typeOf(child, text));
    for (const declared of declaredBy(node, text)) {
      if (declared.name === '') continue;
      for (let type = declared.type; type.kind === 'array'; type = type.of) if (type.size) this.#read(type.size, frame);
      const init = node.children.find((child) => child.type === 'init_declarator' && child.start <= declared.at && declared.at < child.end);
      const value = init?.children[1];
      if (declared.type.kind === 'named' && declared.type.name === '__auto_type' && value) {
        const type = this.#expression(value, frame).type();
        this.#declareName(declared.name, type, frame);
        continue;
      }
      this.#declareName(declared.name, declared.type, frame);
      if (!value) continue;
      if (value.type === 'initializer_list') this.#initializer(value, this.#variable(declared.name) ?? declared.type, frame);
      else this.#expression(value, frame);
    }
    for (const child of node.children) if (child.type === 'ERROR') this.#statement(child, frame);
  }

  /** `DEFINE_FOLIO_VMA_WALK(pvmw, ...);`: a macro that declares names does so in the block it is written in. */
  #declaringMacro(call: Syntax, frame: Frame): boolean {
    const [callee, list] = call.children;
    if (callee?.type !== 'identifier' || this.#depth >= MAX_MACRO_DEPTH) return false;
    const name = textOf(frame, callee);
    for (const place of this.#types.macros(name)) {
      if (!place.macro.params || place.macro.name === frame.macro) continue;
      const body = this.#bodies.read(place, list?.children ?? [], frame);
      if (body?.statements[0]?.type !== 'declaration') continue;
      for (const arg of list?.children ?? []) if (!this.#isMaskedType(arg, frame)) this.#read(arg, frame);
      this.#depth++;
      for (const statement of body.statements) this.#statement(statement, body.frame);
      this.#depth--;
      return true;
    }
    return false;
  }

  #noteLocalRecord(type: CType): void {
    if (type.kind === 'record' && type.body && type.tag) this.#localRecords.set(`${type.keyword} ${type.tag}`, type);
  }

  #declareName(name: string, type: CType, frame: Frame): void {
    const argument = frame.params?.get(name);
    // A macro's parameter in the place of a name: the argument is what gets declared.
    if (argument) {
      this.#variables[this.#variables.length - 1]!.set(textOf(argument.frame, argument.node), this.#settle(type, frame));
      return;
    }
    if (name !== '') this.#variables[this.#variables.length - 1]!.set(name, this.#settle(type, frame));
  }

  #variable(name: string): CType | undefined {
    for (let i = this.#variables.length - 1; i >= 0; i--) {
      const type = this.#variables[i]!.get(name);
      if (type) return type;
    }
    return undefined;
  }

  /** `list_for_each_entry(page, list, lru) body`: the macro is a call whose value nobody uses, then the body. */
  #loopMacro(name: string, node: Syntax, frame: Frame): void {
    const [head, ...rest] = node.children;
    const args = head ? flattenCommas(head) : [];
    this.#macroOrCall(name, args, frame);
    for (const child of rest) this.#statement(child, frame);
  }

  // ---- expressions ----

  #expression(node: Syntax, frame: Frame): Value {
    switch (node.type) {
      case 'identifier': case 'type_identifier': case 'field_identifier':
        return this.#identifier(node, frame);
      case 'number_literal': case 'char_literal':
        return plain(() => INT);
      case 'string_literal': case 'concatenated_string':
        for (const child of node.children) if (child.type === 'identifier') this.#identifier(child, frame);
        return plain(() => pointerTo({ kind: 'arithmetic', name: 'char' }));
      case 'parenthesized_expression': {
        const inner = node.children[0];
        if (!inner) return unknownValue('empty parentheses');
        if (inner.type === 'compound_statement') return this.#statementExpression(inner, frame);
        let last: Value | undefined;
        for (const child of node.children) last = EXPRESSION.test(child.type) ? this.#expression(child, frame) : (this.#statement(child, frame), last);
        return last ?? unknownValue('unreadable expression');
      }
      case 'compound_statement':
        return this.#statementExpression(node, frame);
      case 'comma_expression': {
        this.#read(node.children[0], frame);
        return node.children[1] ? this.#expression(node.children[1], frame) : unknownValue('incomplete expression');
      }
      case 'field_expression': return this.#member(node, frame);
      case 'pointer_expression': return this.#pointer(node, frame);
      case 'subscript_expression': return this.#subscript(node, frame);
      case 'assignment_expression': return this.#assignment(node, frame);
      case 'update_expression': {
        const value = this.#read(node.children[0], frame);
        setAccess(value.place, 'readwrite');
        return plain(value.type);
      }
      case 'call_expression': return this.#call(node, frame);
      case 'cast_expression': return this.#cast(node, frame);
      case 'conditional_expression': {
        const values = node.children.map((child) => this.#read(child, frame));
        const arms = values.length === 3 ? values.slice(1) : values;
        return plain(() => firstUseful(arms.map((v) => this.#decayed(v.type()))));
      }
      case 'binary_expression': return this.#binary(node, frame);
      case 'unary_expression': {
        const value = this.#read(node.children[0], frame);
        return plain(value.type);
      }
      case 'sizeof_expression': case 'alignof_expression':
        for (const child of node.children) {
          if (child.type === 'type_descriptor') continue;
          this.#unevaluated(child, frame);
        }
        return plain(() => ULONG);
      case 'compound_literal_expression': {
        const descriptor = childOf(node, 'type_descriptor');
        const type = descriptor ? this.#settle(typeNamed(descriptor, (n) => textOf(frame, n)), frame) : UNKNOWN('no type');
        const list = childOf(node, 'initializer_list');
        if (list) this.#initializer(list, type, frame);
        return plain(() => type);
      }
      case 'generic_expression': return this.#generic(node, frame);
      case 'initializer_list':
        this.#initializer(node, UNKNOWN('initialiser'), frame);
        return unknownValue('initialiser');
      default:
        for (const child of node.children) this.#statement(child, frame);
        return unknownValue(`expression ${node.type}`);
    }
  }

  #read(node: Syntax | undefined, frame: Frame): Value {
    return node ? this.#expression(node, frame) : unknownValue('incomplete expression');
  }

  /** typeof, sizeof: the mention counts, nothing is loaded. */
  #unevaluated(node: Syntax, frame: Frame): Value {
    const from = this.drafts.length;
    const value = this.#expression(node, frame);
    for (let i = from; i < this.drafts.length; i++) this.drafts[i]!.access = 'unevaluated';
    return value;
  }

  #statementExpression(node: Syntax, frame: Frame): Value {
    this.#variables.push(new Map());
    let last: Value = plain(() => VOID);
    for (const child of node.children) {
      if (child.type === 'expression_statement' && child.children[0]) {
        last = this.#expression(child.children[0], frame);
        const type = last.type();
        last = { ...last, type: () => type };
      } else {
        this.#statement(child, frame);
        last = plain(() => VOID);
      }
    }
    this.#variables.pop();
    return { ...last, place: [] };
  }

  #identifier(node: Syntax, frame: Frame): Value {
    const name = textOf(frame, node);
    const argument = frame.params?.get(name);
    if (argument) return this.#argument(argument);
    const local = this.#variable(name);
    if (local) return plain(() => local);
    if (!/^\w+$/.test(name)) return unknownValue('a type, not a value');
    return plain(() => this.#globalType(name, frame));
  }

  #globalType(name: string, frame: Frame): CType {
    const own = this.#types.ordinary(name);
    if (own && !own.typedef) return this.#settle(own.type, frame);
    for (const place of this.#types.macros(name)) {
      if (place.macro.params) continue;
      const value = this.#expandQuietly(place, [], frame);
      if (value && value.kind !== 'unknown') return value;
    }
    return UNKNOWN(own ? `${name} is a type` : `no declaration of ${name} in reach`);
  }

  /** An argument where a macro's body uses it: read once more, so that its mentions get this place's access. */
  #argument(argument: Argument): Value {
    argument.seen++;
    return this.#expression(argument.node, argument.frame);
  }

  #member(node: Syntax, frame: Frame): Value {
    const [base, token] = node.children;
    if (!base || !token) return unknownValue('incomplete member expression');
    const arrow = operatorBetween(base, token, frame) === '->';
    const value = this.#expression(base, frame);
    const { name, at, frame: writtenIn } = this.#fieldToken(token, frame);
    // `(&folio->page)->private` goes on inside the same record.
    const place: Draft[] = arrow ? [...value.target] : [...value.place];
    setAccess(value.target, 'read');
    for (const draft of place) draft.path += `.${name}`;
    if (!this.#tracked.fields.has(name)) return { type: () => this.#memberType(value.type(), name, arrow), place, target: [] };
    const holder = this.#holder(value.type(), arrow);
    const members = this.#membersOf(holder);
    if (typeof members === 'string') {
      if (this.#quiet === 0 && holder.kind !== 'arithmetic' && frame.macro === '' && at >= 0) this.unknown.push({ at, field: name, why: members });
      return { type: () => UNKNOWN(members), place, target: [] };
    }
    const type = members.members.get(name);
    if (type && this.#tracked.isTracked(members)) {
      const draft = this.#note(at, writtenIn, members.tag, name);
      // An array decays to its address, unless something is done to it.
      if (this.#types.resolve(type).kind === 'array') draft.access = 'address';
      place.push(draft);
    }
    return { type: () => type ?? UNKNOWN(`no member ${name} in ${members.keyword} ${members.tag}`), place, target: [] };
  }

  #note(at: number, frame: Frame, record: string, field: string): Draft {
    const draft: Draft = { at, file: frame.file, record, field, path: field, access: 'read', macro: frame.macro === '' ? this.#callMacro : frame.macro, inMacroBody: frame.macro !== '' };
    if (this.#quiet === 0 && at >= 0) this.drafts.push(draft);
    return draft;
  }

  /** A member token, or what it stands for when it is a parameter of the macro being read. */
  #fieldToken(token: Syntax, frame: Frame): { name: string; at: number; frame: Frame } {
    const name = textOf(frame, token);
    const argument = frame.params?.get(name);
    if (argument) {
      argument.seen++;
      return this.#fieldToken(argument.node, argument.frame);
    }
    return { name, at: frame.toFile(token.start), frame };
  }

  #memberType(base: CType, name: string, arrow: boolean): CType {
    const members = this.#membersOf(this.#holder(base, arrow));
    if (typeof members === 'string') return UNKNOWN(members);
    return members.members.get(name) ?? UNKNOWN(`no member ${name} in ${members.keyword} ${members.tag}`);
  }

  #membersOf(type: CType): ReturnType<FileTypes['membersOf']> {
    const local = type.kind === 'record' && !type.body ? this.#localRecords.get(`${type.keyword} ${type.tag}`) : undefined;
    return this.#types.membersOf(local ?? type);
  }

  #holder(base: CType, arrow: boolean): CType {
    const type = this.#types.resolve(base);
    if (!arrow) return type;
    if (type.kind === 'pointer') return this.#types.resolve(type.to);
    if (type.kind === 'array') return this.#types.resolve(type.of);
    return type.kind === 'unknown' ? type : UNKNOWN('-> on what is no pointer');
  }

  #pointer(node: Syntax, frame: Frame): Value {
    const operand = this.#read(node.children[0], frame);
    if (frame.text[node.start] === '&') {
      setAccess(operand.place, 'address');
      return { type: () => pointerTo(operand.type()), place: [], target: operand.place };
    }
    // `*&x` is x again: READ_ONCE and WRITE_ONCE are built that way.
    setAccess(operand.target, 'read');
    return { type: () => this.#pointee(operand.type()), place: operand.target, target: [] };
  }

  #pointee(type: CType): CType {
    const resolved = this.#types.resolve(type);
    if (resolved.kind === 'pointer') return resolved.to;
    if (resolved.kind === 'array') return resolved.of;
    return resolved.kind === 'unknown' ? resolved : UNKNOWN('* on what is no pointer');
  }

  #subscript(node: Syntax, frame: Frame): Value {
    const base = this.#read(node.children[0], frame);
    for (const index of node.children.slice(1)) this.#read(index, frame);
    const isArray = base.place.length > 0 && this.#types.resolve(base.type()).kind === 'array';
    const index = node.children[1];
    if (isArray) setAccess(base.place, 'read');
    if (isArray && index?.type === 'number_literal') for (const draft of base.place) draft.path += `[${textOf(frame, index)}]`;
    return { type: () => this.#pointee(base.type()), place: isArray ? base.place : [], target: [] };
  }

  #assignment(node: Syntax, frame: Frame): Value {
    // In half-written code an ERROR may stand between the two sides.
    const [left, ...rest] = node.children;
    const operator = left && rest[0] ? operatorBetween(left, rest[0], frame) : '=';
    const target = this.#read(left, frame);
    setAccess(target.place, operator === '=' ? 'write' : 'readwrite');
    for (const part of rest) this.#read(part, frame);
    return plain(target.type);
  }

  #binary(node: Syntax, frame: Frame): Value {
    const [left, right] = node.children;
    // `(T)*x`, `(T)&x`: a cast that looks like an operation on a parenthesized name.
    if (left?.type === 'parenthesized_expression' && right) {
      const name = left.children[0]?.type === 'identifier' ? textOf(frame, left.children[0]) : '';
      if (name !== '' && this.#namesType(name, frame)) {
        const operator = operatorBetween(left, right, frame);
        const value = this.#read(right, frame);
        if (operator === '&') setAccess(value.place, 'address');
        return { type: () => this.#settle({ kind: 'named', name }, frame), place: [], target: operator === '&' ? value.place : [] };
      }
    }
    const a = this.#read(left, frame), b = this.#read(right, frame);
    const operator = left && right ? operatorBetween(left, right, frame) : '';
    if (operator !== '+' && operator !== '-') return plain(() => INT);
    return plain(() => {
      const l = this.#decayed(a.type());
      if (l.kind === 'pointer') return l;
      const r = this.#decayed(b.type());
      return r.kind === 'pointer' ? r : l.kind === 'unknown' ? l : INT;
    });
  }

  #decayed(type: CType): CType {
    const resolved = this.#types.resolve(type);
    return resolved.kind === 'array' ? pointerTo(resolved.of) : resolved;
  }

  #cast(node: Syntax, frame: Frame): Value {
    const [descriptor, operand] = node.children;
    const value = this.#read(operand, frame);
    const type = descriptor ? this.#settle(typeNamed(descriptor, (n) => textOf(frame, n)), frame) : UNKNOWN('cast without a type');
    return { type: () => type, place: [], target: value.target };
  }

  #generic(node: Syntax, frame: Frame): Value {
    const [control, ...rest] = node.children;
    const controlling = control ? this.#unevaluated(control, frame) : unknownValue('no controlling expression');
    const pairs: { type: CType | undefined; node: Syntax }[] = [];
    let pending: CType | undefined;
    for (const child of rest) {
      if (child.type === 'type_descriptor') pending = this.#settle(typeNamed(child, (n) => textOf(frame, n)), frame);
      else {
        pairs.push({ type: pending, node: child });
        pending = undefined;
      }
    }
    const wanted = JSON.stringify(this.#types.resolve(controlling.type()));
    const chosen = pairs.find((pair) => pair.type && JSON.stringify(pair.type) === wanted) ?? pairs.find((pair) => !pair.type) ?? pairs[0];
    return chosen ? this.#expression(chosen.node, frame) : unknownValue('empty _Generic');
  }

  /** `{ .flags = x }` for a record type: each designator is a mention. */
  #initializer(list: Syntax, type: CType, frame: Frame): void {
    const resolved = this.#types.resolve(type);
    const element = resolved.kind === 'array' ? resolved.of : resolved;
    for (const child of list.children) {
      if (child.type !== 'initializer_pair') {
        if (child.type === 'initializer_list') this.#initializer(child, element, frame);
        else this.#statement(child, frame);
        continue;
      }
      let holder: CType = resolved;
      const chain: Draft[] = [];
      for (const part of child.children) {
        if (part.type === 'field_designator' || part.type === 'field_identifier') {
          const token = part.type === 'field_designator' ? part.children[0] : part;
          if (!token) continue;
          const { name, at, frame: writtenIn } = this.#fieldToken(token, frame);
          const members = this.#membersOf(this.#types.resolve(holder));
          if (typeof members === 'string') {
            holder = UNKNOWN(members);
            continue;
          }
          for (const draft of chain) draft.path += `.${name}`;
          if (members.members.has(name) && this.#tracked.isTracked(members)) {
            const draft = this.#note(at, writtenIn, members.tag, name);
            draft.access = 'write';
            chain.push(draft);
          }
          holder = members.members.get(name) ?? UNKNOWN('no such member');
        } else if (part.type === 'subscript_designator' || part.type === 'subscript_range_designator') {
          for (const index of part.children) this.#read(index, frame);
          const array = this.#types.resolve(holder);
          holder = array.kind === 'array' ? array.of : UNKNOWN('no array');
        } else if (part.type === 'initializer_list') {
          this.#initializer(part, holder, frame);
        } else {
          this.#statement(part, frame);
        }
      }
    }
  }

  // ---- calls and macros ----

  #call(node: Syntax, frame: Frame): Value {
    const [callee, list] = node.children;
    if (!callee) return unknownValue('call of nothing');
    const args = list?.children ?? [];
    if (callee.type === 'string_literal' && args.length === 1) {
      // An operand of an asm statement that the grammar could not read.
      const operand = this.#read(args[0], frame);
      const constraint = textOf(frame, callee);
      if (/^"[+=]/.test(constraint)) setAccess(operand.place, constraint[1] === '+' ? 'readwrite' : 'write');
      return operand;
    }
    if (callee.type === 'identifier') return this.#macroOrCall(textOf(frame, callee), args, frame);
    if (callee.type === 'parenthesized_expression' && callee.children[0]?.type === 'identifier') {
      const name = textOf(frame, callee.children[0]);
      if (this.#namesType(name, frame)) {
        // `(T)(x)` reads as a call.
        const values = args.map((arg) => this.#read(arg, frame));
        return { type: () => this.#settle(this.#typeOfName(name, callee.children[0]!, frame), frame), place: [], target: values[values.length - 1]?.target ?? [] };
      }
    }
    const called = this.#expression(callee, frame);
    for (const arg of args) this.#read(arg, frame);
    return plain(() => this.#returned(called.type()));
  }

  #typeOfName(name: string, node: Syntax, frame: Frame): CType {
    return typeOf({ type: 'type_identifier', start: node.start, end: node.end, children: [] }, (n) => textOf(frame, n)).kind === 'typeof'
      ? typeOf({ type: 'type_identifier', start: node.start, end: node.end, children: [] }, (n) => textOf(frame, n))
      : { kind: 'named', name };
  }

  #namesType(name: string, frame: Frame): boolean {
    if (/^(?:__)?typeof/.test(name)) return true;
    const argument = frame.params?.get(name);
    if (argument) return this.#isTypeText(textOf(argument.frame, argument.node), argument.frame);
    if (this.#variable(name)) return false;
    return this.#types.ordinary(name)?.typedef ?? false;
  }

  #isTypeText(text: string, frame: Frame): boolean {
    return /^(const |volatile |struct |union |enum |unsigned|signed|void|char|int|long|short|bool)/.test(text) || /\*\s*$/.test(text) || (/^\w+$/.test(text) && this.#namesType(text, frame));
  }

  #returned(type: CType): CType {
    let resolved = this.#types.resolve(type);
    if (resolved.kind === 'pointer') resolved = this.#types.resolve(resolved.to);
    return resolved.kind === 'function' ? resolved.returns : resolved.kind === 'unknown' ? resolved : UNKNOWN('call of what is no function');
  }

  #macroOrCall(called: string, args: readonly Syntax[], frame: Frame): Value {
    const name = calledName(called, frame);
    const outer = this.#callMacro;
    const macros = this.#variable(name) ? [] : this.#types.macros(name).filter((place) => place.macro.params && place.macro.name !== frame.macro);
    if (macros.length > 0 && frame.macro === '' && outer === '') this.#callMacro = name;
    const renamed = macros.length === 0 && !this.#variable(name) ? this.#renamed(name, frame) : undefined;
    if (renamed !== undefined && this.#depth < MAX_MACRO_DEPTH) {
      this.#depth++;
      const value = this.#macroOrCall(renamed, args, frame);
      this.#depth--;
      return value;
    }
    const builtin = this.#builtin(name, args, frame);
    if (builtin) {
      this.#callMacro = outer;
      return builtin;
    }
    const from = this.drafts.length;
    const bareField = macros.length > 0 && args.some((arg) => this.#isBareField(arg, frame));
    const values = args.map((arg) => (this.#isBareField(arg, frame) && macros.length > 0) || this.#isMaskedType(arg, frame) ? unknownValue('a name, not a value') : this.#read(arg, frame));
    const interesting = bareField || values.some((value) => value.place.length > 0 || value.target.length > 0);
    let result: Value | undefined;
    if (macros.length > 0 && interesting && this.#depth < MAX_MACRO_DEPTH && this.#work < MAX_MACRO_WORK) {
      const before = this.drafts.splice(from);
      for (const place of macros) {
        const mark = this.drafts.length;
        result = this.#expand(place, args, frame);
        if (this.drafts.length > mark || !bareField) break;
      }
      // What the macro did not use is still written there; what it used, it told better.
      const told = new Set(this.drafts.slice(from).map((draft) => `${draft.file.id}:${draft.at}`));
      for (const draft of before) if (!told.has(`${draft.file.id}:${draft.at}`)) this.drafts.push(draft);
    }
    this.#callMacro = outer;
    if (frame.macro === '' && this.#quiet === 0) this.#watcher?.call(name, args.map((node, index) => ({ node, value: values[index]! })));
    if (result) return result;
    if (macros.length > 0) return plain(() => this.#typeOfMacroCall(macros, name, args, frame));
    return plain(() => {
      const local = this.#variable(name) ?? this.#types.ordinary(name)?.type;
      return local ? this.#settle(this.#returned(local), frame) : UNKNOWN(`no declaration of ${name}() in reach`);
    });
  }

  /** `#define pfn_to_page __pfn_to_page`: a call of the one is a call of the other. */
  #renamed(name: string, frame: Frame): string | undefined {
    if (name === frame.macro) return undefined;
    const place = this.#types.macros(name).find(({ macro }) => !macro.params && /^\s*[A-Za-z_]\w*\s*$/.test(macro.body) && macro.body.trim() !== name);
    return place?.macro.body.trim();
  }

  #typeOfMacroCall(macros: readonly MacroPlace[], name: string, args: readonly Syntax[], frame: Frame): CType {
    let result: CType = UNKNOWN(`macro ${name} too deep`);
    for (const place of macros) {
      const type = this.#expandQuietly(place, args, frame);
      if (type && type.kind !== 'unknown') return type;
      if (type) result = type;
    }
    const own = this.#types.ordinary(name)?.type;
    return own ? this.#settle(this.#returned(own), frame) : result;
  }

  /** A name that could only be a member: `lru` in list_for_each_entry(page, list, lru). */
  #isBareField(arg: Syntax, frame: Frame): boolean {
    if (arg.type !== 'identifier' && arg.type !== 'field_expression') return false;
    const first = /^\w+/.exec(textOf(frame, arg))?.[0] ?? '';
    if (arg.type === 'field_expression' && textOf(frame, arg).includes('->')) return false;
    const argument = frame.params?.get(first);
    if (argument) return this.#isBareField(argument.node, argument.frame);
    return this.#tracked.fields.has(first) && !this.#variable(first);
  }

  #isMaskedType(arg: Syntax, frame: Frame): boolean {
    return arg.type === 'identifier' && !/^\w+$/.test(textOf(frame, arg));
  }

  #builtin(name: string, args: readonly Syntax[], frame: Frame): Value | undefined {
    const [first, second, third] = args;
    switch (name) {
      case '__builtin_offsetof': case 'offsetof': {
        if (first && second) this.#offsetof(first, second, frame);
        return plain(() => ULONG);
      }
      case '__builtin_types_compatible_p': case '_Static_assert': case 'static_assert':
        for (const arg of args) if (!this.#isMaskedType(arg, frame)) this.#unevaluated(arg, frame);
        return plain(() => INT);
      case '__builtin_choose_expr': {
        this.#read(first, frame);
        const a = this.#read(second, frame), b = this.#read(third, frame);
        return plain(() => firstUseful([a.type(), b.type()]));
      }
      case '__builtin_expect': case '__builtin_constant_p': {
        const value = this.#read(first, frame);
        this.#read(second, frame);
        return plain(name === '__builtin_expect' ? value.type : () => INT);
      }
      default:
        return undefined;
    }
  }

  #offsetof(type: Syntax, member: Syntax, frame: Frame): void {
    let holder: CType = this.#typeFromNode(type, frame);
    let previous: Draft | undefined;
    for (const token of memberChain(member)) {
      const resolvedToken = this.#fieldChain(token, frame);
      for (const { node, frame: in_ } of resolvedToken) {
        const name = textOf(in_, node);
        const members = this.#membersOf(this.#types.resolve(holder));
        if (typeof members === 'string') return;
        if (previous) previous.path += `.${name}`;
        if (members.members.has(name) && this.#tracked.isTracked(members)) {
          previous = this.#note(in_.toFile(node.start), in_, members.tag, name);
          previous.access = 'offsetof';
        }
        holder = members.members.get(name) ?? UNKNOWN('no such member');
      }
    }
  }

  /** A member designator that is a macro's parameter stands for the argument's own chain. */
  #fieldChain(token: Syntax, frame: Frame): { node: Syntax; frame: Frame }[] {
    const argument = frame.params?.get(textOf(frame, token));
    if (!argument) return [{ node: token, frame }];
    argument.seen++;
    return memberChain(argument.node).flatMap((part) => this.#fieldChain(part, argument.frame));
  }

  #typeFromNode(node: Syntax, frame: Frame): CType {
    const text = textOf(frame, node).trim();
    const argument = frame.params?.get(text);
    if (argument) {
      argument.seen++;
      return this.#typeFromNode(argument.node, argument.frame);
    }
    const open = /^(?:__)?typeof(?:_unqual)?(?:__)?\s*\(/.exec(text);
    if (open) return this.#settle({ kind: 'typeof', text: text.slice(open[0].length, text.lastIndexOf(')')), start: node.start + open[0].length }, frame);
    return this.#settle(this.#types.typeFromText(text), frame);
  }

  #expandQuietly(place: MacroPlace, args: readonly Syntax[], frame: Frame): CType | undefined {
    if (this.#depth >= MAX_MACRO_DEPTH || this.#work >= MAX_MACRO_WORK) return undefined;
    this.#quiet++;
    const type = this.#expand(place, args, frame)?.type();
    this.#quiet--;
    return type;
  }

  /** Reads a macro's body with the arguments in the place of its parameters. */
  #expand(place: MacroPlace, args: readonly Syntax[], frame: Frame): Value | undefined {
    this.#depth++;
    this.#work++;
    try {
      const body = this.#bodies.read(place, args, frame);
      if (!body) return undefined;
      this.#variables.push(new Map());
      let last: Value = plain(() => VOID);
      for (const statement of body.statements) {
        if (statement.type === 'expression_statement' && statement.children[0]) {
          last = this.#expression(statement.children[0], body.frame);
        } else {
          this.#statement(statement, body.frame);
        }
      }
      const type = last.type();
      this.#variables.pop();
      return { type: () => type, place: last.place, target: last.target };
    } finally {
      this.#depth--;
    }
  }

  // ---- types ----

  /** Replaces typeof and macro parameters inside a type by what they mean here. */
  #settle(type: CType, frame: Frame): CType {
    switch (type.kind) {
      case 'pointer': {
        const to = this.#settle(type.to, frame);
        return to === type.to ? type : pointerTo(to);
      }
      case 'array': {
        const of = this.#settle(type.of, frame);
        return of === type.of ? type : { ...type, of };
      }
      case 'named': {
        const argument = frame.params?.get(type.name);
        if (!argument) return type;
        return this.#typeFromNode(argument.node, argument.frame);
      }
      case 'record':
        if (type.body) this.#noteLocalRecord(type);
        return type;
      case 'typeof': return this.#typeof(type.text, type.start, frame);
      case 'function': {
        const returns = this.#settle(type.returns, frame);
        return returns === type.returns ? type : { ...type, returns };
      }
      default:
        return type;
    }
  }

  #typeof(text: string, start: number, frame: Frame): CType {
    const key = frame.macro === '' ? `${start}` : '';
    const known = key === '' ? undefined : this.#typeofs.get(key);
    if (known) return known;
    let type: CType;
    if (this.#isTypeText(text.trim(), frame) && !frame.params?.has(text.trim())) type = this.#settle(this.#types.typeFromText(text), frame);
    else if (this.#depth >= MAX_MACRO_DEPTH) type = UNKNOWN('typeof too deep');
    else {
      this.#depth++;
      const expression = this.#bodies.expression(text, start);
      type = expression ? this.#unevaluated(expression, frame).type() : UNKNOWN('unreadable typeof');
      this.#depth--;
    }
    if (key !== '') this.#typeofs.set(key, type);
    return type;
  }
}

/** A callee that is a macro's parameter is what the caller wrote there. */
function calledName(written: string, frame: Frame): string {
  let name = written;
  let current = frame;
  for (let argument = current.params?.get(name); argument?.node.type === 'identifier'; argument = current.params?.get(name)) {
    argument.seen++;
    name = textOf(argument.frame, argument.node);
    current = argument.frame;
  }
  return name;
}

/** The operator between two operands, comments and continuations left out. */
function operatorBetween(left: Syntax, right: Syntax, frame: Frame): string {
  return blankCommentsAndContinuations(textOf(frame, { start: left.end, end: right.start })).trim();
}

function plain(type: () => CType): Value {
  let known: CType | undefined;
  return { type: () => (known ??= type()), place: [], target: [] };
}

function unknownValue(why: string): Value {
  return plain(() => UNKNOWN(why));
}

function setAccess(place: readonly Draft[], access: Access): void {
  for (const draft of place) draft.access = access;
}

function firstUseful(types: readonly CType[]): CType {
  return types.find((type) => type.kind === 'pointer' && type.to.kind !== 'void') ?? types.find((type) => type.kind !== 'unknown') ?? types[0] ?? UNKNOWN('no value');
}

function flattenCommas(node: Syntax): Syntax[] {
  if (node.type === 'parenthesized_expression' || node.type === 'comma_expression') return node.children.flatMap((child) => (child.type === 'comma_expression' ? flattenCommas(child) : [child]));
  return [node];
}

/** `a.b[0].c` as its names in order. */
function memberChain(node: Syntax): Syntax[] {
  if (node.type === 'field_expression') return [...memberChain(node.children[0]!), ...node.children.slice(1)];
  if (node.type === 'subscript_expression') return memberChain(node.children[0]!);
  return [node];
}

function findParameters(declarator: Syntax): Syntax | undefined {
  if (declarator.type === 'function_declarator') {
    const inner = declarator.children.find((child) => child.type === 'parenthesized_declarator' || child.type === 'function_declarator' || child.type === 'pointer_declarator');
    return (inner && findParameters(inner)) ?? childOf(declarator, 'parameter_list');
  }
  for (const child of declarator.children) {
    const found = /declarator$/.test(child.type) ? findParameters(child) : undefined;
    if (found) return found;
  }
  return undefined;
}
