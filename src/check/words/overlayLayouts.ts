/** The records that a file lays over struct page, under every configuration they are looked at in. */
import type { KernelConfig } from '../../kernel/config.js';
import type { KernelSetup } from '../../kernel/setup.js';
import { LayoutError } from '../../layout/compute.js';
import type { FieldLayout, LayoutSet, RecordLayout } from '../../layout/record.js';
import { TreeLayouts } from '../../layout/treeLayouts.js';
import type { SourceFile } from '../../kernel/tree.js';
import type { CheckContext } from '../context.js';
import { otherSetups, withFile } from '../configs/otherConfigs.js';
import { otherConfiguration } from '../configs/variants.js';

/** One record, and struct page, as one configuration lays them out. */
export interface OverlayLayout {
  readonly record: RecordLayout;
  readonly page: RecordLayout;
  /** Struct page alone: what members of the model are looked up in. */
  readonly layout: LayoutSet;
}

/** The opened configuration first, then it with what the file leaves out, then the presets; a record that one of them cannot lay out is left out there. */
export function* overlayLayouts(file: SourceFile, context: CheckContext): Generator<OverlayLayout> {
  const tags = context.overlays.tags.filter((tag) => context.overlays.definedIn.get(tag)?.includes(file.path));
  if (tags.length === 0) return;
  for (const setup of setupsFor(file, context)) {
    const layouts = setup === context.setup ? context.layouts : new TreeLayouts(setup, context.parser, context.overlays);
    const page = recordIn(layouts, TREE_FILE, 'page');
    if (!page) continue;
    const { version, arch, config } = setup, { wordSize, int64Align, endian, charSigned } = arch;
    const layout: LayoutSet = { kernel: version, arch: arch.name, config: config.name, abi: { wordSize, int64Align, endian, charSigned }, records: { page } };
    for (const tag of tags) {
      const record = tag === 'page' ? page : recordIn(layouts, file.path, tag);
      if (record) yield { record, page, layout };
    }
  }
}

const TREE_FILE = 'include/linux/mm_types.h';

function recordIn(layouts: TreeLayouts, file: string, tag: string): RecordLayout | undefined {
  try {
    return layouts.recordIn(file, tag);
  } catch (error) {
    if (error instanceof LayoutError) return undefined;
    throw error;
  }
}

function setupsFor(file: SourceFile, context: CheckContext): readonly KernelSetup[] {
  const { setup, footprints } = context;
  const other = otherConfiguration(file, footprints.view(file).configured, ANY_TEXT);
  const more = other && withMore(setup.config, other);
  return [setup, ...(more ? [{ ...setup, config: more }] : []), ...otherSetups(context).map((one) => withFile(one, file))];
}

/** A member's declaration need not name a page. */
const ANY_TEXT = { test: (): boolean => true };

/** What a configuration adds, without what it takes away: CONFIG_64BIT is not the file's to choose. */
function withMore(opened: KernelConfig, other: KernelConfig): KernelConfig | undefined {
  const added = [...other.symbols].filter(([name]) => !opened.symbols.has(name));
  if (added.length === 0) return undefined;
  return { ...opened, name: `${opened.name} with ${added.map(([name]) => `CONFIG_${name}=y`).join(' ')}`, symbols: new Map([...opened.symbols, ...added]) };
}

/** The outermost members that have names, those left out that are struct pages themselves: a folio's `page` stands beside its own members. */
export function ownMembers(record: RecordLayout, tags: ReadonlySet<string>): readonly FieldLayout[] {
  return record.fields.filter((field) => field.sizeBits > 0 && !/[.[]/.test(field.path) && !tags.has(field.type.replace(/^struct\s+/, '')));
}

/** The innermost member that holds a bit of one of the outermost ones: of a `list_head` its `next`. */
export function leafAt(outer: FieldLayout, bit: number, record: RecordLayout): FieldLayout {
  const within = record.fields.filter((field) => (field === outer || field.path.startsWith(`${outer.path}.`) || field.path.startsWith(`${outer.path}[`)) && field.offsetBits <= bit && bit < field.offsetBits + field.sizeBits);
  return within.reduce((leaf, field) => (field.sizeBits < leaf.sizeBits || (field.sizeBits === leaf.sizeBits && field.path.length > leaf.path.length) ? field : leaf), outer);
}
