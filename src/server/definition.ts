import type { Location, Position } from 'vscode-languageserver';
import type { SourcePlace } from '../layout/record.js';
import { lineIndex } from '../c/position.js';
import { memberAt } from './memberAt.js';
import { recordNamed } from './recordMembers.js';
import type { KernelSession } from './session.js';
import type { OpenedFile, Workspace } from './workspace.js';

/** Where the member at a place is declared: also one that stands as a macro's argument, or that the configuration leaves out. */
export function definition(workspace: Workspace, { session, source, positions }: OpenedFile, position: Position): Location[] {
  const member = memberAt(session, source, positions.offset(position));
  if (!member) return [];
  const name = /\w+(?=(\[\d+\])?$)/.exec(member.path)?.[0] ?? '';
  const places = member.field?.declared ? [member.field.declared] : writtenPlaces(session, member.record, name);
  return places.flatMap((place) => workspace.location(session, place, name.length) ?? []);
}

/** All declarations of a member in its record, whatever arms they stand in. */
function writtenPlaces(session: KernelSession, tag: string, name: string): readonly SourcePlace[] {
  for (const home of session.overlays.definedIn.get(tag) ?? []) {
    const source = session.source(home);
    const members = source && recordNamed(session, source, tag)?.members.filter((member) => member.name === name);
    if (source && members && members.length > 0) return members.map((member) => ({ file: home, ...lineIndex(source.text).at(member.at) }));
  }
  return [];
}
