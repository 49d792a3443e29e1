/**
 * The syntax tree this project works on: tree-sitter's named nodes as plain readonly objects. The WASM tree is freed as soon as it
 * is read, nothing has to be deleted later, and a macro's body can be walked again and again.
 */
import type { Language, Parser, Tree } from 'web-tree-sitter';
import { Cursor, type CursorFunctions } from './cursor.js';

export interface Syntax {
  /** tree-sitter-c's node type: `field_expression`, `call_expression` ... */
  readonly type: string;
  /** 0-based bytes in the file, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Named children, comments left out. */
  readonly children: readonly Syntax[];
}

/** What a parse could not read. */
export interface ParseDamage {
  /** Number of ERROR nodes. */
  errors: number;
}

/** Nobody nests C deeper than this; everything that walks a tree may be recursive. What lies below counts as unreadable. */
const MAX_DEPTH = 600;

/** Texts of items whose syntax is kept: what struct page and its views rest on is a few hundred. */
const KEPT_TEXTS = 1500;

/** What a leaf has. */
const NO_CHILDREN: readonly Syntax[] = [];

/** A loaded grammar; the parser is used by one caller at a time. */
export class CParser {
  readonly #parser: Parser;
  readonly #cursors: CursorFunctions;
  readonly #typeNames: readonly string[];
  readonly #named: Uint8Array;
  readonly #comment: number;
  readonly #error = 65535;
  readonly #kept = new Map<string, Syntax>();

  constructor(parser: Parser, language: Language, cursors: CursorFunctions) {
    this.#parser = parser;
    this.#cursors = cursors;
    const names: string[] = [];
    const named = new Uint8Array(language.nodeTypeCount);
    for (let id = 0; id < language.nodeTypeCount; id++) {
      names.push(language.nodeTypeForId(id) ?? '');
      named[id] = language.nodeTypeIsNamed(id) ? 1 : 0;
    }
    this.#typeNames = names;
    this.#named = named;
    this.#comment = names.indexOf('comment');
  }

  /**
   * Parses `text` (a latin-1 string, length-preserving with the file) and returns plain nodes.
   * @param base added to every offset: where `text` begins in the file
   * @param damage counts ERROR nodes into it
   */
  parse(text: string, base: number, damage?: ParseDamage): Syntax {
    const tree = this.#parser.parse(text);
    if (!tree) throw new Error('tree-sitter returned no tree');
    try {
      return this.#read(tree, base, damage);
    } finally {
      tree.delete();
    }
  }

  /** Parses a text that is likely to be asked for again, as records are under each configuration; the last ones are kept. */
  parseKept(text: string): Syntax {
    const known = this.#kept.get(text);
    if (known) return known;
    const syntax = this.parse(text, 0);
    this.#kept.set(text, syntax);
    for (const oldest of this.#kept.keys()) if (this.#kept.size > KEPT_TEXTS) this.#kept.delete(oldest);
    return syntax;
  }

  #read(tree: Tree, base: number, damage: ParseDamage | undefined): Syntax {
    const cursor = new Cursor(this.#cursors, tree);
    try {
      const siblings: Syntax[] = [];
      this.#readNode(cursor, base, siblings, damage, 0);
      return siblings[0]!;
    } finally {
      cursor.free();
    }
  }

  /** @param siblings the nodes read so far on the way to this one, its own parent's children last: each node takes its children off again */
  #readNode(cursor: Cursor, base: number, siblings: Syntax[], damage: ParseDamage | undefined, depth: number): void {
    if (depth > MAX_DEPTH) {
      if (damage) damage.errors++;
      return;
    }
    const id = cursor.type;
    const error = id === this.#error;
    if (!error && (!this.#named[id] || id === this.#comment)) return;
    if (error && damage) damage.errors++;
    const start = cursor.start + base, end = cursor.end + base;
    let children = NO_CHILDREN;
    if (cursor.toFirstChild()) {
      const first = siblings.length;
      do this.#readNode(cursor, base, siblings, damage, depth + 1);
      while (cursor.toNextSibling());
      cursor.toParent();
      if (siblings.length > first) children = siblings.splice(first);
    }
    siblings.push({ type: error ? 'ERROR' : this.#typeNames[id]!, start, end, children });
  }
}

/** The first child of one of the given types. */
export function childOf(node: Syntax, ...types: readonly string[]): Syntax | undefined {
  return node.children.find((child) => types.includes(child.type));
}

/** Visits a node and everything below it, parents first; `false` from the visitor skips a subtree. */
export function walk(node: Syntax, visit: (node: Syntax) => boolean | undefined): void {
  if (visit(node) === false) return;
  for (const child of node.children) walk(child, visit);
}
