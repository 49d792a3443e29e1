/** The settings that the server reads: one table, equal to package.json's (a test compares them). */
import { PRESET_NAMES } from '../kernel/arch.js';

interface Setting<T> {
  readonly key: string;
  readonly type: 'string' | 'boolean';
  readonly default: T;
  readonly enum?: readonly string[];
  readonly description: string;
}

const setting = <T extends string | boolean>(key: string, fallback: T, description: string, choices?: readonly string[]): Setting<T> =>
  ({ key, type: typeof fallback === 'string' ? 'string' : 'boolean', default: fallback, description, ...(choices && { enum: choices }) });

/** Keys stand below `pagelens.`. */
export const SETTINGS = {
  root: setting<string>('kernel.root', '', 'Top folder of the kernel tree. Empty: found upward from the opened file, by `include/linux/mm_types.h`.'),
  arch: setting<string>('kernel.arch', '', 'Architecture preset for a tree without a `.config`. Empty: the one the `.config` names, else `x86_64`.', ['', ...PRESET_NAMES]),
  config: setting<string>('kernel.config', '', 'A `.config` or `auto.conf`. Empty: the one in the tree, where there is one.'),
  against: setting<string>('check.against', '', 'A tree that changed files are held against, or `none`. Empty: the last commit, or where git does not keep the tree, the same release beside it, in /usr/src or in Pagelens\' cache.'),
  index: setting<boolean>('index.background', true, 'Read the whole tree in the background once a file of it is opened, so that references answer at once. Off: it is read when references are first asked for.'),
  offsets: setting<boolean>('inlayHints.offsets', false, 'Show byte offsets and sizes behind the members of a record definition.'),
  lenses: setting<boolean>('codeLens.footprints', false, 'Show above a function that is handed pages what it does to them.'),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type Settings = { readonly [Name in SettingName]: (typeof SETTINGS)[Name]['default'] };

/**
 * Reads settings from whatever a client sends: nested (`{kernel: {arch}}`), below `pagelens`, or with dotted keys. What has the
 * wrong type counts as not set.
 */
export function readSettings(value: unknown): Settings {
  const pick = <T extends string | boolean>(one: Setting<T>): T => {
    for (const key of [one.key, `pagelens.${one.key}`]) {
      const found = lookUp(value, key);
      if (typeof found === one.type) return found as T;
    }
    return one.default;
  };
  return { root: pick(SETTINGS.root), arch: pick(SETTINGS.arch), config: pick(SETTINGS.config), against: pick(SETTINGS.against), index: pick(SETTINGS.index), offsets: pick(SETTINGS.offsets), lenses: pick(SETTINGS.lenses) };
}

function lookUp(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Readonly<Record<string, unknown>>;
  if (key in record) return record[key];
  for (let dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
    const inner = lookUp(record[key.slice(0, dot)], key.slice(dot + 1));
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Whether a change of settings means another tree, or another reading of it. */
export function sameTree(a: Settings, b: Settings): boolean {
  return a.root === b.root && a.arch === b.arch && a.config === b.config && a.against === b.against;
}
