/** The bits that a file takes off a pointer by a constant: they reach further up than before a change, into the address, or leave out one that is set in it. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import type { Finding } from '../../finding.js';
import type { ChangedFacts } from '../changedFunctions.js';
import { namedConstants, redefined } from './namedConstants.js';

/** Bytes to which the least aligned object lies on 32-bit machines. */
const LEAST_ALIGNED = 4n;

export function tagMask({ before, after }: ChangedFacts): readonly Finding[] {
  const old = namedConstants(before.file), now = namedConstants(after.file), changed = redefined(old, now);
  if (changed.size === 0) return [];
  const oldScope = before.footprints.view(before.file).configured, scope = after.footprints.view(after.file).configured, text = blankCommentsAndContinuations(after.file.text);
  return [...changed].flatMap((name): Finding[] => {
    const [was, is] = [oldScope.constant(name), scope.constant(name)];
    const use = was === undefined || is === undefined ? null : new RegExp(`\\(\\s*(?:const\\s+)?(?:struct\\s+\\w+|void|\\w+_t)\\s*\\*+\\s*\\)\\s*\\(?[^;{}]*(?:&\\s*~\\s*${name}\\b|~\\s*${name}\\s*&)`).exec(text);
    if (was === undefined || is === undefined || !use || was <= 0n) return [];
    const left = was & ~is, kept = is === 0n || left === 0n ? undefined : [...now.keys()].find((other) => other !== name && scope.constant(other) === left && text.split(new RegExp(`\\b${other}\\b`)).length > 2);
    const says = was < LEAST_ALIGNED && is >= LEAST_ALIGNED ? `its bits are taken off a pointer, and an object that is aligned to ${is < 8n ? '4 bytes, as on 32-bit machines,' : '8 bytes'} has one of them in its address`
      : kept === undefined ? undefined : `${kept} is not among the bits that are taken off a pointer any more: where it is set the pointer leads to the side of its object`;
    if (says === undefined) return [];
    const at = { file: after.file.path, offset: now.get(name)!.at, function: '' }, place = { ...at, offset: use.index };
    // On machines of 64 bits, bit 2 is free.
    return [after.finding('word-misread', kept === undefined && is < 8n ? 'warning' : 'error', at, `${name} is 0x${is.toString(16)} now and was 0x${was.toString(16)}: ${says}`,
      { state: 'any', words: [], evidence: [after.evidence(at, `${name} is defined here`), after.evidence(place, 'the pointer is made without these bits')] })];
  }).slice(0, 1);
}
