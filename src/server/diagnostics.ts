/** Conflicts as diagnostics, pushed after a pause in typing: clients that cannot pull are served too. */
import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity, type PublishDiagnosticsParams } from 'vscode-languageserver';
import { checker, type Finding, type FindingEvidence } from './findings.js';
import type { OpenedFile, Workspace } from './workspace.js';

const PAUSE_MS = 250;

export class Diagnostics {
  readonly #workspace: Workspace;
  readonly #publish: (params: PublishDiagnosticsParams) => void;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #published = new Set<string>();

  constructor(workspace: Workspace, publish: (params: PublishDiagnosticsParams) => void) {
    this.#workspace = workspace;
    this.#publish = publish;
  }

  /** Checks a document once nothing has changed for a moment. */
  schedule(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.set(uri, setTimeout(() => { void this.#check(uri); }, PAUSE_MS));
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
    const findings = file ? checker(file.session, file.path) : [];
    if (findings.length === 0 && !this.#published.has(uri)) return;
    this.#published.add(uri);
    this.#publish({ uri, version, diagnostics: file ? toDiagnostics(this.#workspace, file, findings) : [] });
  }
}

const SEVERITY = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, info: DiagnosticSeverity.Information } as const;

function toDiagnostics(workspace: Workspace, { session, path, positions, source }: OpenedFile, findings: readonly Finding[]): Diagnostic[] {
  const place = workspace.placer(session);
  return findings.filter((finding) => finding.file === path).map((finding): Diagnostic => {
    const start = positions.position(finding.line, finding.column);
    const end = positions.position(finding.line, finding.endColumn ?? finding.column + wordLength(source.text, positions.offset(start)));
    const help = workspace.host.ruleHelp(finding.rule);
    const related = finding.evidence.flatMap((evidence) => relatedTo(evidence, place));
    return {
      range: { start, end }, severity: SEVERITY[finding.severity], source: 'pagelens', code: finding.rule,
      message: finding.message, ...(help !== undefined && { codeDescription: { href: help } }),
      ...(related.length > 0 && { relatedInformation: related }),
    };
  });
}

function relatedTo(evidence: FindingEvidence, place: ReturnType<Workspace['placer']>): DiagnosticRelatedInformation[] {
  const location = place({ file: evidence.file, line: evidence.line, column: evidence.column ?? 1 }, 0);
  const where = evidence.function === undefined || evidence.function === '' ? '' : `${evidence.function}(): `;
  return location ? [{ location, message: where + evidence.message }] : [];
}

function wordLength(text: string, offset: number): number {
  return /^\w+/.exec(text.slice(offset, offset + 80))?.[0].length ?? 1;
}
