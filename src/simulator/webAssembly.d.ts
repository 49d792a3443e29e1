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
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, Memory>>>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}

/** A module compiled from the AssemblyScript of the same name (scripts/lib/assembly.mjs). */
declare module '*.wasm' {
  /** Its bytes, and where in the code constants of its environment are missing: `bytes` long from `at` on, in signed LEB128. */
  export interface ModuleWithHoles {
    readonly bytes: Uint8Array;
    readonly holes: readonly { readonly at: number; readonly bytes: 5 | 10; readonly name: string }[];
  }
  const module: ModuleWithHoles;
  export default module;
}
