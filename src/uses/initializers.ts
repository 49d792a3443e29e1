/** Designated initialisers: each designator is a mention that writes. */
import { type CType, UNKNOWN } from '../c/ctype.js';
import type { Syntax } from '../c/syntax.js';
import { fieldToken, membersOf, noteMention } from './members.js';
import type { Draft, Frame } from './frame.js';
import type { Reading } from './reading.js';

/** `{ .flags = x }` for a record type: each designator is a mention. */
export function readInitializer(r: Reading, list: Syntax, type: CType, frame: Frame): void {
  const resolved = r.types.resolve(type);
  const element = resolved.kind === 'array' ? resolved.of : resolved;
  for (const child of list.children) {
    if (child.type !== 'initializer_pair') {
      if (child.type === 'initializer_list') readInitializer(r, child, element, frame);
      else r.statement(child, frame);
      continue;
    }
    let holder: CType = resolved;
    const chain: Draft[] = [];
    for (const part of child.children) {
      if (part.type === 'field_designator' || part.type === 'field_identifier') {
        const token = part.type === 'field_designator' ? part.children[0] : part;
        if (!token) continue;
        const { name, at, frame: writtenIn } = fieldToken(r, token, frame);
        const members = membersOf(r, r.types.resolve(holder));
        if (typeof members === 'string') {
          holder = UNKNOWN(members);
          continue;
        }
        for (const draft of chain) draft.path += `.${name}`;
        if (members.members.has(name) && r.tracked.isTracked(members)) {
          const draft = noteMention(r, at, writtenIn, members.tag, name);
          draft.access = 'write';
          chain.push(draft);
        }
        holder = members.members.get(name) ?? UNKNOWN('no such member');
      } else if (part.type === 'subscript_designator' || part.type === 'subscript_range_designator') {
        for (const index of part.children) r.read(index, frame);
        const array = r.types.resolve(holder);
        holder = array.kind === 'array' ? array.of : UNKNOWN('no array');
      } else if (part.type === 'initializer_list') {
        readInitializer(r, part, holder, frame);
      } else {
        r.statement(part, frame);
      }
    }
  }
}
