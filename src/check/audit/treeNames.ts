/** What the tree defines under which name, told from outlines alone: functions, macros, records, system calls, variables. */
import { blankCommentsAndContinuations } from '../../c/condition.js';
import { expandMacros } from '../../c/expand.js';
import { readOutline } from '../../c/outline.js';
import { lineColumn } from '../../c/position.js';
import { definesRecord, type KernelTree, type SourceFile } from '../../kernel/tree.js';

/** Where functions are looked for beside the files that facts name: code that anybody calls, and the headers anybody includes. */
const FOLDERS = ['mm', 'lib', 'kernel', 'fs', 'fs/proc', 'net/core', 'kernel/events', 'kernel/dma', 'include/linux', 'include/net', 'include/asm-generic'];
const SYSTEM_CALL = /^(?:COMPAT_)?SYSCALL_DEFINE\d$/;

/** A function's or a macro's text. */
export interface Body {
  readonly path: string;
  readonly text: string;
  /** Where the text begins in the file: 0-based offset; of a function that a macro makes, the macro's call. */
  readonly start: number;
  /** The text is not the file's own: a macro made it. */
  readonly made?: true;
}

export class TreeNames {
  readonly #tree: KernelTree;
  readonly #bodies = new Map<string, Body[]>();
  readonly #names = new Set<string>();
  readonly #read = new Set<string>();

  /** @param files to be read besides the usual folders */
  constructor(tree: KernelTree, files: Iterable<string>) {
    this.#tree = tree;
    const folders = [...FOLDERS, `arch/${tree.arch}/mm`, `arch/${tree.arch}/include/asm`];
    for (const path of files) this.#add(path);
    for (const folder of folders) for (const name of tree.files.list(folder)) if (/\.[ch]$/.test(name)) this.#add(`${folder}/${name}`);
  }

  /** Functions and macros of that name that have a body. */
  bodies(name: string): readonly Body[] {
    return this.#bodies.get(name) ?? [];
  }

  /** Whether anything of that name is declared: a function, a variable, an enumerator, a macro. */
  has(name: string): boolean {
    return this.#names.has(name) || this.#bodies.has(name);
  }

  /** The files looked at that define a record. */
  homesOf(tag: string): readonly string[] {
    return [...this.#read].filter((path) => definesRecord(this.#tree.source(path), tag));
  }

  /** Whether a file declares or defines the name, or a record of that tag. */
  inFile(path: string, name: string): 'no file' | boolean {
    const file = this.#tree.source(path);
    if (!file) return 'no file';
    this.#add(path);
    const { names, macros } = file.outline;
    return names.has(name) || macros.has(name) || ['struct', 'union', 'enum'].some((keyword) => names.has(`${keyword} ${name}`)) || this.bodies(name).some((body) => body.path === path);
  }

  #add(path: string): void {
    if (this.#read.has(path)) return;
    this.#read.add(path);
    const file = this.#tree.source(path);
    if (!file) return;
    for (const name of file.outline.names.entered) this.#names.add(name);
    for (const [name, macros] of file.outline.macros) for (const { body, bodyStart } of macros) this.#body(name, { path, text: body, start: bodyStart });
    for (const { kind, name, start, body, end } of file.outline.items) {
      if (kind !== 'function') continue;
      const text = file.text.slice(start, end);
      // Behind an attribute with arguments, `__alloc_size(1) void *kzalloc(...)`, an outline takes the attribute's name.
      for (const [, declared] of file.text.slice(start, Math.max(start, body)).matchAll(/\*\s*(\w+)\s*\(/g)) this.#names.add(declared!);
      this.#body(SYSTEM_CALL.test(name) ? /\(\s*(\w+)/.exec(text)?.[1] ?? name : name, { path, text, start });
    }
    for (const { name, text, start } of made(file)) this.#body(name, { path, text, start, made: true });
  }

  /** The 1-based line of a place in a body. */
  lineAt({ path, start, made }: Body, offset: number): number {
    return lineColumn(this.#tree.source(path)?.text ?? '', made ? start : start + offset).line;
  }

  #body(name: string, found: Body): void {
    const body = { ...found, text: /[/\\]/.test(found.text) ? blankCommentsAndContinuations(found.text) : found.text };
    const known = this.#bodies.get(name);
    if (known) known.push(body);
    else this.#bodies.set(name, [body]);
  }
}

/** Functions that a file makes by macros of its own with names put together: `PAGEFLAG(Reserved, reserved, PF_NO_COMPOUND)`. */
function* made(file: SourceFile): Generator<{ readonly name: string; readonly text: string; readonly start: number }> {
  const { items, macros } = file.outline;
  for (const { kind, start, end } of items) {
    const text = file.text.slice(start, end), macro = /^\s*([A-Za-z_]\w*)\s*\(/.exec(text)?.[1];
    if (kind === 'function' || macro === undefined || !macros.get(macro)?.some(({ params }) => params !== undefined)) continue;
    const expanded = expandMacros(text, 0, text.length, (name) => macros.get(name)?.[0]).text;
    for (const item of readOutline(expanded).items) if (item.kind === 'function') yield { name: item.name, text: expanded.slice(item.start, item.end), start };
  }
}
