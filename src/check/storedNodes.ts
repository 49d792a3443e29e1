/** Where a file stores a list node (or another linked record) in the words of struct page: by a member, a cast or an overlay of its own. */
import { childOf, type Syntax, walk } from '../c/syntax.js';
import type { CType } from '../c/ctype.js';
import type { Draft, Value } from '../uses/frame.js';
import type { CallWatcher } from '../uses/functionReader.js';
import type { TrackedRecords } from '../uses/tracked.js';
import type { FileTypes } from '../uses/types.js';
import { maskKernelMacros } from '../c/mask.js';

/** An address inside a struct page handed to a function that links a node there. */
export interface StoredNode {
  /** Tag of the node's type: `list_head`. */
  readonly node: string;
  /** The record and path whose address it is: `page`, `mapping`. */
  readonly record: string;
  readonly path: string;
  /** How the address became a node's: the member is one, or the member's address was cast. */
  readonly by: 'member' | 'cast';
  /** Offsets of the argument in the file. */
  readonly start: number;
  readonly end: number;
  readonly callee: string;
  /** The variable the page is reached by; empty when it is an expression. */
  readonly variable: string;
}

const MAX_DEPTH = 5;

/** Collects stored nodes while a function is read. */
export class StoredNodeWatcher implements CallWatcher {
  readonly found: StoredNode[] = [];
  /** Tags of records that a pointer to a tracked record was cast to: views of its words. */
  readonly views = new Set<string>();
  readonly #types: FileTypes;
  readonly #tracked: TrackedRecords;
  readonly #nodes: ReadonlySet<string>;
  readonly #links = new Map<string, boolean>();

  /** @param nodes tags of the records that are linked through pointers in them */
  constructor(types: FileTypes, tracked: TrackedRecords, nodes: Iterable<string>) {
    this.#types = types;
    this.#tracked = tracked;
    this.#nodes = new Set(nodes);
  }

  call(callee: string, args: readonly { readonly node: Syntax; readonly value: Value }[]): void {
    args.forEach(({ node, value }, index) => {
      const draft = value.target[value.target.length - 1];
      if (!draft || draft.inMacroBody) return;
      const target = this.#pointee(value.type()) ?? this.#parameterPointee(callee, index);
      if (target?.kind !== 'record' || !this.#nodes.has(target.tag) || !this.linksParameter(callee, index, 0)) return;
      this.found.push({
        node: target.tag, record: draft.record, path: draft.path, by: this.#memberIs(draft, target) ? 'member' : 'cast',
        start: node.start, end: node.end, callee, variable: this.#variableOf(node),
      });
    });
  }

  /** What a pointer points to; undefined for void, which says nothing. */
  #pointee(type: CType): CType | undefined {
    const pointer = this.#types.resolve(type);
    const to = pointer.kind === 'pointer' ? this.#types.resolve(pointer.to) : undefined;
    return to?.kind === 'void' ? undefined : to;
  }

  /** `INIT_LIST_HEAD((void *)&page->mapping)`: the callee says what it takes the address for. */
  #parameterPointee(callee: string, index: number): CType | undefined {
    const type = this.#types.ordinary(callee)?.type;
    const param = type?.kind === 'function' ? type.params[index] : undefined;
    return param && this.#pointee(param.type);
  }

  cast(from: () => CType, to: CType): void {
    const view = this.#pointee(to);
    if (view?.kind !== 'record' || view.tag === '' || this.#tracked.tags.has(view.tag) || this.#nodes.has(view.tag)) return;
    const seen = this.#pointee(from());
    if (seen?.kind === 'record' && this.#tracked.tags.has(seen.tag)) this.views.add(view.tag);
  }

  #memberIs(draft: Draft, node: CType): boolean {
    const members = this.#types.membersOf({ kind: 'record', keyword: 'struct', tag: draft.record });
    const type = typeof members === 'string' ? undefined : members.members.get(draft.field);
    if (!type || node.kind !== 'record') return false;
    const resolved = this.#types.resolve(type);
    return resolved.kind === 'record' && resolved.tag === node.tag;
  }

  #variableOf(node: Syntax): string {
    let name = '';
    walk(node, (child) => {
      if (name === '' && child.type === 'identifier') name = this.#types.scope.file.text.slice(child.start, child.end);
      return name === '';
    });
    return name;
  }

  /**
   * Whether a function writes pointers into the node its parameter points to, by its own body or a function it hands it to.
   * Taking a node off a list also writes it; that leaves poison or a self-link, which the judge knows as stages of the same node.
   */
  linksParameter(callee: string, index: number, depth: number): boolean {
    const key = `${callee}/${index}`;
    const known = this.#links.get(key);
    if (known !== undefined || depth > MAX_DEPTH) return known ?? false;
    this.#links.set(key, false);
    for (const place of this.#types.scope.items(callee)) {
      const { file, item } = place;
      if (item.kind !== 'function') continue;
      const text = file.text.slice(item.start, item.end);
      const root = this.#types.parser.parse(maskKernelMacros(text, { insideFunction: false, isAttribute: this.#types.isAttribute }), item.start);
      const textAt = (n: { readonly start: number; readonly end: number }): string => file.text.slice(n.start, n.end);
      const param = parameterNames(root, textAt)[index];
      if (param === undefined) continue;
      if (this.#bodyLinks(root, param, textAt, depth)) {
        this.#links.set(key, true);
        return true;
      }
    }
    return false;
  }

  #bodyLinks(root: Syntax, param: string, textAt: (node: Syntax) => string, depth: number): boolean {
    const member = new RegExp(`^\\(*${param}\\)*\\s*->`);
    let links = false;
    walk(root, (node) => {
      if (links) return false;
      if (node.type === 'assignment_expression' && node.children[0]) links = member.test(textAt(node.children[0]));
      if (node.type === 'call_expression' && node.children[0]?.type === 'identifier') {
        const callee = textAt(node.children[0]);
        childOf(node, 'argument_list')?.children.forEach((arg, at) => {
          const text = textAt(arg);
          // WRITE_ONCE(node->next, x), rcu_assign_pointer(...): macros that assign to their first argument.
          if (at === 0 && member.test(text) && this.#types.macros(callee).length > 0 && !/READ/.test(callee)) links = true;
          if (text === param && this.linksParameter(callee, at, depth + 1)) links = true;
        });
      }
      return true;
    });
    return links;
  }
}

function parameterNames(root: Syntax, textAt: (node: Syntax) => string): string[] {
  let names: string[] = [];
  walk(root, (node) => {
    if (names.length === 0 && node.type === 'parameter_list') {
      names = node.children.filter((child) => child.type === 'parameter_declaration').map((param) => {
        let name = '';
        walk(param, (child) => {
          if (child.type === 'identifier') name = textAt(child);
          return true;
        });
        return name;
      });
    }
    return names.length === 0 && node.type !== 'compound_statement';
  });
  return names;
}
