/** Some files of a tree as they were before somebody changed them. */
export interface TextsBefore {
  /** What they are from: a commit's name, or the folder of another tree. */
  readonly version: string;
  /** Bytes by path from the tree's top. */
  readonly texts: ReadonlyMap<string, string>;
}
