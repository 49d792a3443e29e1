/** Where the bytes of a tree come from: Node's fs, an editor's open documents, or files fetched beforehand in a browser. */
export interface SourceFiles {
  /** The bytes of a file as a latin-1 string (one character a byte), or undefined when there is none or it cannot be read. */
  read(path: string): string | undefined;
  /** The same of a file that holds one of the words, where that can be told before it is made into text; undefined for others. */
  readHolding?(path: string, words: readonly string[]): string | undefined;
  isFile(path: string): boolean;
  /** Names in a directory, directories with a trailing `/`; empty when there is none. */
  list(directory: string): readonly string[];
}

/** Paths here are relative to the tree's root, with `/` between names and never `.` or `..`. */
export function joinPath(directory: string, name: string): string {
  const parts = directory === '' ? [] : directory.split('/');
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
