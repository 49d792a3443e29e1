/** Silencing single findings, always with a reason: by a comment in the source, or by an entry in the tree's settings. */
import type { SourceFile } from '../kernel/tree.js';
import { type RuleName, RULES } from './finding.js';
import { pathMatches } from './settings/paths.js';
import type { Suppression } from './settings/treeSettings.js';
import type { Suppressed, ToldFinding } from './told.js';

/** `pagelens-ignore RULE[, RULE ...]: reason`, in a comment of either kind. */
const COMMENT = /(?:\/\*|\/\/)[^\n]*?\bpagelens-ignore\b([^\n]*)/g;
const CONTENT = /^\s+([\w-]+(?:\s*,\s*[\w-]+)*)\s*:\s*(\S.*?)\s*(?:\*\/.*)?$/;

export interface SuppressionOutcome {
  readonly findings: readonly ToldFinding[];
  /** Comments that say nothing: `file:line: message`. */
  readonly problems: readonly string[];
  /** The entries that silenced something. */
  readonly used: ReadonlySet<Suppression>;
}

interface Comment extends Suppressed {
  readonly line: number;
  readonly rules: ReadonlySet<string>;
}

/**
 * Marks what a comment on its line or the line before, or an entry of the settings, silences.
 * @param findings of `file`, in any order
 */
export function suppress(file: SourceFile, findings: readonly ToldFinding[], entries: readonly Suppression[]): SuppressionOutcome {
  const { comments, problems } = commentsIn(file);
  const used = new Set<Suppression>();
  const marked = findings.map((finding) => {
    const comment = comments.find(({ line, rules }) => (line === finding.line || line === finding.line - 1) && rules.has(finding.rule));
    if (comment) return { ...finding, suppressed: { reason: comment.reason, by: comment.by } };
    const entry = entries.find((one) => one.rule === finding.rule && pathMatches(finding.file, one.file) && (one.function === undefined || one.function === finding.function));
    if (!entry) return finding;
    used.add(entry);
    return { ...finding, suppressed: { reason: entry.reason, by: entry.at } };
  });
  return { findings: marked, problems, used };
}

function commentsIn({ path, text }: SourceFile): { readonly comments: readonly Comment[]; readonly problems: readonly string[] } {
  const comments: Comment[] = [], problems: string[] = [];
  if (!text.includes('pagelens-ignore')) return { comments, problems };
  for (const hit of text.matchAll(COMMENT)) {
    const line = text.slice(0, hit.index).split('\n').length;
    const content = CONTENT.exec(hit[1]!.trimEnd());
    const rules = content?.[1]!.split(',').map((rule) => rule.trim()) ?? [];
    const unknown = rules.find((name) => !RULES.some((rule) => rule.name === (name as RuleName)));
    if (!content) problems.push(`${path}:${line}: expected "pagelens-ignore RULE: reason"`);
    else if (unknown !== undefined) problems.push(`${path}:${line}: pagelens-ignore: unknown rule "${unknown}"`);
    else comments.push({ line, rules: new Set(rules), reason: content[2]!, by: `${path}:${line}` });
  }
  return { comments, problems };
}
