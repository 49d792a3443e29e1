import type { FieldUse } from '../uses/fieldUse.js';
import type { KernelSession } from './session.js';
import { type Bits, bitsOf, fieldOf, isWholePage, type MemberName } from './words.js';

/** The bits of the longest part of a use's path that lies in the record itself; `all` for `&folio->page`, unless that was asked for. */
export function bitsOfUse(session: KernelSession, use: FieldUse, asked?: MemberName): Bits | 'all' | undefined {
  const layout = session.layoutsIn(use.file);
  for (let path = use.path; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
    const member = { record: use.record, path };
    const field = fieldOf(layout, member);
    if (field && isWholePage(field)) return asked?.record === use.record && asked.path === path ? bitsOf(layout, member, session.overlays.descriptors) : 'all';
    if (field) return bitsOf(layout, member, session.overlays.descriptors);
  }
  return undefined;
}
