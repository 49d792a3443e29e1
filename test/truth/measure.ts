/** Counts what the checker finds of sown bugs, and what it says of kernels as they are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { broughtIn, toldIn } from '../../src/check/told.js';
import type { CParser } from '../../src/c/syntax.js';
import { factsOfChange, lostBy } from '../../src/check/changes/index.js';
import { checkContext } from '../../src/check/context.js';
import { checkFile } from '../../src/check/checkFile.js';
import type { Finding } from '../../src/check/finding.js';
import { NodeFiles } from '../../src/cli/nodeFiles.js';
import { openTree } from '../../src/kernel/setup.js';
import { applyEdits } from './edits.js';
import type { Seed } from './seed.js';
import { seeds } from './seeds.js';

export interface SeedResult {
  readonly seed: Seed;
  readonly kernel: string;
  readonly found: boolean;
  /** What the correct twin was blamed for. */
  readonly twin: readonly Finding[];
}

export type Kernel = Seed['kernels'][number];

/** Sows each bug and its twin into the tree, one at a time, and checks them as patches are checked. */
export function measureSeeds(root: string, kernel: Kernel, parser: CParser): readonly SeedResult[] {
  const setup = openTree(new NodeFiles(root));
  const open = (of: typeof setup): ReturnType<typeof checkContext> => checkContext(of, parser, { isHeldAgainst: true });
  let context = open(setup), { generation } = setup.tree;
  const pristine = open(openTree(new NodeFiles(root)));
  const check = (seed: Seed, which: 'bug' | 'twin'): readonly Finding[] => {
    const original = setup.tree.source(seed.file);
    if (!original) throw new Error(`${kernel} has no ${seed.file}`);
    const put = (text: string | undefined): void => {
      const before = setup.tree.source(seed.file);
      setup.tree.overlay(seed.file, text);
      context.footprints.changed(seed.file, before);
      // What rests on a header's names is opened anew, as the editor does.
      if (setup.tree.generation !== generation) context = open(setup);
      ({ generation } = setup.tree);
    };
    put(applyEdits(original.text, seed[which]));
    const file = setup.tree.source(seed.file)!, old = pristine.tree.source(seed.file)!, changed = factsOfChange({ file: old, context: pristine }, { file, context });
    const findings = [...broughtIn(toldIn(file, checkFile(file, context)), toldIn(old, checkFile(old, pristine))), ...(changed ? lostBy(changed, [changed]) : [])];
    put(undefined);
    return findings;
  };
  return seeds.filter((seed) => seed.kernels.includes(kernel)).map((seed) => ({
    seed, kernel, found: check(seed, 'bug').some((finding) => finding.rule === seed.rule), twin: check(seed, 'twin'),
  }));
}

/** A finding on a kernel as it is, looked at by a person. */
export interface Reviewed {
  readonly kernel: string;
  readonly file: string;
  readonly rule: string;
  readonly function: string;
  readonly verdict: 'true' | 'false';
  /** Why, in a sentence. */
  readonly because: string;
}

export function reviewed(): readonly Reviewed[] {
  return JSON.parse(readFileSync(join(process.cwd(), 'test/truth/reviewed.json'), 'utf8')) as readonly Reviewed[];
}

/** Every finding in some files of a tree as it is. */
export function measureTree(root: string, files: readonly string[], parser: CParser, progress: (file: string) => void = () => undefined): readonly Finding[] {
  const setup = openTree(new NodeFiles(root));
  const context = checkContext(setup, parser);
  return files.flatMap((path) => {
    progress(path);
    const source = setup.tree.source(path);
    if (!source) return [];
    const findings = checkFile(source, context);
    context.footprints.release(source);
    setup.tree.release(source);
    return findings;
  });
}

export function isReviewed(finding: Finding, kernel: string, list: readonly Reviewed[]): boolean {
  return list.some((one) => one.kernel === kernel && one.file === finding.file && one.rule === finding.rule && (one.function === '' || finding.evidence.some((link) => link.function === one.function)));
}
