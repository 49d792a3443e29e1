/** Layouts of records as text, under any configuration, and a member's commands for debuggers. Methods are named in protocol.ts. */
import type { AboutTree } from './pageWordsProtocol.js';
import type { WirePosition } from './protocol.js';
import type { DebuggerTool } from './report/debuggerCommands.js';

/** What a record is laid out under. */
export type LayoutUnder =
  /** As the opened tree is read now. */
  | { readonly from: 'settings' }
  /** Another configuration, of another tree if `root` (an absolute path) says so. Empty strings: what that tree has. */
  | { readonly from: 'tree'; readonly root?: string; readonly arch: string; readonly config: string }
  /** Layouts that come with Pagelens, of a kernel by `6.12`. */
  | { readonly from: 'bundled'; readonly kernel: string };

export interface LayoutParams extends AboutTree {
  readonly record: string;
  readonly under: LayoutUnder;
}

/** @property text reads like pahole's */
export type LayoutAnswer = { readonly text: string } | { readonly problem: string };

export interface LayoutChoicesParams extends AboutTree {
  readonly position?: WirePosition;
}

export interface LayoutChoices {
  /** The record that the cursor stands in, or whose member it stands on. */
  readonly record?: string;
  /** Struct page, its views and the descriptors; any other record of the tree can be asked for too. */
  readonly records: readonly string[];
  /** Kernels that layouts are bundled of, oldest first. */
  readonly bundled: readonly string[];
}

export interface DebuggerCommandParams extends AboutTree {
  readonly tool: DebuggerTool;
  /** Of a member in the file; or its name. */
  readonly member: { readonly at: WirePosition } | { readonly record: string; readonly path: string };
}

export interface DebuggerCommand {
  readonly record: string;
  readonly path: string;
  /** A line a command; ADDRESS stands for the record's. */
  readonly text: string;
}
