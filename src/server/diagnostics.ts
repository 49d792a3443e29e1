/** Conflicts as diagnostics, pushed after a pause in typing: clients that cannot pull are served too. */
import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity, type PublishDiagnosticsParams } from 'vscode-languageserver';
import manifest from '../../package.json';
import type { Finding, FindingEvidence } from '../check/finding.js';
import type { FindingData } from '../protocol.js';
import { findingsIn, lostIn } from './findings.js';
import { rulePage } from './rulePage.js';
import type { Slices } from './slices.js';
import type { OpenedFile, Workspace } from './workspace.js';

/** After the last keystroke; longer where checking the file takes long: typing comes first. */
const PAUSE_MS = 250;
const MAX_PAUSE_MS = 3000;
const PAUSE_FACTOR = 4;

export class Diagnostics {
  readonly #workspace: Workspace;
  readonly #slices: Slices;
  readonly #publish: (params: PublishDiagnosticsParams) => void;
  readonly #inBackground: (work: Promise<unknown>) => void;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #published = new Set<string>();
  /** Milliseconds that the last check took. */
  readonly #cost = new Map<string, number>();

  /** @param inBackground takes work nobody waits for, and tells what goes wrong in it */
  constructor(workspace: Workspace, slices: Slices, publish: (params: PublishDiagnosticsParams) => void, inBackground: (work: Promise<unknown>) => void) {
    this.#workspace = workspace;
    this.#slices = slices;
    this.#publish = publish;
    this.#inBackground = inBackground;
  }

  /** Checks a document once nothing has changed for a moment. */
  schedule(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    const pause = Math.min(MAX_PAUSE_MS, Math.max(PAUSE_MS, (this.#cost.get(uri) ?? 0) * PAUSE_FACTOR));
    this.#timers.set(uri, setTimeout(() => { this.#inBackground(this.#check(uri)); }, pause));
  }

  scheduleAll(): void {
    for (const { uri } of this.#workspace.documents.all()) this.schedule(uri);
  }

  /** Takes back what was said of a document that was closed. */
  close(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.delete(uri);
    this.#cost.delete(uri);
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
    const start = performance.now();
    const isWanted = (): boolean => this.#workspace.documents.get(uri)?.version === version;
    const found = file ? await this.#slices.ask(file.session, 'later', () => findingsIn(file.session, file.path), isWanted) : [];
    // Who changed the document has it checked again.
    if (!found) return;
    this.#cost.set(uri, performance.now() - start);
    // A file that was just opened shows what is known of it; later what is told together comes together.
    if (!this.#published.has(uri)) this.#tell(uri, version, file, found);
    const lost = file ? await lostIn(file, found, this.#slices, isWanted) : [];
    if (lost && (lost.length > 0 || this.#published.has(uri))) this.#tell(uri, version, file, [...found, ...lost]);
  }

  #tell(uri: string, version: number, file: OpenedFile | undefined, findings: readonly Finding[]): void {
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
    const help = rulePage(manifest, finding.rule);
    const data: FindingData = { state: finding.state };
    const related = finding.evidence.flatMap((evidence) => relatedTo(evidence, place));
    return {
      range: { start, end }, severity: SEVERITY[finding.severity], source: 'pagelens', code: finding.rule, data,
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
