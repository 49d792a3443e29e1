import { LineIndex } from '../c/position.js';
import type { TypedUses } from '../protocol.js';
import type { OpenedFile } from './workspace.js';

/** The typed uses of a file with the layouts and functions they stand in. */
export function typedUses({ session, path, source }: OpenedFile): TypedUses | undefined {
  const found = session.uses(path);
  if (!found) return undefined;
  const lines = new LineIndex(source.text);
  const functions = source.outline.items.filter(({ kind, name }) => kind === 'function' && name !== '')
    .map(({ name, start, end }) => ({ name, line: lines.at(start).line, endLine: lines.at(Math.max(start, end - 1)).line }));
  return { path, uses: found.uses, layout: session.layoutsIn(path), functions };
}
