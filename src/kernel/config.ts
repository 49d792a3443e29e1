/** Kernel configurations: a .config or auto.conf file, an architecture preset, and -D symbols on top. */

/** What the symbols of one build are. A symbol that is not listed is off: a configuration is a complete answer. */
export interface KernelConfig {
  /** The file's path, or `x86_64 preset`. */
  readonly name: string;
  /** Without the CONFIG_ prefix: `y`, `m`, a number or a string. */
  readonly symbols: ReadonlyMap<string, string>;
  /** Macros given by hand (-D), which also beat what the tree defines. */
  readonly defines: ReadonlyMap<string, string>;
}

export interface ConfigProblem {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** Reads the text of a .config, auto.conf or defconfig. Lines it cannot read are told, the others count. */
export function parseConfig(name: string, text: string): { config: KernelConfig; problems: readonly ConfigProblem[] } {
  const symbols = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.replace(/\r$/, '').trim();
    if (line === '') return;
    const set = /^CONFIG_(\w+)=(.*)$/.exec(line);
    if (set) {
      const value = set[2]!;
      if (value === 'n') return;
      if (/^(y|m|-?\d+|0[xX][0-9a-fA-F]+|"(?:[^"\\]|\\.)*")$/.test(value)) symbols.set(set[1]!, value);
      else problems.push({ line: index + 1, message: `value of CONFIG_${set[1]!} is neither y, m, n, a number nor a "string": ${value}` });
      return;
    }
    if (!line.startsWith('#')) problems.push({ line: index + 1, message: `expected CONFIG_NAME=value or a # comment: ${line.slice(0, 60)}` });
  });
  return { config: { name, symbols, defines: new Map() }, problems };
}

/** Adds `-D NAME[=VALUE]` symbols: CONFIG_ ones become part of the configuration, others are macros. */
export function withDefines(config: KernelConfig, given: readonly string[]): KernelConfig {
  const symbols = new Map(config.symbols);
  const defines = new Map(config.defines);
  for (const text of given) {
    const match = /^([A-Za-z_]\w*)(?:=(.*))?$/.exec(text);
    if (!match) throw new ConfigError(`-D ${text}: expected NAME or NAME=VALUE`);
    const name = match[1]!, value = match[2];
    if (name.startsWith('CONFIG_')) {
      if (value === 'n') symbols.delete(name.slice(7));
      else symbols.set(name.slice(7), value ?? 'y');
    } else defines.set(name, value ?? '1');
  }
  return { name: given.length > 0 ? `${config.name} ${given.map((d) => `-D${d}`).join(' ')}` : config.name, symbols, defines };
}

/** A mistake in what the user gave. */
export class ConfigError extends Error {}

/** The architecture a configuration was made for, told by the symbols that only one architecture sets. */
export function archOfConfig(config: KernelConfig): ArchName | undefined {
  const on = (symbol: string): boolean => config.symbols.get(symbol) === 'y';
  if (on('X86_64')) return 'x86_64';
  if (on('X86_32')) return 'i386';
  if (on('ARM64')) return 'arm64';
  if (on('ARM')) return 'arm';
  if (on('X86')) return on('64BIT') ? 'x86_64' : 'i386';
  if (on('RISCV')) return on('64BIT') ? 'riscv64' : undefined;
  if (on('PPC64')) return on('CPU_LITTLE_ENDIAN') ? 'ppc64le' : 'ppc64';
  if (on('S390')) return 's390x';
  if (on('LOONGARCH')) return on('64BIT') ? 'loongarch64' : undefined;
  return undefined;
}

/** Architectures whose ABI is known; arch.ts tells which have a preset too. */
export type ArchName = 'x86_64' | 'i386' | 'arm64' | 'arm' | 'riscv64' | 'ppc64' | 'ppc64le' | 's390x' | 'loongarch64';
