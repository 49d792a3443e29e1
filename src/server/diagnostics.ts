/** Conflicts as diagnostics, pushed after a pause in typing: clients that cannot pull are served too. */
import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity, type PublishDiagnosticsParams } from 'vscode-languageserver';
import type { Finding, FindingEvidence } from '../check/finding.js';
import { findingsIn } from './findings.js';
import type { OpenedFile, Workspace } from './workspace.js';

const PAUSE_MS = 250;

export class Diagnostics {
  readonly #workspace: Workspace;
  readonly #publish: (params: PublishDiagnosticsParams) => void;
  readonly #inBackground: (work: Promise<unknown>) => void;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #published = new Set<string>();

  /** @param inBackground takes work nobody waits for, and tells what goes wrong in it */
  constructor(workspace: Workspace, publish: (params: PublishDiagnosticsParams) => void, inBackground: (work: Promise<unknown>) => void) {
    this.#workspace = workspace;
    this.#publish = publish;
    this.#inBackground = inBackground;
  }

  /** Checks a document once nothing has changed for a moment. */
  schedule(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.set(uri, setTimeout(() => { this.#inBackground(this.#check(uri)); }, PAUSE_MS));
  }

  scheduleAll(): void {
    for (const { uri } of this.#workspace.documents.all()) this.schedule(uri);
  }

  /** Takes back what was said of a document that was closed. */
  close(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.delete(uri);
    if (this.#published.delete(uri)) this.#publish({ uri, diagnostics: [] });
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  async #check(uri: string): Promise<void> {
    this.#timers.delete(uri);
    const document = this.#workspace.documents.get(uri);
    const version = document?.version;
    const file = await this.#workspace.file(uri);
    if (!document || document.version !== version) return;
    const findings = file ? findingsIn(file.session, file.path) : [];
    if (findings.length === 0 && !this.#published.has(uri)) return;
    this.#published.add(uri);
    this.#publish({ uri, version, diagnostics: file ? toDiagnostics(this.#workspace, file, findings) : [] });
  }
}

const SEVERITY = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, check: DiagnosticSeverity.Information } as const;

function toDiagnostics(workspace: Workspace, { session, path, positions }: OpenedFile, findings: readonly Finding[]): Diagnostic[] {
  const place = workspace.placer(session);
  return findings.filter((finding) => finding.file === path).map((finding): Diagnostic => {
    const start = positions.position(finding.line, finding.column);
    const end = positions.position(finding.line, finding.endColumn);
    const help = workspace.host.ruleHelp(finding.rule);
    const related = finding.evidence.flatMap((evidence) => relatedTo(evidence, place));
    return {
      range: { start, end }, severity: SEVERITY[finding.severity], source: 'pagelens', code: finding.rule,
      message: inLines(finding.message), ...(help !== undefined && { codeDescription: { href: help } }),
      ...(related.length > 0 && { relatedInformation: related }),
    };
  });
}

/** Editors show a long line cut off, and several lines whole. */
function inLines(message: string): string {
  return message.replaceAll('; ', ';\n').replaceAll('. Also ', '.\nAlso ');
}

function relatedTo(evidence: FindingEvidence, place: ReturnType<Workspace['placer']>): DiagnosticRelatedInformation[] {
  const location = place({ file: evidence.file, line: evidence.line, column: evidence.column }, 0);
  const where = evidence.function === '' || evidence.message.startsWith(evidence.function) ? '' : `${evidence.function}(): `;
  return location ? [{ location, message: where + evidence.message }] : [];
}
