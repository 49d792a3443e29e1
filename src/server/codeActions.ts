/** Quick fixes of a finding: silencing it with a reason, and the two questions that lead to a better place. */
import { t } from '@vscode/l10n';
import { type CodeAction, CodeActionKind, type Diagnostic, type TextEdit } from 'vscode-languageserver';
import { type RuleName, RULES } from '../check/finding.js';
import { lineIndex } from '../c/position.js';
import type { FindingData, SourceAt } from '../protocol.js';
import type { PlaceHint } from '../whatIfProtocol.js';
import type { OpenedFile } from './workspace.js';

/** Their cure is another place for the value. */
const MISPLACED: ReadonlySet<RuleName> = new Set(['node-misread', 'word-misread', 'foreign-word', 'node-in-contents']);
/** For the person to replace: a reason nobody wrote is none. */
const REASON = 'why this is right here';

export interface ActionRequest {
  readonly uri: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Kinds the editor asks for; all if absent. */
  readonly only?: readonly string[] | undefined;
  /** The client runs the `pagelens.` commands: without it only edits are offered. */
  readonly commands: boolean;
}

export function codeActions(file: OpenedFile, { uri, diagnostics, only, commands }: ActionRequest): CodeAction[] {
  // Asking for '' means everything, asking for `quickfix` all below it.
  if (only && !only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix)) return [];
  return diagnostics.flatMap((diagnostic) => {
    const rule = ruleOf(diagnostic);
    if (rule === undefined) return [];
    const fix = { kind: CodeActionKind.QuickFix, diagnostics: [diagnostic] };
    const actions: CodeAction[] = [{ ...fix, title: t('Suppress {0} with a reason', rule), edit: { changes: { [uri]: [suppression(file, diagnostic, rule)] } } }];
    if (!commands) return actions;
    if (MISPLACED.has(rule)) {
      const state = stateOf(file, diagnostic);
      const hint: PlaceHint = state === undefined ? {} : { state };
      actions.push({ ...fix, title: state === undefined ? t('Find a free place') : t('Find a free place ({0})', state), command: { title: t('Find a free place'), command: 'pagelens.place', arguments: [hint] } });
    }
    const place: SourceAt = { uri, position: diagnostic.range.start };
    actions.push({ ...fix, title: t('Simulate this'), command: { title: t('Simulate this'), command: 'pagelens.simulateFunction', arguments: [place] } });
    return actions;
  });
}

function ruleOf({ source, code }: Diagnostic): RuleName | undefined {
  return source === 'pagelens' ? RULES.find(({ name }) => name === code)?.name : undefined;
}

/** The state of the finding, where it is one of the model's: `any` says nothing. Clients may drop a diagnostic's data. */
function stateOf({ session }: OpenedFile, { data }: Diagnostic): string | undefined {
  const state = (data as Partial<FindingData> | null | undefined)?.state;
  return session.model.states.some(({ name }) => name === state) ? state : undefined;
}

/** A comment on a line of its own; where the line before has one already, the rule joins it: a comment reaches no further than the next line. */
function suppression({ source, positions }: OpenedFile, { range }: Diagnostic, rule: RuleName): TextEdit {
  const { text } = source;
  const lines = lineIndex(text);
  const start = lines.offset(range.start.line + 1, 1);
  const above = range.start.line === 0 ? '' : text.slice(lines.offset(range.start.line, 1), start);
  const known = /pagelens-ignore\s+[\w-]+(?:\s*,\s*[\w-]+)*/.exec(above);
  if (known) {
    const at = start - above.length + known.index + known[0].length;
    return { range: positions.range(at, at), newText: `, ${rule}` };
  }
  const indent = /^[ \t]*/.exec(text.slice(start, start + 200))![0];
  // Inside a macro's body every line but the last goes on.
  const goesOn = /\\\r?\n$/.test(above) ? ' \\' : '';
  const end = above.endsWith('\r\n') ? '\r\n' : '\n';
  return { range: positions.range(start, start), newText: `${indent}/* pagelens-ignore ${rule}: ${REASON} */${goesOn}${end}` };
}
