/** An address put into a word of a page that has room for half of it on some machines. */
import { armsOf, type Value } from '../../../footprint/value.js';
import type { KernelSetup } from '../../../kernel/setup.js';
import { type WideType, wideTypes } from '../../../model/wideTypes.js';
import { directoryOf } from '../../../kernel/files.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { otherSetups } from '../../configs/otherConfigs.js';

export function cutNumber(facts: FileFacts): readonly Finding[] {
  const { wordSize } = facts.context.model.layout.abi;
  return facts.ownWrites.flatMap((write) => {
    const { trace, effect } = write;
    const type = effect.size === wordSize && facts.isPage(effect.thing) && facts.isOwnChoice(trace, effect) ? wideIn(effect.value) : undefined;
    if (!type || type.madeFor.includes(effect.path) || (type.ask !== undefined && isNeverAsked(type.ask, facts))) return [];
    const machine = otherSetups(facts.context).find((setup) => isNarrow(setup, type, facts.file.path));
    return machine ? [told(write, type, machine, facts)] : [];
  });
}

/**
 * Whether the driver, or a file beside it, asks for wide addresses nowhere: its devices are given none then (drivers/pci/probe.c:pci_device_add() and its like begin
 * with a mask of 32 bits). Code that serves other drivers does not know.
 */
function isNeverAsked(ask: RegExp, { file, context: { tree } }: FileFacts): boolean {
  if (!/^(?:drivers|sound)\//.test(file.path)) return false;
  const folder = directoryOf(file.path);
  return !ask.test(file.text) && !tree.files.list(folder).filter((name) => name.endsWith('.c')).some((name) => ask.test(tree.sourceHolding(`${folder}/${name}`, ['set_mask', 'DMA_BIT_MASK'])?.text ?? ''));
}

/** The type that a value has kept on every way, unless it is nothing. */
function wideIn(value: Value | undefined): WideType | undefined {
  if (!value) return undefined;
  const arms = armsOf(value).filter((arm) => arm.kind !== 'number');
  const names = new Set(arms.map((arm) => (arm.kind === 'unknown' || arm.kind === 'pointer' ? arm.declared : undefined)));
  const [name] = names;
  return names.size === 1 ? wideTypes.find((type) => type.function === name) : undefined;
}

/** Whether the file may be built for a machine of that kind; an architecture's own files are built for no other. */
function isNarrow({ arch, config }: KernelSetup, { symbol }: WideType, path: string): boolean {
  return arch.wordSize === 4 && config.symbols.get(symbol) === 'y' && (!path.startsWith('arch/') || path.startsWith(`arch/${arch.directory}/`));
}

function told({ trace, effect }: PageEffect, type: WideType, { config }: KernelSetup, facts: FileFacts): Finding {
  const declared = facts.context.tree.source(type.file)?.text.search(new RegExp(`\\b${type.function};`)) ?? 0;
  const name = facts.nameOf(effect.offset, effect.size);
  return facts.finding('config-overlap', 'warning', facts.placeOf(effect.chain),
    `a ${type.function} is kept in page.${name}, which has 32 bits under ${config.name} where ${type.function} has 64: the upper half is lost`,
    {
      state: facts.states.of(effect.thing, trace)[0]?.state.name ?? 'any', config: config.name, words: [facts.word(effect.offset, effect.size)],
      evidence: [
        facts.evidence(facts.placeOf(effect.chain), `${type.function} is stored over ${name}`), ...facts.around(effect, 'writes it'),
        facts.evidence({ file: type.file, offset: Math.max(0, declared), function: '' }, `CONFIG_${type.symbol} makes ${type.function} a u64`),
      ],
    });
}
