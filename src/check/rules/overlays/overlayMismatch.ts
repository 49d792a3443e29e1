/** Overlays of struct page whose members no longer lie where struct page has them, under some configuration. */
import { lineIndex } from '../../../c/position.js';
import { overlayAssertsIn } from '../../../layout/overlayAsserts.js';
import type { KernelSetup } from '../../../kernel/setup.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { otherSetups, withFile } from '../../configs/otherConfigs.js';

/** An assert of a file's own about a record that it lays over pages. */
const MEASURES_PAGE = /\bstatic_assert\b[^;]*\bstruct page\b/;

export function overlayMismatch(facts: FileFacts): readonly Finding[] {
  const { overlays } = facts.context;
  const here = facts.file.path;
  // A change of struct page may break an assert anywhere, one of an overlay those beside it.
  const files = overlays.definedIn.get('page')?.includes(here) ? overlays.assertedIn : overlays.assertedIn.includes(here) || MEASURES_PAGE.test(facts.file.text) ? [here] : [];
  if (files.length === 0) return [];
  for (const setup of [facts.context.setup, ...otherSetups(facts.context).map((other) => withFile(other, facts.file))]) {
    const findings = files.flatMap((file) => brokenAsserts(file, setup, facts));
    if (findings.length > 0) return findings;
  }
  return [];
}

function brokenAsserts(file: string, setup: KernelSetup, facts: FileFacts): Finding[] {
  const source = setup.tree.source(file);
  return (source ? overlayAssertsIn(source, setup, facts.context.parser, facts.context.overlays) : []).filter((assert) => assert.value === false).map((assert) => {
    const there = { file, offset: lineIndex(source!.text).offset(assert.line, 1), function: '' };
    const at = file === facts.file.path ? there : { file: facts.file.path, offset: facts.file.outline.names.get('struct page')?.[0]?.start ?? 0, function: '' };
    return facts.finding('overlay-mismatch', 'error', at,
      `${assert.condition.replace(/\s+/g, ' ').trim()} does not hold: ${/\bstruct page\b/.test(assert.condition) ? 'the overlay reads and writes other bits than its owner means' : 'what uses the member relies on it'}`,
      { state: 'any', words: [], config: `${setup.version} ${setup.arch.name}, ${setup.config.name}`, evidence: [facts.evidence(there, `${assert.text}: false under ${setup.config.name}`)] });
  });
}
