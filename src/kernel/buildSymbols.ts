/** What a build knows without reading a header: configuration symbols and the compiler's own macros. */
import { parseInteger } from '../c/constant.js';
import type { MacroDefinition } from '../c/outline.js';
import type { ArchFacts } from './arch.js';
import type { KernelConfig } from './config.js';

/**
 * Macros that Makefiles hand to every compiler call, their values, and the symbols that make them; of several the last that is set counts
 * (scripts/Makefile.randstruct and arch/arm/Makefile of 7.2, scripts/Makefile.gcc-plugins of 5.10 and 6.1).
 */
const COMMAND_LINE_MACROS: ReadonlyMap<string, readonly (readonly [symbol: string, value: string])[]> = new Map([
  ['RANDSTRUCT', [['RANDSTRUCT', '1'], ['GCC_PLUGIN_RANDSTRUCT', '1']]],
  ['RANDSTRUCT_PLUGIN', [['GCC_PLUGIN_RANDSTRUCT', '1']]],
  ['__LINUX_ARM_ARCH__', [['CPU_32v7M', '7'], ['CPU_32v7', '7'], ['CPU_32v6', '6'], ['CPU_32v5', '5'], ['CPU_32v4T', '4'], ['CPU_32v4', '4'], ['CPU_32v3', '3']]],
]);

const OTHER_NAMES = /\b(?!CONFIG_|defined\b|IS_ENABLED\b|IS_BUILTIN\b|IS_REACHABLE\b|IS_MODULE\b)[A-Za-z_]\w*/;

/** Whether a test asks for configuration symbols and nothing else: every file of the tree answers it alike. */
export function asksForSymbolsOnly(test: string): boolean {
  return !OTHER_NAMES.test(test);
}

export class BuildSymbols {
  readonly #config: KernelConfig;
  readonly #arch: ArchFacts;

  constructor(config: KernelConfig, arch: ArchFacts) {
    this.#config = config;
    this.#arch = arch;
  }

  /** `y`, `m`, a number or a string; undefined when it is not set. */
  state(symbol: string): string | undefined {
    return this.#config.symbols.get(symbol.replace(/^CONFIG_/, ''));
  }

  /** What the preprocessor makes of a `CONFIG_` name: a symbol that is not set is 0 in a test, and no constant elsewhere. */
  value(name: string, isTest: boolean): bigint | undefined {
    const value = this.state(name);
    if (value === 'y' || (value === undefined || value === 'm') && this.#isModule(name)) return 1n;
    if (value === undefined || value === 'm') return isTest ? 0n : undefined;
    return parseInteger(value);
  }

  /** What IS_ENABLED() and its kin say of a symbol. */
  answer(question: 'IS_ENABLED' | 'IS_BUILTIN' | 'IS_MODULE' | 'IS_REACHABLE', symbol: string): boolean {
    const state = this.state(symbol);
    return question === 'IS_ENABLED' ? state !== undefined : state === (question === 'IS_MODULE' ? 'm' : 'y');
  }

  /** A symbol as the macro that autoconf.h makes of it. */
  macro(name: string): MacroDefinition | undefined {
    const value = name.startsWith('CONFIG_') ? this.state(name) : undefined;
    return value === undefined || value === 'm' ? undefined : objectLike(name, value === 'y' ? '1' : value);
  }

  /** Whether `defined(name)` holds without any header; undefined for a name that only headers may define. */
  isDefined(name: string): boolean | undefined {
    if (!name.startsWith('CONFIG_')) return this.#ofCompiler(name) === undefined ? undefined : true;
    const own = this.state(name);
    return (own !== undefined && own !== 'm') || this.#isModule(name);
  }

  /** The value of a macro of the compiler's own or of its command line. */
  compilerMacro(name: string): bigint | undefined {
    const entry = this.#ofCompiler(name);
    return entry === undefined ? undefined : parseInteger(entry.slice(name.length + 1));
  }

  #ofCompiler(name: string): string | undefined {
    const given = COMMAND_LINE_MACROS.get(name)?.findLast(([symbol]) => this.state(symbol) === 'y');
    if (given) return `${name}=${given[1]}`;
    return this.#arch.compilerMacros.find((text) => text.startsWith(`${name}=`));
  }

  /** `CONFIG_X_MODULE` is set for a symbol that is `m`. */
  #isModule(name: string): boolean {
    return name.endsWith('_MODULE') && this.state(name.slice(0, -7)) === 'm';
  }
}

/** A macro without parameters that no file defines. */
export function objectLike(name: string, body: string): MacroDefinition {
  return { name, params: undefined, body, bodyStart: -1, start: -1, end: -1, condition: null };
}
