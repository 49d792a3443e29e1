/**
 * tree-sitter's cursor without its JavaScript wrapper: that one copies the cursor into WebAssembly memory and out again at each question, which
 * takes longer than the answer. The functions below are those it calls itself; between them the cursor stays where they keep it.
 */
import type { Tree } from 'web-tree-sitter';

const FUNCTIONS = [
  '_ts_tree_root_node_wasm', '_ts_tree_cursor_new_wasm', '_ts_tree_cursor_delete_wasm', '_ts_tree_cursor_goto_first_child_wasm', '_ts_tree_cursor_goto_next_sibling_wasm',
  '_ts_tree_cursor_goto_parent_wasm', '_ts_tree_cursor_current_node_type_id_wasm', '_ts_tree_cursor_start_index_wasm', '_ts_tree_cursor_end_index_wasm',
] as const;

/** Functions of web-tree-sitter's WebAssembly module: each takes a tree's address and works on the one cursor in its transfer buffer. */
export type CursorFunctions = Readonly<Record<(typeof FUNCTIONS)[number], (tree: number) => number>>;

/** @throws Error where the module lacks one of them: another release of web-tree-sitter than this was written for */
export function cursorFunctions(module: object): CursorFunctions {
  const known = module as Partial<CursorFunctions>;
  const missing = FUNCTIONS.filter((name) => typeof known[name] !== 'function');
  if (missing.length > 0) throw new Error(`web-tree-sitter has no ${missing.join(', ')}`);
  return known as CursorFunctions;
}

/** A walk over one tree. No other call to web-tree-sitter may come between creation and `free()`. */
export class Cursor {
  readonly #functions: CursorFunctions;
  readonly #tree: number;

  constructor(functions: CursorFunctions, tree: Tree) {
    this.#functions = functions;
    this.#tree = (tree as unknown as { readonly [0]: number })[0];
    functions._ts_tree_root_node_wasm(this.#tree);
    functions._ts_tree_cursor_new_wasm(this.#tree);
  }

  get type(): number {
    return this.#functions._ts_tree_cursor_current_node_type_id_wasm(this.#tree);
  }

  /** 0-based UTF-16 code units. */
  get start(): number {
    return this.#functions._ts_tree_cursor_start_index_wasm(this.#tree);
  }

  get end(): number {
    return this.#functions._ts_tree_cursor_end_index_wasm(this.#tree);
  }

  toFirstChild(): boolean {
    return this.#functions._ts_tree_cursor_goto_first_child_wasm(this.#tree) === 1;
  }

  toNextSibling(): boolean {
    return this.#functions._ts_tree_cursor_goto_next_sibling_wasm(this.#tree) === 1;
  }

  toParent(): void {
    this.#functions._ts_tree_cursor_goto_parent_wasm(this.#tree);
  }

  /** Frees what the walk took. */
  free(): void {
    this.#functions._ts_tree_cursor_delete_wasm(this.#tree);
  }
}
