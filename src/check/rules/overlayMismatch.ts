/** Overlays of struct page whose members no longer lie where struct page has them, under some configuration. */
import { LayoutError } from '../../layout/compute.js';
import { overlayAssertsIn } from '../../layout/overlayAsserts.js';
import { TreeLayouts } from '../../layout/treeLayouts.js';
import type { KernelSetup } from '../../kernel/setup.js';
import type { RecordLayout } from '../../layout/record.js';
import type { FileFacts } from '../fileFacts.js';
import type { Finding } from '../finding.js';
import { otherSetups, withFile } from '../otherConfigs.js';

export function overlayMismatch(facts: FileFacts): readonly Finding[] {
  const { overlays } = facts.context;
  const here = facts.file.path;
  const asserts = overlays.assertedIn.includes(here);
  const defined = overlays.tags.filter((tag) => tag !== 'page' && overlays.definedIn.get(tag)?.includes(here));
  if (!asserts && defined.length === 0) return [];
  const findings: Finding[] = [];
  for (const setup of [facts.context.setup, ...otherSetups(facts.context).map((other) => withFile(other, facts.file))]) {
    if (findings.length > 0) break;
    if (asserts) findings.push(...brokenAsserts(setup, facts));
    if (findings.length === 0) findings.push(...movedMembers(setup, defined, facts));
  }
  return findings;
}

function brokenAsserts(setup: KernelSetup, facts: FileFacts): Finding[] {
  return overlayAssertsIn(setup.tree.source(facts.file.path) ?? facts.file, setup, facts.context.parser, facts.context.overlays).filter((assert) => assert.value === false).map((assert) => {
    const offset = facts.lines.offset(assert.line, 1);
    return facts.finding('overlay-mismatch', 'error', { file: assert.file, offset, function: '' },
      `${assert.condition.replace(/\s+/g, ' ').trim()} does not hold: the overlay reads and writes other bits than its owner means`,
      { state: 'any', words: [], config: `${setup.version} ${setup.arch.name}, ${setup.config.name}`, evidence: [facts.evidence({ file: assert.file, offset, function: '' }, `${assert.text}: false under ${setup.config.name}`)] });
  });
}

/** Members of the same name as one of struct page at another place, with no assert that would say so; one that is left out in this configuration says that its author knows. */
function movedMembers(setup: KernelSetup, tags: readonly string[], facts: FileFacts): Finding[] {
  if (tags.length === 0) return [];
  const asserted = overlayAssertsIn(facts.file, facts.context.setup, facts.context.parser, facts.context.overlays).map((assert) => assert.condition);
  const layouts = new TreeLayouts(setup, facts.context.parser, facts.context.overlays);
  const page = laidOut(() => layouts.record('page'));
  if (!page) return [];
  return tags.flatMap((tag) => {
    const overlay = laidOut(() => layouts.recordIn(facts.file.path, tag));
    return (overlay?.fields ?? []).flatMap((field) => {
      // Only what is the same thing by name and type is meant to lie in the same place.
      const own = field.path.includes('.') || field.offsetBits >= page.size * 8 || field.path.startsWith('__') ? undefined : page.fields.find((one) => one.path === field.path && one.type === field.type);
      if (own && asserted.some((condition) => new RegExp(`struct ${tag}\\s*,\\s*${field.path}\\b`).test(condition))) return [];
      if (!own || own.offsetBits === field.offsetBits || overlay?.fields.some((one) => one.path === field.path && one.offsetBits === own.offsetBits) || page.fields.some((one) => one.path === field.path && one.offsetBits === field.offsetBits)) return [];
      const offset = field.declared ? facts.lines.offset(field.declared.line, field.declared.column) : facts.file.outline.names.get(`struct ${tag}`)?.[0]?.start ?? 0;
      return [facts.finding('overlay-mismatch', 'error', { file: facts.file.path, offset, function: '' },
        `${tag}.${field.path} lies at byte ${field.offsetBits / 8}, page.${field.path} at byte ${own.offsetBits / 8}: through the overlay another word of the page is read and written`,
        {
          state: 'any', words: [facts.word(field.offsetBits / 8, field.sizeBits / 8)], config: `${setup.version} ${setup.arch.name}, ${setup.config.name}`,
          evidence: own.declared ? [{ ...own.declared, function: '', message: `page.${field.path} is declared here` }] : [],
        })];
    });
  });
}

function laidOut(lay: () => RecordLayout): RecordLayout | undefined {
  try {
    return lay();
  } catch (error) {
    if (error instanceof LayoutError) return undefined;
    throw error;
  }
}
