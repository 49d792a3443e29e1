/** What every command is made of. */
import type { Output } from './output.js';

/** A usage or I/O error; also when some files could not be read and the result is partial. */
export const EXIT_IO = 2;

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** `DIR`, `FILE`: how the help names the value. */
  readonly value?: string;
  readonly help: string;
}

export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface Command {
  readonly name: string;
  /** `uses [PATH ...]` */
  readonly usage: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** @returns the exit code: 0 clean, 1 findings of severity error; usage and I/O errors are thrown as UserError */
  run(args: readonly string[], options: OptionValues, output: Output): Promise<number>;
}

/** Options that open a tree, shared by most commands. */
export const TREE_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  kernel: { type: 'string', value: 'DIR', help: 'top of the kernel tree (default: found upward from PATH or here)' },
  config: { type: 'string', value: 'FILE', help: 'a .config or auto.conf (default: the tree\'s own, where there is one)' },
  arch: { type: 'string', value: 'NAME', help: 'a preset: x86_64, i386, i386-pae, arm64, arm, arm-lpae' },
  define: { type: 'string', short: 'D', multiple: true, value: 'NAME[=VALUE]', help: 'a CONFIG_ symbol or macro on top of the configuration' },
  json: { type: 'boolean', help: 'one JSON object a line, nothing else on stdout' },
};

/** For files and questions outside of any tree. */
export const BUNDLED_OPTION: OptionSpec = { type: 'string', value: 'VERSION', help: 'outside of a tree: the bundled layouts of this kernel (5.11, 6.1, 6.6, 6.12, 7.3)' };

export function stringOption(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export function listOption(options: OptionValues, name: string): readonly string[] {
  const value = options[name];
  if (Array.isArray(value)) return (value as readonly string[]).flatMap((item) => item.split(','));
  return typeof value === 'string' ? value.split(',') : [];
}

export function treeOptions(options: OptionValues): { kernel: string | undefined; config: string | undefined; arch: string | undefined; define: readonly string[] } {
  const define = options['define'];
  return { kernel: stringOption(options, 'kernel'), config: stringOption(options, 'config'), arch: stringOption(options, 'arch'), define: Array.isArray(define) ? (define as readonly string[]) : [] };
}
