import type { DebuggerCommand, DebuggerCommandParams } from '../layoutProtocol.js';
import { debuggerCommand } from '../report/debuggerCommands.js';
import { memberAt } from './memberAt.js';
import type { KernelSession } from './session.js';
import { fieldOf } from './words.js';
import type { OpenedFile } from './workspace.js';

/** The commands for the member at a place, or of a name; undefined where there is none, or this configuration does not have it. */
export function commandForMember(session: KernelSession, file: OpenedFile | undefined, { tool, member }: Pick<DebuggerCommandParams, 'tool' | 'member'>): DebuggerCommand | undefined {
  const name = 'at' in member ? file && memberAt(session, file.source, file.positions.offset(member.at)) : member;
  const layout = session.layoutsIn(file?.path ?? '');
  const record = name && layout.records[name.record];
  const field = name && fieldOf(layout, name);
  return record && field ? { record: name.record, path: name.path, text: debuggerCommand(tool, record, field, layout.abi.wordSize) } : undefined;
}
