/**
 * Layouts for files that are opened without their tree. The data is computed by this project's own engine (scripts/bundle-layouts.mjs),
 * checked against gcc's, and read only when somebody asks for it.
 */
import type { LayoutSet } from '../record.js';
import { restore, type StoredKernel } from './stored.js';

/** A kernel that layouts are bundled for. */
export interface BundledKernel {
  /** `6.1`: what a user picks. */
  readonly name: string;
  readonly load: () => Promise<BundledLayouts>;
}

export interface BundledLayouts {
  /** The exact release: `6.1.192`. */
  readonly kernel: string;
  /** Where the declarations come from; says so when they were put together from several trees. */
  readonly source: string;
  /** Under each preset: x86_64 first. */
  readonly sets: readonly LayoutSet[];
}

const load = async (file: Promise<{ readonly default: unknown }>): Promise<BundledLayouts> => {
  const { kernel, source, sets } = (await file).default as StoredKernel;
  return { kernel, source, sets: sets.map((set) => restore(kernel, set)) };
};

/** Oldest first. */
export const BUNDLED_KERNELS: readonly BundledKernel[] = [
  { name: '5.11', load: () => load(import('./linux-5.11.json')) },
  { name: '6.1', load: () => load(import('./linux-6.1.json')) },
  { name: '6.6', load: () => load(import('./linux-6.6.json')) },
  { name: '6.12', load: () => load(import('./linux-6.12.json')) },
  { name: '7.3', load: () => load(import('./linux-7.3.json')) },
];

/** What a file is read as when nothing tells which kernel it belongs to. */
export const DEFAULT_BUNDLED = '6.12';

/** The bundled kernel of that name, or the newest one that is not newer; undefined before the oldest. */
export function bundledKernel(version: string): BundledKernel | undefined {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return BUNDLED_KERNELS.findLast(({ name }) => {
    const [ownMajor = 0, ownMinor = 0] = name.split('.').map(Number);
    return ownMajor < major || (ownMajor === major && ownMinor <= minor);
  });
}
