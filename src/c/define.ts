/** What a `#define` line says. */
import type { Condition } from './condition.js';

export interface MacroDefinition {
  readonly name: string;
  /** Undefined for an object-like macro; the last one ends with `...` when variadic. */
  readonly params: readonly string[] | undefined;
  /** The body with comments and continuations blanked; `bodyStart` is its offset in the file. */
  readonly body: string;
  readonly bodyStart: number;
  /** Offset of the `#`. */
  readonly start: number;
  readonly end: number;
  readonly condition: Condition | null;
}

/**
 * @param rest what stands behind `#define`, comments and continuations blanked; `restAt` is its offset in the file
 * @returns undefined for a line that names nothing
 */
export function parseDefine(rest: string, restAt: number, start: number, end: number, condition: Condition | null): MacroDefinition | undefined {
  const head = /^([A-Za-z_]\w*)(\(([^)]*)\))?/.exec(rest);
  if (!head) return undefined;
  const params = head[2] === undefined ? undefined : head[3]!.split(',').map((p) => p.trim()).filter((p) => p !== '');
  const at = head[0].length;
  return { name: head[1]!, params, body: rest.slice(at), bodyStart: restAt + at, start, end, condition };
}
