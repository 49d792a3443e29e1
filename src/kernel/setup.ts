/** What is opened: which kernel this is, and the architecture and configuration it is read under. */
import type { CParser } from '../c/syntax.js';
import { archPreset, ARCHES, type ArchFacts, PRESET_NAMES } from './arch.js';
import { archOfConfig, ConfigError, type KernelConfig, parseConfig, withDefines } from './config.js';
import { ConfiguredScope } from './configured.js';
import type { SourceFiles } from './files.js';
import { FileScope } from './scope.js';
import { KernelTree } from './tree.js';

/** The file that makes a folder a kernel tree: struct page is declared there. */
export const TREE_MARKER = 'include/linux/mm_types.h';

export interface SetupOptions {
  /** A preset's name; default: what the configuration says, else x86_64. */
  readonly arch?: string | undefined;
  /** A .config's name and text; default: the tree's own .config or auto.conf, where there is one. */
  readonly config?: { readonly name: string; readonly text: string } | undefined;
  readonly defines?: readonly string[] | undefined;
}

export interface KernelSetup {
  readonly tree: KernelTree;
  /** `6.1.192`; `unknown version` when the Makefile does not tell. */
  readonly version: string;
  readonly arch: ArchFacts;
  readonly config: KernelConfig;
  /** What in the configuration could not be read: `file:line: message`. */
  readonly warnings: readonly string[];
}

const BUILT_CONFIGS = ['.config', 'include/config/auto.conf'];

/**
 * Opens a tree over some files.
 * @throws ConfigError for an unknown preset or a -D that is none
 */
export function openTree(files: SourceFiles, options: SetupOptions = {}): KernelSetup {
  const warnings: string[] = [];
  let config: KernelConfig | undefined;
  const given = options.config ?? builtConfig(files);
  if (given && !(options.arch && !options.config)) {
    const parsed = parseConfig(given.name, given.text);
    config = parsed.config;
    for (const problem of parsed.problems) warnings.push(`${given.name}:${problem.line}: ${problem.message}; the line is left out`);
  }
  const named = config && archOfConfig(config);
  if (config && !named && !options.arch) warnings.push(`${config.name}: names no architecture whose ABI is known; read as x86_64, --arch NAME says otherwise`);
  const preset = archPreset(options.arch ?? (named && archPreset(named) ? named : 'x86_64'));
  if (!preset) throw new ConfigError(`unknown architecture "${options.arch ?? ''}"; known: ${PRESET_NAMES.join(', ')}`);
  const arch = options.arch === undefined && named ? ARCHES[named] : preset.arch;
  config = withDefines(config ?? preset.config, options.defines ?? []);
  return { tree: new KernelTree(files, arch.directory), version: kernelVersion(files), arch, config, warnings };
}

function builtConfig(files: SourceFiles): { name: string; text: string } | undefined {
  for (const name of BUILT_CONFIGS) {
    const text = files.isFile(name) ? files.read(name) : undefined;
    if (text !== undefined) return { name, text };
  }
  return undefined;
}

/**
 * The tree under every preset, the chosen configuration left aside. Presets of one architecture share a tree of their own, in which an
 * edit can be tried without touching the opened one.
 */
export function presetSetups(opened: KernelTree): readonly KernelSetup[] {
  const shared = new Map<string, KernelTree>();
  return PRESET_NAMES.map((arch) => {
    const setup = openTree(opened.files, { arch });
    const tree = shared.get(setup.arch.directory) ?? new KernelTree(opened.files, setup.arch.directory, opened);
    shared.set(setup.arch.directory, tree);
    return { ...setup, tree };
  });
}

/** Reads VERSION, PATCHLEVEL, SUBLEVEL and EXTRAVERSION of the top Makefile. */
export function kernelVersion(files: SourceFiles): string {
  const makefile = files.read('Makefile') ?? '';
  const value = (name: string): string => new RegExp(`^${name}[ \\t]*=[ \\t]*(\\S*)`, 'm').exec(makefile)?.[1] ?? '';
  const version = value('VERSION');
  if (version === '') return 'unknown version';
  return `${version}.${value('PATCHLEVEL') || '0'}.${value('SUBLEVEL') || '0'}${value('EXTRAVERSION')}`;
}

/** A view of one file under the setup's configuration. */
export function configuredScope(setup: KernelSetup, path: string, parser: CParser): ConfiguredScope | undefined {
  const source = setup.tree.source(path);
  return source && new ConfiguredScope(new FileScope(setup.tree, source), setup.config, setup.arch, parser);
}
