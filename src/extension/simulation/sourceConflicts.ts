import { describeFinding, type Finding } from '../../simulator/finding.js';
import type { SourceConflict } from './workerProtocol.js';

/** Conflicts by the line of source that wrote the word, each told once however often it was met. Pure. */
export function sourceConflicts(findings: readonly Finding[]): readonly SourceConflict[] {
  const told = new Map<string, SourceConflict>();
  for (const finding of findings) {
    if (finding.kind !== 'misread' && finding.kind !== 'bad-page') continue;
    const { writer } = finding;
    if (writer?.source === undefined) continue;
    const reached = finding.kind === 'misread' ? `\nReached by ${finding.path.join(' \u2192 ')}.` : '';
    const message = `${describeFinding(finding).replace(/^page \d+: /, '').replace(/ = 0x[0-9a-f]+/, '')}${reached}`;
    const key = `${writer.source.file}:${writer.source.line} ${message}`;
    if (!told.has(key)) told.set(key, { source: writer.source, member: writer.member, rule: finding.kind, message });
  }
  return [...told.values()];
}
