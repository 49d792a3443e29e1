import type { CParser } from '../../c/syntax.js';
import { configuredScope, type KernelSetup, TREE_MARKER } from '../../kernel/setup.js';
import { MEASURED, type OverlayAssert } from '../../layout/overlayAsserts.js';
import type { LayoutSet } from '../../layout/record.js';

/**
 * The asserts that held and do not in another layout: their conditions are known, so only the numbers in them are new. Those about
 * records that are not laid out here are left alone.
 */
export function brokenBy(asserts: readonly OverlayAssert[], layout: LayoutSet, setup: KernelSetup, parser: CParser): readonly OverlayAssert[] {
  const scope = configuredScope(setup, TREE_MARKER, parser);
  if (!scope) return [];
  return asserts.filter(({ value }) => value === true).flatMap((assert): OverlayAssert[] => {
    const missing: string[] = [];
    const numbers = assert.condition.replace(MEASURED, (whole: string, tag: string, member: string | undefined) => {
      const record = layout.records[tag];
      if (!record) return whole;
      const field = member === undefined ? undefined : record.fields.find(({ path }) => path === member);
      if (member !== undefined && !field) missing.push(`struct ${tag} has no member ${member} here`);
      return String(member === undefined ? record.size : (field?.offsetBits ?? 0) / 8);
    });
    if (missing.length > 0) return [{ ...assert, value: 'unknown', why: missing.join(', ') }];
    if (/offsetof|sizeof/.test(numbers)) return [];
    return scope.constant(numbers) === 0n ? [{ ...assert, value: false }] : [];
  });
}
