/** What the tree defines under which name, told from outlines alone: functions, macros, records, system calls, variables. */
import { blankCommentsAndContinuations } from '../../c/condition.js';
import { expandMacros } from '../../c/expand.js';
import { readOutline } from '../../c/outline.js';
import type { KernelTree, SourceFile } from '../../kernel/tree.js';

/** Where functions are looked for beside the files that facts name: code that anybody calls, and the headers anybody includes. */
const FOLDERS = ['mm', 'lib', 'kernel', 'fs', 'fs/proc', 'net/core', 'kernel/events', 'kernel/dma', 'include/linux', 'include/net', 'include/asm-generic'];
const SYSTEM_CALL = /^(?:COMPAT_)?SYSCALL_DEFINE\d$/;

/** A function's or a macro's text. */
export interface Body {
  readonly path: string;
  readonly text: string;
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
    return [...this.#read].filter((path) => this.#tree.source(path)?.outline.names.has(`struct ${tag}`) ?? false);
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
    for (const name of file.outline.names.keys()) this.#names.add(name);
    for (const [name, macros] of file.outline.macros) for (const { body } of macros) this.#body(name, { path, text: body });
    for (const { kind, name, start, end } of file.outline.items) {
      if (kind !== 'function') continue;
      const text = file.text.slice(start, end);
      this.#body(SYSTEM_CALL.test(name) ? /\(\s*(\w+)/.exec(text)?.[1] ?? name : name, { path, text });
    }
    for (const { name, text } of made(file)) this.#body(name, { path, text });
  }

  #body(name: string, { path, text }: Body): void {
    const body = { path, text: /[/\\]/.test(text) ? blankCommentsAndContinuations(text) : text };
    const known = this.#bodies.get(name);
    if (known) known.push(body);
    else this.#bodies.set(name, [body]);
  }
}

/** Functions that a file makes by macros of its own with names put together: `PAGEFLAG(Reserved, reserved, PF_NO_COMPOUND)`. */
function* made(file: SourceFile): Generator<{ readonly name: string; readonly text: string }> {
  const { items, macros } = file.outline;
  for (const { kind, start, end } of items) {
    const text = file.text.slice(start, end), macro = /^\s*([A-Za-z_]\w*)\s*\(/.exec(text)?.[1];
    if (kind === 'function' || macro === undefined || !macros.get(macro)?.some(({ params }) => params !== undefined)) continue;
    const expanded = expandMacros(text, 0, text.length, (name) => macros.get(name)?.[0]).text;
    for (const item of readOutline(expanded).items) if (item.kind === 'function') yield { name: item.name, text: expanded.slice(item.start, item.end) };
  }
}
