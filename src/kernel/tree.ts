/** An opened kernel tree: its files read once, outlined once, and what each of them can see through its includes. */
import { type Include, type Item, type MacroDefinition, type Outline, readOutline } from '../c/outline.js';
import { type SourceFiles } from './files.js';
import { archDirectoryFor, IncludeResolver } from './includes.js';

/** A file's text, and its outline once somebody asks. Identity counts: a changed file is a new object. */
export class SourceFile {
  readonly path: string;
  readonly text: string;
  /** Position in the tree's own numbering of files. */
  readonly id: number;
  readonly #same: SourceFile | undefined;
  #outline: Outline | undefined;

  /** @param same the same file of another tree: its outline serves both as long as the texts are equal */
  constructor(path: string, text: string, id: number, same?: SourceFile) {
    this.path = path;
    this.#same = same?.text === text ? same : undefined;
    this.text = this.#same?.text ?? text;
    this.id = id;
  }

  get outline(): Outline {
    return (this.#outline ??= this.#same?.outline ?? outlineOf(this.path, this.text));
  }
}

/** Whether a file defines a struct or union of that tag. */
export function definesRecord(source: SourceFile | undefined, tag: string): boolean {
  return source !== undefined && (source.outline.names.has(`struct ${tag}`) || source.outline.names.has(`union ${tag}`));
}

export interface ItemPlace {
  readonly file: SourceFile;
  readonly item: Item;
}

export interface MacroPlace {
  readonly file: SourceFile;
  readonly macro: MacroDefinition;
}

/** An include line, and the file it leads to. */
export interface IncludedFile {
  readonly include: Include;
  readonly file: SourceFile;
}

/** A header made of nothing but register numbers (megabytes of them in some drivers) declares no types: its macros are left out. */
const REGISTER_HEADER_BYTES = 400_000;

const EMPTY_OUTLINE = readOutline('');

export class KernelTree {
  readonly files: SourceFiles;
  /** The architecture whose headers `<asm/...>` means outside of arch/. */
  readonly arch: string;
  readonly #sources = new Map<string, SourceFile | undefined>();
  readonly #resolver: IncludeResolver;
  /** By architecture directory, then by file. */
  readonly #directIncludes = new Map<string, Map<SourceFile, readonly IncludedFile[]>>();
  /** Shared files by the names they may declare (ordinary names and tags), and by the macros they define. */
  readonly #itemFiles = new Map<string, SourceFile | SourceFile[]>();
  readonly #macroFiles = new Map<string, SourceFile | SourceFile[]>();
  readonly #shared = new Set<number>();
  readonly #overlays = new Map<string, string>();
  readonly #sibling: KernelTree | undefined;
  #nextId = 0;
  /** Grows with every change: whoever caches what depends on other files compares it. */
  generation = 0;

  /** @param sibling the same kernel opened for another architecture: what is outlined there is not outlined again */
  constructor(files: SourceFiles, arch: string, sibling?: KernelTree) {
    this.#sibling = sibling;
    this.files = files;
    this.arch = arch;
    this.#resolver = new IncludeResolver({ isFile: (path) => this.#overlays.has(path) || files.isFile(path) });
  }

  /** Replaces a file's bytes (an editor's unsaved text, a patch applied in memory); undefined goes back to what is stored. */
  overlay(path: string, text: string | undefined): void {
    if (text === undefined) this.#overlays.delete(path);
    else this.#overlays.set(path, text);
    this.forget(path);
  }

  /** Drops what is known of a file: it changed, came or went. */
  forget(path: string): void {
    const known = this.#sources.get(path);
    this.#sources.delete(path);
    if (known) for (const byFile of this.#directIncludes.values()) byFile.delete(known);
    if (known && this.#shared.has(known.id)) {
      this.generation++;
      this.#shared.delete(known.id);
      for (const name of known.outline.names.entered) dropFile(this.#itemFiles, name, known);
      for (const name of known.outline.macros.entered) dropFile(this.#macroFiles, name, known);
      // Other files hold the old object in their include lists.
      for (const byFile of this.#directIncludes.values()) for (const [includer, included] of byFile) if (included.some(({ file }) => file === known)) byFile.delete(includer);
    }
    if (!known) {
      this.#resolver.clear();
      this.#directIncludes.clear();
    }
  }

  /** A file of the tree, or undefined when it cannot be read. */
  source(path: string): SourceFile | undefined {
    if (this.#sources.has(path)) return this.#sources.get(path);
    const text = this.#overlays.get(path) ?? this.files.read(path);
    if (text !== undefined) return this.#open(path, text);
    this.#sources.set(path, undefined);
    return undefined;
  }

  /** A file that holds one of the words; of many such questions most cost no text. */
  sourceHolding(path: string, words: readonly string[]): SourceFile | undefined {
    if (!this.#sources.has(path) && !this.#overlays.has(path) && this.files.readHolding) {
      const text = this.files.readHolding(path, words);
      return text === undefined ? undefined : this.#open(path, text);
    }
    const source = this.source(path);
    return source && words.some((word) => source.text.includes(word)) ? source : undefined;
  }

  #open(path: string, text: string): SourceFile {
    const source = new SourceFile(path, text, this.#nextId++, this.#siblings(path));
    this.#sources.set(path, source);
    return source;
  }

  #siblings(path: string): SourceFile | undefined {
    return this.#sibling === undefined ? undefined : this.#sibling.#sources.get(path);
  }

  /** A file whose bytes the caller has read already. */
  adopt(path: string, text: string): SourceFile {
    const known = this.#sources.get(path);
    return known ?? this.#open(path, this.#overlays.get(path) ?? text);
  }

  /** Forgets a file that only one analysis needed, so that a walk over the whole tree does not keep it. */
  release(source: SourceFile): void {
    if (this.#shared.has(source.id)) return;
    this.#sources.delete(source.path);
    for (const byFile of this.#directIncludes.values()) byFile.delete(source);
  }

  /**
   * The files `source` can see: itself and everything its includes reach, whatever their conditions, nearest first.
   * @param shared told after each file that is outlined for this; what it throws ends the search, which goes on from there when it is asked for again
   */
  reach(source: SourceFile, shared?: () => void): readonly SourceFile[] {
    const arch = archDirectoryFor(source.path, this.arch);
    const known = this.#includesUnder(arch);
    const order = new Set<SourceFile>([source]);
    // A Set is walked in the order of insertion, what is added on the way included.
    for (const reached of order) for (const { file } of known.get(reached) ?? this.#includesFor(arch, reached, shared)) order.add(file);
    return [...order];
  }

  /** The files `source` includes itself, for the architecture that `reader` is compiled for, with the include lines. */
  includesOf(source: SourceFile, reader: SourceFile): readonly IncludedFile[] {
    return this.#includesFor(archDirectoryFor(reader.path, this.arch), source);
  }

  /** The shared files (those that something includes) that may declare `name`. */
  filesDeclaring(name: string): readonly SourceFile[] {
    return asList(this.#itemFiles.get(name));
  }

  filesDefining(macro: string): readonly SourceFile[] {
    return asList(this.#macroFiles.get(macro));
  }

  #includesUnder(arch: string): Map<SourceFile, readonly IncludedFile[]> {
    let byFile = this.#directIncludes.get(arch);
    if (!byFile) this.#directIncludes.set(arch, (byFile = new Map<SourceFile, readonly IncludedFile[]>()));
    return byFile;
  }

  #includesFor(arch: string, source: SourceFile, shared?: () => void): readonly IncludedFile[] {
    const byFile = this.#includesUnder(arch);
    let found = byFile.get(source);
    if (!found) {
      found = source.outline.includes.flatMap((include) => {
        const path = this.#resolver.resolve(include, source.path, arch);
        const file = path === undefined ? undefined : this.source(path);
        if (!file) return [];
        this.#share(file, shared);
        return [{ include, file }];
      });
      byFile.set(source, found);
    }
    return found;
  }

  /** Puts an included file's names into the tree-wide index. */
  #share(file: SourceFile, shared?: () => void): void {
    if (this.#shared.has(file.id)) return;
    this.#shared.add(file.id);
    for (const name of file.outline.names.entered) addFile(this.#itemFiles, name, file);
    for (const name of file.outline.macros.entered) addFile(this.#macroFiles, name, file);
    shared?.();
  }
}

function outlineOf(path: string, text: string): Outline {
  if (text.length > REGISTER_HEADER_BYTES && path.endsWith('.h') && !/^(?!#|\/\*|\s*\*|\s*$|\/\/)/m.test(text.slice(0, 100_000).replace(/^[^]*?\n#define/, '#define'))) return EMPTY_OUTLINE;
  return readOutline(text);
}

type FilesByName = Map<string, SourceFile | SourceFile[]>;

/** Most names have one file: no list for them. */
function addFile(map: FilesByName, name: string, file: SourceFile): void {
  const known = map.get(name);
  if (known === undefined) map.set(name, file);
  else if (!Array.isArray(known)) {
    if (known !== file) map.set(name, [known, file]);
  } else if (known[known.length - 1] !== file) known.push(file);
}

function dropFile(map: FilesByName, name: string, file: SourceFile): void {
  const rest = asList(map.get(name)).filter((other) => other !== file);
  if (rest.length > 0) map.set(name, rest);
  else map.delete(name);
}

const NONE: readonly SourceFile[] = [];

function asList(files: SourceFile | SourceFile[] | undefined): readonly SourceFile[] {
  return files === undefined ? NONE : Array.isArray(files) ? files : [files];
}
