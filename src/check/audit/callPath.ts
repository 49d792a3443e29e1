/** Whether one function comes to another by calls, told from the text of functions' and macros' bodies. */
import { directoryOf } from '../../kernel/files.js';
import type { Body, TreeNames } from './treeNames.js';

/** Calls between two steps that a model's path names; munmap() to the page table walk takes eleven. */
const MAX_CALLS = 14;
/** Functions looked at before the search is given up. */
const MAX_LOOKED_AT = 20_000;
const NAME = /\b([A-Za-z_]\w*)(\s*\()?/g;

/** A call, or a function named as a pointer, on the way: where it stands, and in whose body. */
export interface CallStep {
  readonly function: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** A function on the way, and the call that led there. */
interface Reached {
  readonly name: string;
  readonly body: Body;
  readonly from?: { readonly caller: Reached; readonly at: number };
}

/**
 * The shortest way by calls from one function to another, outermost call first: one step when the caller's own text names it;
 * undefined when no way is found. Functions on the way lie in the caller's folder, in the callee's, or in headers: elsewhere
 * everything reaches everything.
 */
export function callPath(caller: string, callee: string, names: TreeNames): readonly CallStep[] | undefined {
  const folders = new Set([...names.bodies(caller), ...names.bodies(callee)].map(({ path }) => directoryOf(path)));
  const isOnTheWay = ({ path }: Body): boolean => path.endsWith('.h') || folders.has(directoryOf(path));
  const seen = new Set([caller]);
  let ring: readonly Reached[] = names.bodies(caller).map((body) => ({ name: caller, body })), lookedAt = 0;
  for (let calls = 1; calls <= MAX_CALLS && ring.length > 0 && lookedAt < MAX_LOOKED_AT; calls++, lookedAt += ring.length) {
    const next: Reached[] = [];
    for (const reached of ring) {
      for (const { 1: name, 2: call, index: at } of reached.body.text.matchAll(NAME)) {
        // Named without a call: handed on as a pointer. What is further away counts only by calls.
        if (name === callee) return stepsTo(reached, at, names);
        if (call === undefined || seen.has(name!)) continue;
        seen.add(name!);
        for (const body of names.bodies(name!)) if (isOnTheWay(body)) next.push({ name: name!, body, from: { caller: reached, at } });
      }
    }
    ring = next;
  }
  return undefined;
}

function stepsTo(last: Reached, at: number, names: TreeNames): readonly CallStep[] {
  const step = ({ name, body }: Reached, offset: number): CallStep => ({ function: name, file: body.path, line: names.lineAt(body, offset) });
  const steps = [step(last, at)];
  for (let { from } = last; from; { from } = from.caller) steps.unshift(step(from.caller, from.at));
  return steps;
}
