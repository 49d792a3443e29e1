/** Finds field-aliasing conflicts in one file: what its functions do to struct pages, held against the rules. */
import type { SourceFile } from '../kernel/tree.js';
import type { CheckContext } from './context.js';
import { FileFacts } from './fileFacts.js';
import type { Finding } from './finding.js';
import { addressInPage } from './rules/addressInPage.js';
import { configOverlap } from './rules/configOverlap.js';
import { nodeInContents } from './rules/nodeInContents.js';
import { overlayMismatch } from './rules/overlayMismatch.js';
import { pageCopy } from './rules/pageCopy.js';
import { pairedWords } from './rules/pairedWords.js';
import { refcountMisuse } from './rules/refcountMisuse.js';
import { staleAtFree } from './rules/staleAtFree.js';
import { storedValues } from './rules/storedValues.js';
import { tailPage } from './rules/tailPage.js';
import { unconvertedReader } from './rules/unconvertedReader.js';

export type { CheckContext } from './context.js';

/** Every rule: from the facts of a file to findings. */
const rules: readonly ((facts: FileFacts) => readonly Finding[])[] = [storedValues, staleAtFree, refcountMisuse, addressInPage, pageCopy, tailPage, nodeInContents, unconvertedReader, pairedWords, configOverlap, overlayMismatch];

/** @returns findings in the order of the file; empty when nothing is certain enough to be told */
export function checkFile(file: SourceFile, context: CheckContext): readonly Finding[] {
  if (!context.pageNames.test(file.text)) return [];
  const traces = context.footprints.traces(file);
  const facts = new FileFacts(file, traces, context);
  const told = new Set<string>();
  const findings: Finding[] = [];
  for (const rule of rules) {
    for (const finding of rule(facts)) {
      const key = `${finding.rule}:${finding.line}:${finding.words.map((word) => word.offset).join()}`;
      if (told.has(key)) continue;
      told.add(key);
      findings.push(finding);
    }
  }
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}
