import { t } from '@vscode/l10n';
import type { ConflictBits, PageWords, WordInfo, WordRead } from '../src/panelProtocol.js';

/** Words for what the panel shows. Pure. */

/** A whole number with thin gaps between thousands: `262 144`. */
export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** `24-31` */
export function bytes({ offset, size }: { readonly offset: number; readonly size: number }): string {
  return `${offset}\u2013${offset + size - 1}`;
}

/** Members as they fit a cell: the first few, and how many more share the bytes. */
export function memberNames(members: readonly string[], shown = 3): string {
  if (members.length === 0) return t('padding');
  const more = members.length - shown;
  return more > 0 ? `${members.slice(0, shown).join(', ')} +${more}` : members.join(', ');
}

/** As what and when the word was written: `mapping.next, step 2`. */
export function writtenText({ writer, writtenAt }: WordInfo): string {
  if (writtenAt < 0) return functionName(writer.by);
  return [writer.member, t('step {0}', count(writtenAt))].filter((part) => part !== '').join(', ');
}

/** A C function with its parentheses; anything else as it is. */
export function functionName(by: string): string {
  return /^[A-Za-z_]\w*$/.test(by) ? `${by}()` : by;
}

/** As what and when the word was read: `as struct address_space *, step 15`. */
export function readAsText(read: WordRead): string {
  return t('as {0}, step {1}', read.readAs, count(read.step));
}

/** `Page 511: vmalloc, mapped once` */
export function pageTitle({ state, userMappings }: PageWords): string {
  return userMappings === 0 ? state : userMappings === 1 ? t('{0}, mapped by a process', state) : t('{0}, mapped {1} times', state, userMappings);
}

export function stepText(step: number, lastStep: number): string {
  return t('step {0} of {1}', count(step), count(lastStep));
}

/** `bits 0-1`, `bit 7`, `bits 0-1, 16` */
export function bitList(bits: readonly number[]): string {
  const parts: { from: number; to: number }[] = [];
  for (const bit of [...bits].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last?.to === bit - 1) last.to = bit;
    else parts.push({ from: bit, to: bit });
  }
  const list = parts.map(({ from, to }) => (from === to ? String(from) : `${from}\u2013${to}`)).join(', ');
  return bits.length === 1 ? t('bit {0}', list) : t('bits {0}', list);
}

/** Why the reader of a conflict takes what was written for something else, in a sentence. */
export function decidesText({ tested, digits, written, right }: ConflictBits): string {
  const [bits, values, wanted] = [bitList(tested), tested.map((bit) => digits[digits.length - 1 - bit]).reverse().join(''), right.join(t(' or '))];
  if (right.length === 0) return t('Whatever an owner keeps there is misread; it is {0}.', written);
  return tested.length === 0 ? t('It tests no bit: whatever is kept there is taken for {0}, and it is {1}.', wanted, written) : t('It tests {0} ({1}), which does not tell {2} from {3}.', bits, values, written, wanted);
}

/** What other records call the bytes: `slab: slab_cache`. */
export function overlayText(overlays: WordInfo['overlays']): string {
  return overlays.map(({ record, members }) => `${record}: ${members.join(', ')}`).join('\n');
}

/** The bits in which two values differ are no news to a person; the new value is, and what it was. */
export function changeText({ old, new: value }: { readonly old: string; readonly new: string }): string {
  return `${old} \u2192 ${value}`;
}

export function conflictsText(conflicts: number): string {
  return conflicts === 0 ? t('No conflict') : conflicts === 1 ? t('1 conflict') : t('{0} conflicts', count(conflicts));
}

/** Where a run is and what happens there, in a line. */
export function momentText(step: number, lastStep: number, text: string, conflicts: number): string {
  return t('{0}: {1}. {2} so far.', stepText(step, lastStep), text, conflictsText(conflicts));
}
