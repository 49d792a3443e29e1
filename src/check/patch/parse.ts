/** The file changes of a unified diff, wherever in a text it stands. */
import { parsePatch, type StructuredPatch } from 'diff';

/** One file's part of a patch. */
export interface FileChange {
  /** As the patch spells them; undefined for /dev/null. */
  readonly oldName: string | undefined;
  readonly newName: string | undefined;
  readonly patch: StructuredPatch;
}

export interface ParsedDiff {
  readonly changes: readonly FileChange[];
  /** What cannot be read or holds nothing that could be applied, with its file. */
  readonly problems: readonly string[];
}

/** Reads every file's part on its own: one that is damaged does not spoil the others. */
export function parseDiff(text: string): ParsedDiff {
  const changes: FileChange[] = [], problems: string[] = [];
  for (const section of sections(text)) {
    const name = (/^\+\+\+ (\S+)/m.exec(section) ?? /^diff --git \S+ (\S+)/.exec(section))?.[1] ?? 'patch';
    try {
      for (const patch of parsePatch(section)) {
        if (patch.oldFileName === undefined && patch.newFileName === undefined) continue;
        if (patch.isBinary || /^GIT binary patch/m.test(section)) problems.push(`${name}: a binary file, left out`);
        else if (patch.hunks.length > 0 || patch.isRename || patch.isCopy || patch.isDelete) changes.push({ oldName: patch.isCreate ? undefined : named(patch.oldFileName), newName: patch.isDelete ? undefined : named(patch.newFileName), patch });
      }
    } catch (error) {
      problems.push(`${name}: the patch is damaged: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { changes, problems };
}

const named = (name: string | undefined): string | undefined => (name === '/dev/null' ? undefined : name);

/** The stretches of a text that belong to one file each: from its headers to the last line that its hunks announce, so that no mail's words are read as lines of it. */
function sections(text: string): readonly string[] {
  const lines = text.split('\n');
  const found: string[] = [];
  for (let at = 0; at < lines.length;) {
    if (!beginsFile(lines, at)) {
      at++;
      continue;
    }
    const start = at, body = endOfHeaders(lines, at);
    for (at = body; lines[at]?.startsWith('@@ ');) at = endOfHunk(lines, at);
    const hunks = lines.slice(body, at);
    // Lines that all end in CR LF came so with the mail; what the file itself ends its lines with is found when the patch is applied.
    const plain = hunks.every((line) => line.endsWith('\r')) ? hunks.map(withoutReturn) : hunks;
    found.push(`${[...lines.slice(start, body).map(withoutReturn), ...plain].join('\n')}\n`);
  }
  return found;
}

const withoutReturn = (line: string): string => line.replace(/\r$/, '');

function beginsFile(lines: readonly string[], at: number): boolean {
  const line = lines[at]!;
  return line.startsWith('diff --git ') || (line.startsWith('--- ') && (lines[at + 1]?.startsWith('+++ ') ?? false));
}

function endOfHeaders(lines: readonly string[], start: number): number {
  let at = start;
  if (lines[at]!.startsWith('diff --git ')) {
    at++;
    while (at < lines.length && /^(?:index|old|new|deleted|similarity|dissimilarity|rename|copy|Binary|GIT binary) /.test(lines[at]!)) at++;
  }
  return lines[at]?.startsWith('--- ') && lines[at + 1]?.startsWith('+++ ') ? at + 2 : at;
}

function endOfHunk(lines: readonly string[], start: number): number {
  const counts = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(lines[start]!);
  let old = Number(counts?.[1] ?? 1), fresh = Number(counts?.[2] ?? 1), at = start + 1;
  while (counts && at < lines.length && (old > 0 || fresh > 0)) {
    const mark = lines[at]!.charAt(0);
    if (mark === '+') fresh--;
    else if (mark === '-') old--;
    // Mailers cut the blank off an empty line of context.
    else if (mark === ' ' || mark === '' || mark === '\r') {
      old--;
      fresh--;
    } else if (mark !== '\\') break;
    at++;
  }
  return lines[at]?.startsWith('\\') ? at + 1 : at;
}
