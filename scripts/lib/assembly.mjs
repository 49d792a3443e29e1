/** AssemblyScript for esbuild: `import bytes from './name.wasm'` compiles `name.ts` beside the importing file, and bundles the module's bytes. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { inRoot } from './paths.mjs';

// No runtime and no memory of its own: the module works on the memory it is handed.
const options = ['--runtime', 'stub', '--importMemory', '--noAssert', '--optimizeLevel', '3', '--converge'];

/** Named by a variable: its types would give every script AssemblyScript's globals. @type {string} */
const compiler = 'assemblyscript/asc';

/** Compiled once for all bundles of a build, and again only when the source changes: loading the compiler takes seconds. @type {Map<string, Promise<Uint8Array>>} */
const compiled = new Map();

/** @param {string} source absolute path @returns {Promise<Uint8Array>} */
async function compile(source) {
  const key = createHash('sha256').update(readFileSync(source)).update(options.join(' ')).digest('hex').slice(0, 16);
  const kept = inRoot('out/assembly', `${basename(source, '.ts')}-${key}.wasm`);
  if (existsSync(kept)) return readFileSync(kept);
  const { main } = await import(compiler);
  /** @type {Uint8Array | undefined} */
  let bytes;
  const { error, stderr } = await main([basename(source), ...options, '--outFile', 'out.wasm'], {
    readFile: (/** @type {string} */ name, /** @type {string} */ base) => (existsSync(resolve(source, '..', base, name)) ? readFileSync(resolve(source, '..', base, name), 'utf8') : null),
    writeFile: (/** @type {string} */ name, /** @type {string | Uint8Array} */ contents) => { if (name === 'out.wasm' && typeof contents !== 'string') bytes = contents; },
    listFiles: () => [],
  });
  if (error !== null || bytes === undefined) throw new Error(`${source}: ${stderr.toString() || String(error)}`);
  mkdirSync(inRoot('out/assembly'), { recursive: true });
  writeFileSync(kept, bytes);
  return bytes;
}

/** @type {import('esbuild').Plugin} */
export const assembly = {
  name: 'assembly',
  setup(build) {
    build.onResolve({ filter: /^\..*\.wasm$/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path.replace(/\.wasm$/, '.ts')), namespace: 'assembly' }));
    build.onLoad({ filter: /.*/, namespace: 'assembly' }, async ({ path }) => {
      // A build that watches asks again when the source has changed; the key of what is kept tells.
      let bytes = compiled.get(path);
      if (bytes === undefined || build.initialOptions.logLevel === 'info') compiled.set(path, (bytes = compile(path)));
      return { contents: await bytes, loader: 'binary', watchFiles: [path] };
    });
  },
};
