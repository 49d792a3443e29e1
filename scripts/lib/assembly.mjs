/**
 * AssemblyScript for esbuild: `import module from './name.wasm'` compiles `name.ts` beside the importing file, and bundles the module's bytes
 * with the places of its constants. What the source declares as a constant of its environment is filled in by who makes an instance
 * (src/simulator/linkedModule.ts): engines keep constants in the code, while they load an imported global at each use.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { inRoot } from './paths.mjs';

// No runtime and no memory of its own: the module works on the memory it is handed.
const options = ['--runtime', 'stub', '--importMemory', '--noAssert', '--optimizeLevel', '3', '--converge'];

/** Named by variables: their types would give every script AssemblyScript's globals. @type {string} */
const compiler = 'assemblyscript/asc';
/** @type {string} */
const assembler = 'assemblyscript/binaryen';

/** Stand-ins for constants: numbers that take the longest form, so that any other fits in their place, and that no code of ours has. */
const standIn = { i32: (/** @type {number} */ place) => BigInt(0x5a5a0000 + place), i64: (/** @type {number} */ place) => 0x5a5a5a5a00000000n + BigInt(place) };
const opcode = { i32: 0x41, i64: 0x42 };

/** @typedef {{ readonly at: number, readonly bytes: 5 | 10, readonly name: string }} Hole */

/** Compiled once for all bundles of a build, and again only when the source changes: loading the compiler takes seconds. @type {Map<string, Promise<string>>} */
const compiled = new Map();

/** A JavaScript module that exports the bytes and the holes. @param {string} source absolute path @returns {Promise<string>} */
async function compile(source) {
  const key = createHash('sha256').update(readFileSync(source)).update(readFileSync(import.meta.filename)).digest('hex').slice(0, 16);
  const kept = inRoot('out/assembly', `${basename(source, '.ts')}-${key}.js`);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const { bytes, holes } = await withHoles(await compiledText(source));
  const module = `export default { bytes: Uint8Array.from(atob('${Buffer.from(bytes).toString('base64')}'), (c) => c.charCodeAt(0)), holes: ${JSON.stringify(holes)} };`;
  mkdirSync(inRoot('out/assembly'), { recursive: true });
  writeFileSync(kept, module);
  return module;
}

/** The module in WebAssembly's text form. @param {string} source absolute path @returns {Promise<string>} */
async function compiledText(source) {
  const { main } = await import(compiler);
  /** @type {string | undefined} */
  let text;
  const { error, stderr } = await main([basename(source), ...options, '--textFile', 'out.wat'], {
    readFile: (/** @type {string} */ name, /** @type {string} */ base) => (existsSync(resolve(source, '..', base, name)) ? readFileSync(resolve(source, '..', base, name), 'utf8') : null),
    writeFile: (/** @type {string} */ name, /** @type {string | Uint8Array} */ contents) => { if (name === 'out.wat' && typeof contents === 'string') text = contents; },
    listFiles: () => [],
  });
  if (error !== null || text === undefined) throw new Error(`${source}: ${stderr.toString() || String(error)}`);
  return text;
}

/** Each use of an imported global becomes a hole in the code, and the imports go. @param {string} text @returns {Promise<{ bytes: Uint8Array, holes: readonly Hole[] }>} */
async function withHoles(text) {
  /** @type {Map<string, { name: string, type: 'i32' | 'i64' }>} */
  const globals = new Map();
  const withoutImports = text.replace(/\(import "\w+" "(\w+)" \(global (\S+) (i32|i64)\)\)/g, (_, name, id, type) => {
    globals.set(id, { name, type });
    return '';
  });
  /** @type {{ name: string, type: 'i32' | 'i64' }[]} */
  const places = [];
  const filled = withoutImports.replace(/\bglobal\.get (\S+)/g, (whole, id) => {
    const global = globals.get(id);
    if (global === undefined) return whole;
    places.push(global);
    return `${global.type}.const ${standIn[global.type](places.length - 1)}`;
  });
  const { default: binaryen } = await import(assembler);
  const module = binaryen.parseText(filled);
  const bytes = Buffer.from(module.emitBinary());
  module.dispose();
  return { bytes, holes: places.map(({ name, type }, place) => {
    const constant = Buffer.from([opcode[type], ...signedLeb128(standIn[type](place))]);
    const at = bytes.indexOf(constant);
    if (at < 0 || bytes.includes(constant, at + 1)) throw new Error(`the place of ${name} is not found, or found twice`);
    return { at: at + 1, bytes: type === 'i32' ? 5 : 10, name };
  }) };
}

/** @param {bigint} value positive @returns {readonly number[]} */
function signedLeb128(value) {
  return value < 0x40n ? [Number(value)] : [Number(value & 0x7fn) | 0x80, ...signedLeb128(value >> 7n)];
}

/** @type {import('esbuild').Plugin} */
export const assembly = {
  name: 'assembly',
  setup(build) {
    build.onResolve({ filter: /^\..*\.wasm$/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path.replace(/\.wasm$/, '.ts')), namespace: 'assembly' }));
    build.onLoad({ filter: /.*/, namespace: 'assembly' }, async ({ path }) => {
      // A build that watches asks again when the source has changed; the key of what is kept tells.
      let module = compiled.get(path);
      if (module === undefined || build.initialOptions.logLevel === 'info') compiled.set(path, (module = compile(path)));
      return { contents: await module, loader: 'js', watchFiles: [path] };
    });
  },
};
