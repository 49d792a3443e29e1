import { magicValue, type Magic } from '../../model/magic.js';
import { membersAt, type ByteRange } from '../../model/memberRange.js';
import { pageFlagBit, type PageFlag } from '../../model/pageFlags.js';
import { decodePageType } from '../../model/pageType.js';
import type { SimulatedMachine } from '../../simulator/machine.js';
import { nodeOfFlags } from '../../simulator/zone.js';

const magics: readonly Magic[] = ['LIST_POISON1', 'LIST_POISON2', 'TAIL_MAPPING', 'PP_SIGNATURE', 'TIMER_ENTRY_STATIC'];
const flags: readonly PageFlag[] = ['locked', 'referenced', 'uptodate', 'dirty', 'lru', 'active', 'slab', 'owner_priv_1', 'arch_1', 'reserved', 'private', 'private_2', 'writeback', 'head',
  'reclaim', 'swapbacked', 'unevictable', 'mlocked'];

/** What a person would say stands in a word of `page`: an address by what it points to, flags by name, small numbers as such. */
export function decodeWord(page: number, value: bigint, range: ByteRange, members: readonly string[], machine: SimulatedMachine): string {
  const { layout } = machine;
  if (members.includes('flags')) return decodeFlags(value, machine);
  if (range.offset / 4 === machine.units.refcount) return `${Number(BigInt.asIntN(32, value))}`;
  if (range.offset / 4 === machine.units.mapcount) {
    const type = decodePageType(Number(value), layout.kernel);
    return type === undefined ? `${Number(BigInt.asIntN(32, value))}` : `page type ${type}`;
  }
  if (value === 0n) return 'NULL';
  const magic = magics.find((name) => magicValue(name, machine.machine) === value);
  if (magic !== undefined) return magic;
  return decodePointer(page, value, machine) ?? (value < 0x10000n ? value.toString() : '');
}

/** An address of the simulated kernel, low tag bits told apart; undefined for anything else. */
function decodePointer(own: number, value: bigint, { memory, layout }: SimulatedMachine): string | undefined {
  const tag = Number(value & 3n);
  const lo = Number(BigInt.asIntN(32, value - BigInt(tag))), hi = memory.wide ? Number(BigInt.asIntN(32, value >> 32n)) : 0;
  const tagged = tag === 0 ? '' : ` | ${tag}`;
  const unit = memory.unitAtAddress(lo, hi);
  if (unit >= memory.pagesAt) {
    const page = memory.pageOf(unit);
    const offset = (unit - memory.pageAt(page)) * 4;
    const member = membersAt({ offset, size: 1 }, layout)[0];
    return `${page === own ? 'itself' : `page ${page}`}${offset === 0 ? '' : `, ${member ?? `byte ${offset}`}`}${tagged}`;
  }
  if (unit >= 0) return `kernel object${tagged}`;
  const contents = memory.virtToPage({ lo: lo >>> 0, hi: hi >>> 0 });
  return contents.inDirectMap ? `contents of page ${contents.pfn}${tagged}` : undefined;
}

function decodeFlags(value: bigint, { memory, layout }: SimulatedMachine): string {
  const set = flags.filter((flag) => {
    const bit = pageFlagBit(flag, layout.kernel);
    return bit !== undefined && ((value >> BigInt(bit)) & 1n) === 1n;
  });
  const node = nodeOfFlags(Number(value & 0xffffffffn), Number((value >> 32n) & 0xffffffffn), memory.wide);
  return [`node ${node}`, ...set].join(', ');
}
