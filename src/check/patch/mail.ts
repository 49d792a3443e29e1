/** Mails that carry patches: one, or an mbox of many, with their transfer encodings undone. Text in and out is bytes as latin-1. */

/** What of a mail counts here. */
export interface Mail {
  /** Empty where there are no headers: a bare diff. */
  readonly subject: string;
  readonly body: string;
}

/** The line that begins a mail in an mbox, git's `From 0123abc Mon Sep 17 00:00:00 2001` included. */
const MBOX_FROM = /^From \S+ .*\d{4}\r?$/m;
const HEADER = /^[A-Za-z][\w-]*:/;
const MAX_NESTING = 8;

/** @param text a mail, an mbox or a bare diff */
export function readMails(text: string): readonly Mail[] {
  return splitMbox(text).map((one) => (HEADER.test(one) ? readMail(one) : { subject: '', body: one }));
}

function splitMbox(text: string): readonly string[] {
  const first = MBOX_FROM.exec(text);
  if (!first || text.slice(0, first.index).trim() !== '') return [text.replace(/^\s*\n/, '')];
  const mails: string[][] = [];
  let blank = true;
  for (const line of text.slice(first.index).split('\n')) {
    if (blank && MBOX_FROM.test(line)) mails.push([]);
    else mails[mails.length - 1]!.push(line);
    blank = line.trim() === '';
  }
  return mails.map((lines) => lines.join('\n'));
}

function readMail(text: string): Mail {
  const { headers, body } = split(text);
  return { subject: (headers.get('subject') ?? '').replace(/\s+/g, ' ').trim(), body: textOf(headers, body, 0) };
}

function split(text: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end ? text.slice(0, end.index) : text;
  const headers = new Map<string, string>();
  // A line that begins with white space goes on with the header before it.
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return { headers, body: end ? text.slice(end.index + end[0].length) : '' };
}

/** The readable text of a body: of several parts, all that are text, attachments of patches among them. */
function textOf(headers: ReadonlyMap<string, string>, body: string, depth: number): string {
  const type = headers.get('content-type') ?? 'text/plain';
  const boundary = /^multipart\/[^]*?\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type);
  if (boundary && depth < MAX_NESTING) {
    const parts = `\n${body}`.split(`\n--${boundary[1] ?? boundary[2]!}`).slice(1).filter((part) => !part.startsWith('--'));
    return parts.map((part) => {
      const inner = split(part.replace(/^[ \t]*\r?\n/, ''));
      return textOf(inner.headers, inner.body, depth + 1);
    }).join('\n');
  }
  return /^text\/html\b/i.test(type) ? '' : decode(body, (headers.get('content-transfer-encoding') ?? '').toLowerCase());
}

function decode(body: string, encoding: string): string {
  switch (encoding) {
    case 'base64': return fromBase64(body);
    case 'quoted-printable': return body.replace(/[ \t]+(?=\r?$)/gm, '').replace(/=\r?\n/g, '').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    default: return body;
  }
}

function fromBase64(body: string): string {
  try {
    return atob(body.replace(/[^A-Za-z0-9+/=]/g, ''));
  } catch {
    return body;
  }
}
