/** Layouts of records as text: under the opened tree's configuration, another one, another tree's, or of a kernel that is bundled. */
import { ConfigError } from '../kernel/config.js';
import { openTree, type KernelSetup } from '../kernel/setup.js';
import { BUNDLED_KERNELS } from '../layout/bundled/index.js';
import { LayoutError } from '../layout/compute.js';
import { findOverlays } from '../layout/overlays.js';
import { TreeLayouts } from '../layout/treeLayouts.js';
import type { LayoutAnswer, LayoutChoices, LayoutParams, LayoutUnder } from '../layoutProtocol.js';
import { layoutText } from '../report/layoutText.js';
import type { WirePosition } from '../protocol.js';
import type { ServerHost } from './host.js';
import { memberAt } from './memberAt.js';
import { recordsIn } from './recordMembers.js';
import type { KernelSession } from './session.js';
import type { OpenedFile, OpenedTree } from './workspace.js';

/** @returns what is wrong with the question where there is no such layout */
export async function layoutDocument(host: ServerHost, { session }: OpenedTree, { record, under }: Pick<LayoutParams, 'record' | 'under'>): Promise<LayoutAnswer> {
  try {
    return { text: under.from === 'bundled' ? await bundledText(record, under.kernel) : treeText(record, setupUnder(host, session, under), session) };
  } catch (error) {
    if (error instanceof LayoutError || error instanceof ConfigError) return { problem: `${record}: ${error.message}` };
    throw error;
  }
}

export function layoutChoices({ session }: OpenedTree, file: OpenedFile | undefined, position: WirePosition | undefined): LayoutChoices {
  const record = file && position && recordAt(file, position);
  const { tags, descriptors } = session.overlays;
  return { ...(record !== undefined && { record }), records: [...tags, ...descriptors], bundled: BUNDLED_KERNELS.map(({ name }) => name) };
}

function recordAt({ session, source, positions }: OpenedFile, position: WirePosition): string | undefined {
  const offset = positions.offset(position);
  return memberAt(session, source, offset)?.record ?? recordsIn(session, source, { start: offset, end: offset + 1 })[0]?.tag;
}

/** @throws ConfigError */
function setupUnder(host: ServerHost, session: KernelSession, under: Exclude<LayoutUnder, { from: 'bundled' }>): KernelSetup {
  if (under.from === 'settings') return session.setup;
  const root = under.root ?? session.root;
  if (!host.isTree(root)) throw new ConfigError(`${root} is no kernel tree`);
  const config = under.config === '' ? undefined : host.resolve(root, under.config);
  return openTree(host.files(root), {
    arch: under.arch === '' ? undefined : under.arch,
    config: config === undefined ? undefined : { name: config.startsWith(`${root}/`) ? config.slice(root.length + 1) : config, text: host.readText(config) },
  });
}

/** @throws LayoutError */
function treeText(record: string, setup: KernelSetup, session: KernelSession): string {
  const overlays = setup === session.setup ? session.overlays : findOverlays(setup.tree);
  return layoutText(new TreeLayouts(setup, session.parser, overlays).record(record), `${setup.version} ${setup.arch.name}, ${setup.config.name}`, setup.arch.wordSize);
}

/** @throws LayoutError */
async function bundledText(record: string, kernel: string): Promise<string> {
  const set = (await BUNDLED_KERNELS.find(({ name }) => name === kernel)?.load())?.sets[0];
  const layout = set?.records[record];
  if (!layout) throw new LayoutError(set ? `not among the bundled records of ${set.kernel}: ${Object.keys(set.records).join(', ')}` : `no bundled layouts of ${kernel}`);
  return layoutText(layout, `${set.kernel} ${set.arch}, ${set.config}`, set.abi.wordSize);
}
