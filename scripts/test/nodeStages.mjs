/** Tests that need nothing but Node: the rooms' own, and those of the package. */
import { builtTests, mochaInNode } from './mochaStage.mjs';

/** Folders of test/ that need more than Node, or a package. */
const elsewhere = new Set(['host', 'browser', 'package', 'truth', 'chunks']);

/** @type {import('./context.mjs').Stage} */
export const unit = {
  name: 'unit',
  run: ({ grep }) => mochaInNode({
    name: 'unit',
    files: builtTests((folder) => !elsewhere.has(folder)),
    grep,
    testTimeoutMs: 10_000,
    timeoutMs: 900_000,
  }),
};

/** The checker on whole kernels, with and without sown bugs: minutes, not seconds. @type {import('./context.mjs').Stage} */
export const truth = {
  name: 'truth',
  run: ({ grep }) => mochaInNode({
    name: 'truth',
    files: builtTests((folder) => folder === 'truth'),
    grep,
    testTimeoutMs: 900_000,
    timeoutMs: 2_400_000,
  }),
};

/** @type {import('./context.mjs').Stage} */
export const packaged = {
  name: 'package',
  run: async ({ grep, vsix }) => mochaInNode({
    name: 'package',
    files: builtTests((folder) => folder === 'package'),
    grep,
    testTimeoutMs: 10_000,
    timeoutMs: 120_000,
    env: { PAGELENS_VSIX: await vsix() },
  }),
};
