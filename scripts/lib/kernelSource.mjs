/** Real kernels to test on: Debian's source packages, unpacked once into the cache. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages } from './debian.mjs';
import { withLock } from './lock.mjs';
import { inCache } from './paths.mjs';
import { mustRun } from './process.mjs';
import { step } from './progress.mjs';

/** One of the last files in every tarball: a tree that somebody unpacked by hand is whole when it is there. */
const lateFile = 'virt/lib/irqbypass.c';

/**
 * Makes sure that linux-source-VERSION lies unpacked in the cache.
 * @param {string} version a Debian source package's version, as in linux-source-6.1
 */
export async function ensureKernelSource(version) {
  const name = `linux-source-${version}`;
  const tree = inCache(name);
  const stamp = join(tree, '.extracted');
  if (existsSync(stamp)) return;
  await withLock(inCache(`${name}.lock`), async () => {
    if (existsSync(stamp)) return;
    if (!existsSync(join(tree, lateFile))) {
      const tarball = `/usr/src/${name}.tar.xz`;
      if (!existsSync(tarball)) await ensurePackages([name]);
      await step(`unpack ${tarball}`, async () => {
        // Beside its place and then renamed: an interrupted run leaves nothing that looks like a tree.
        const part = inCache(`${name}.part`);
        rmSync(part, { recursive: true, force: true });
        mkdirSync(part, { recursive: true });
        await mustRun('tar', ['--extract', '--xz', '--file', tarball, '--strip-components=1', '--directory', part]);
        rmSync(tree, { recursive: true, force: true });
        renameSync(part, tree);
      });
    }
    writeFileSync(stamp, `${name}\n`);
  });
}
