/** The parts of WebAssembly that the simulator uses: Node's types leave it to the DOM's, which code that also runs without one must not see. */
declare namespace WebAssembly {
  class Memory {
    /** In pieces of 64 KiB. */
    constructor(size: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
  }
  type Module = object;
  const Module: new (bytes: Uint8Array) => Module;
  /** Also what a content security policy without 'wasm-unsafe-eval' throws. */
  class CompileError extends Error {}
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, Memory | number | bigint>>>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}

/** A module compiled from the AssemblyScript of the same name (scripts/lib/assembly.mjs). */
declare module '*.wasm' {
  const bytes: Uint8Array;
  export default bytes;
}
