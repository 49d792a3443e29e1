import type { ModuleWithHoles } from '*.wasm';

/** A WebAssembly module with a machine's constants in its code. Throws where one is missing, and what the host throws that allows no WebAssembly. */
export function linkedModule(template: ModuleWithHoles, constants: Readonly<Record<string, number | bigint>>): WebAssembly.Module {
  const bytes = template.bytes.slice();
  for (const hole of template.holes) {
    const value = constants[hole.name];
    if (value === undefined) throw new Error(`no constant ${hole.name}`);
    fill(bytes, hole.at, hole.bytes, BigInt(value));
  }
  return new WebAssembly.Module(bytes);
}

/** Writes a number as signed LEB128 of just so many bytes: seven bits each, all but the last marked. */
function fill(bytes: Uint8Array, at: number, count: 5 | 10, value: bigint): void {
  const signed = BigInt.asIntN(count === 5 ? 32 : 64, value);
  for (let i = 0; i < count; i++) bytes[at + i] = Number((signed >> BigInt(7 * i)) & 0x7fn) | (i < count - 1 ? 0x80 : 0);
}
