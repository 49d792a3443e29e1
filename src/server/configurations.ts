import { PRESET_NAMES } from '../kernel/arch.js';
import type { Configurations } from '../protocol.js';
import type { OpenedTree } from './workspace.js';

/** What the tree can be read under: the presets, and the configuration files that a build left in it. */
export function configurations({ session }: OpenedTree): Configurations {
  const { setup, root } = session;
  const { files } = setup.tree;
  const configs = ['.config', 'include/config/auto.conf', ...defconfigs(session.setup.arch.directory, files.list(`arch/${session.setup.arch.directory}/configs`))];
  return { root, presets: PRESET_NAMES, configs: configs.filter((path) => files.isFile(path)), arch: setup.arch.name, config: setup.config.name };
}

function defconfigs(arch: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => /_?defconfig$/.test(name)).sort().map((name) => `arch/${arch}/configs/${name}`);
}
