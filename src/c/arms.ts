/** Choosing one arm of every `#if` inside a piece of text, so that what is left is plain C; all arms get their turn. */
import { type Condition, directiveTest, parseDirective } from './condition.js';
import { scanTokens, Token } from './tokens.js';

/** One arm of a group: the bytes between its directive and the next one. */
export interface Arm {
  readonly condition: Condition;
  readonly start: number;
  readonly end: number;
  readonly groups: readonly ArmGroup[];
}

export interface ArmGroup {
  readonly arms: readonly Arm[];
}

export interface ArmTree {
  readonly groups: readonly ArmGroup[];
  /** Every directive line, to be blanked: offsets, 0-based, end exclusive. */
  readonly directives: readonly (readonly [number, number])[];
}

interface OpenArm { condition: Condition; start: number; end: number; groups: OpenGroup[] }
interface OpenGroup { arms: OpenArm[] }

/** Reads the `#if` groups between two offsets, inside the condition that holds at `from`. Unclosed groups end with the text. */
export function readArms(text: string, from: number, to: number, outer: Condition | null): ArmTree {
  const tokens = scanTokens(text, from, to);
  const directives: [number, number][] = [];
  const top: OpenGroup[] = [];
  const stack: { group: OpenGroup; outer: Condition | null; earlier: string[] }[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.kind[i] !== Token.Directive) continue;
    const start = tokens.start[i]!, end = tokens.end[i]!;
    directives.push([start, end]);
    const directive = parseDirective(text, start, end);
    const open = stack[stack.length - 1];
    switch (directive.name) {
      case 'if': case 'ifdef': case 'ifndef': {
        const inside = open?.group.arms[open.group.arms.length - 1];
        const outerCondition = inside?.condition ?? outer;
        const test = directiveTest(directive);
        const group: OpenGroup = { arms: [{ condition: { outer: outerCondition, test, earlier: [] }, start: end, end: to, groups: [] }] };
        (inside?.groups ?? top).push(group);
        stack.push({ group, outer: outerCondition, earlier: [test] });
        break;
      }
      case 'elif': case 'else': case 'elifdef': case 'elifndef': {
        if (!open) break;
        open.group.arms[open.group.arms.length - 1]!.end = start;
        const test = directiveTest(directive);
        open.group.arms.push({ condition: { outer: open.outer, test, earlier: [...open.earlier] }, start: end, end: to, groups: [] });
        open.earlier.push(test);
        break;
      }
      case 'endif':
        if (!open) break;
        open.group.arms[open.group.arms.length - 1]!.end = start;
        stack.pop();
        break;
      default:
    }
  }
  return { groups: top, directives };
}

/** A choice of arms: the ranges to blank, besides the directives. */
export interface ArmChoice {
  readonly blank: readonly (readonly [number, number])[];
}

const MAX_CHOICES = 12;

/**
 * Choices that together keep every arm at least once, at most twelve. The first keeps the arms `prefers` likes best.
 * @param prefers whether an arm's condition holds in the chosen config; undecided counts as yes
 */
export function chooseArms(tree: ArmTree, prefers: (condition: Condition) => boolean): ArmChoice[] {
  if (tree.groups.length === 0) return [{ blank: [] }];
  const covered = new Set<Arm>();
  const total = countArms(tree.groups);
  const choices: ArmChoice[] = [];
  while (choices.length < MAX_CHOICES && (covered.size < total || choices.length === 0)) {
    const blank: [number, number][] = [];
    const before = covered.size;
    for (const group of tree.groups) pick(group, choices.length === 0);
    choices.push({ blank });
    if (covered.size === before && choices.length > 1) break;

    function pick(group: ArmGroup, first: boolean): void {
      const chosen = choose(group, first);
      for (const arm of group.arms) if (arm !== chosen) blank.push([arm.start, arm.end]);
      if (!chosen) return;
      covered.add(chosen);
      for (const inner of chosen.groups) pick(inner, first);
    }
  }
  return choices;

  function choose(group: ArmGroup, first: boolean): Arm | undefined {
    const preferred = group.arms.find((arm) => prefers(arm.condition)) ?? group.arms[0];
    if (first) return preferred;
    return group.arms.find((arm) => !covered.has(arm)) ?? group.arms.find((arm) => hasUncovered(arm)) ?? preferred;
  }

  function hasUncovered(arm: Arm): boolean {
    return arm.groups.some((group) => group.arms.some((inner) => !covered.has(inner) || hasUncovered(inner)));
  }
}

/** Only the arms whose condition holds: what one config compiles. */
export function activeArms(tree: ArmTree, holds: (condition: Condition) => boolean): ArmChoice {
  const blank: [number, number][] = [];
  const visit = (groups: readonly ArmGroup[]): void => {
    for (const group of groups) {
      for (const arm of group.arms) {
        if (holds(arm.condition)) visit(arm.groups);
        else blank.push([arm.start, arm.end]);
      }
    }
  };
  visit(tree.groups);
  return { blank };
}

function countArms(groups: readonly ArmGroup[]): number {
  return groups.reduce((sum, group) => sum + group.arms.reduce((n, arm) => n + 1 + countArms(arm.groups), 0), 0);
}

/** The innermost arm's condition at an offset, or `outer` when no group holds it. */
export function conditionAt(tree: ArmTree, offset: number, outer: Condition | null): Condition | null {
  let groups = tree.groups;
  let condition = outer;
  for (;;) {
    const arm = groups.flatMap((group) => group.arms).find((a) => a.start <= offset && offset < a.end);
    if (!arm) return condition;
    condition = arm.condition;
    groups = arm.groups;
  }
}

/** Replaces ranges with spaces, keeping newlines and length. */
export function blankRanges(text: string, base: number, ranges: readonly (readonly [number, number])[]): string {
  if (ranges.length === 0) return text;
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const pieces: string[] = [];
  let at = 0;
  for (const [start, end] of sorted) {
    const from = Math.max(start - base, at), to = Math.min(end - base, text.length);
    if (to <= from) continue;
    pieces.push(text.slice(at, from), text.slice(from, to).replace(/[^\n]/g, ' '));
    at = to;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}
