/** Two members of an overlay that code beside exchanges in one step: they have to lie in one double word, the first of them at its start. */
import { lineIndex } from '../../../c/position.js';
import { directoryOf, joinPath } from '../../../kernel/files.js';
import type { FieldLayout } from '../../../layout/record.js';
import type { Site } from '../../../footprint/value.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type OverlayLayout, overlayLayouts } from '../../words/overlayLayouts.js';

/** `cmpxchg_double(&slab->freelist, &slab->counters, ...)`: before 6.5, when one type took the place of both. */
const EXCHANGE = /\bcmpxchg_double(?:_local)?\s*\(\s*&\s*\w+\s*->\s*(\w+)\s*,\s*&\s*\w+\s*->\s*(\w+)\s*,/g;
/** Where mm's own overlays are used, wherever they are declared. */
const MM = 'mm';

interface Exchanged {
  readonly members: readonly [string, string];
  readonly at: Site;
}

export function splitDouble(facts: FileFacts): readonly Finding[] {
  if (!facts.context.overlays.tags.some((tag) => facts.context.overlays.definedIn.get(tag)?.includes(facts.file.path))) return [];
  const exchanged = exchangedBeside(facts), findings = new Map<string, Finding>();
  if (exchanged.length === 0) return [];
  for (const overlay of overlayLayouts(facts.file, facts.context)) {
    for (const one of exchanged) {
      const [first, second] = one.members.map((name) => overlay.record.fields.find(({ path }) => path === name));
      const size = overlay.layout.abi.wordSize * 8;
      if (!first || !second || first.declared?.file !== facts.file.path || findings.has(overlay.record.record)) continue;
      if (first.offsetBits % (2 * size) !== 0 || second.offsetBits !== first.offsetBits + size) findings.set(overlay.record.record, told(first, second, overlay, one, facts));
    }
  }
  return [...findings.values()];
}

function exchangedBeside({ file, context: { tree } }: FileFacts): readonly Exchanged[] {
  const found = new Map<string, Exchanged>();
  for (const folder of new Set([directoryOf(file.path), MM])) {
    for (const name of tree.files.list(folder).filter((one) => one.endsWith('.c'))) {
      const source = tree.source(joinPath(folder, name));
      for (const hit of source?.text.matchAll(EXCHANGE) ?? []) {
        const [, first, second] = hit, key = `${first} ${second}`;
        const item = source!.outline.items.find(({ start, end }) => start <= hit.index && hit.index < end);
        if (!found.has(key)) found.set(key, { members: [first!, second!], at: { file: source!.path, offset: hit.index, function: item?.name ?? '' } });
      }
    }
  }
  return [...found.values()];
}

const bytes = ({ offsetBits, sizeBits }: FieldLayout): string => `bytes ${offsetBits / 8}-${(offsetBits + sizeBits) / 8 - 1}`;

function told(first: FieldLayout, second: FieldLayout, { record, layout }: OverlayLayout, { at }: Exchanged, facts: FileFacts): Finding {
  const { line, column } = first.declared!, site = { file: facts.file.path, offset: lineIndex(facts.file.text).offset(line, column), function: '' };
  return facts.finding('paired-words', 'error', site,
    `${record.record}.${first.path} (${bytes(first)}) and ${second.path} (${bytes(second)}) are no aligned double word, but ${at.function}() exchanges both in one step: it exchanges another word, or faults`,
    {
      state: 'any', config: `${layout.kernel} ${layout.arch}, ${layout.config}`, words: [facts.word(first.offsetBits / 8, layout.abi.wordSize)],
      evidence: [facts.evidence(site, `${first.type} ${first.path}: ${bytes(first)} under ${layout.config}`), facts.evidence(at, `${first.path} and ${second.path} are exchanged in one step`)],
    });
}
