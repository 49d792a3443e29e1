/** The opened tree under every preset, for questions about all of them. Kept until a header changes. */
import { ARCHES, archPreset, PRESET_NAMES } from '../kernel/arch.js';
import { type KernelSetup, presetSetups } from '../kernel/setup.js';
import { LayoutError } from '../layout/compute.js';
import type { RecordLayout } from '../layout/record.js';
import { TreeLayouts } from '../layout/treeLayouts.js';
import { type MachineBits, machineBits } from '../whatif/fit/machineBits.js';
import { answerMove, snapshot } from '../whatif/move/answer.js';
import { readEdit } from '../whatif/move/edit.js';
import type { KernelSession } from './session.js';

const opened = new WeakMap<KernelSession, { readonly generation: number; readonly setups: readonly KernelSetup[] }>();

/** Trees of their own, read as they are on disk: an edit tried in them leaves the session's alone. */
export function setupsOf(session: KernelSession): readonly KernelSetup[] {
  const { tree } = session.setup;
  const known = opened.get(session);
  if (known?.generation === tree.generation) return known.setups;
  const setups = presetSetups(tree);
  opened.set(session, { generation: tree.generation, setups });
  return setups;
}

/**
 * Lays out every preset while somebody is still choosing what to ask: one at a time, others are served in between. Then an edit that nobody
 * asked for, tried under each and forgotten: the first one that is asked for meets compiled code.
 */
export async function prepareMove(session: KernelSession): Promise<void> {
  const { parser, overlays } = session;
  const pause = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 0); });
  for (const setup of setupsOf(session)) {
    await pause();
    snapshot(setup, parser, overlays);
  }
  for (const setup of setupsOf(session)) {
    await pause();
    answerMove([readEdit('add', 'u32 pagelens_trial after flags')], { setups: [setup], parser, overlays });
  }
}

/** The session's own configuration first, then the presets it is none of. */
export function presetMachines({ setup }: KernelSession): readonly MachineBits[] {
  const own = machineBits(setup.arch, setup.config);
  const presets = PRESET_NAMES.flatMap((name) => {
    const preset = archPreset(name);
    return preset ? [machineBits(ARCHES[preset.arch.name], preset.config)] : [];
  });
  return [own, ...presets.filter(({ name }) => name !== own.name)];
}

/** The layout of any record of the tree, as `struct X` in a question. */
export function recordFinder({ setup, parser, overlays }: KernelSession): (name: string) => RecordLayout | undefined {
  let layouts: TreeLayouts | undefined;
  return (name) => {
    try {
      layouts ??= new TreeLayouts(setup, parser, overlays);
      return layouts.record(name);
    } catch (error) {
      if (error instanceof LayoutError) return undefined;
      throw error;
    }
  };
}
