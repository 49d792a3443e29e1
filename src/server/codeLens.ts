/** Lenses above functions that are handed pages. Found by their heads alone; what a function does is looked up once its lens is on the screen. */
import { t } from '@vscode/l10n';
import type { CancellationToken, CodeLens } from 'vscode-languageserver';
import { type FootprintPhrase, READS, sentenceOf } from '../report/footprintText.js';
import { functionFootprint, pageMention, parametersText } from './functionFootprint.js';
import type { OpenedFile } from './workspace.js';

/** Members that are named of each access: a lens is one line, and the editor cuts off what is longer than the window. */
const NAMED = 2;

/** What a lens carries until it is shown. */
export interface LensData {
  readonly uri: string;
  readonly name: string;
}

export function codeLenses({ session, source, positions }: OpenedFile, uri: string, token: CancellationToken): CodeLens[] {
  const mention = pageMention(session);
  const { configured } = session.checking.footprints.view(source);
  const lenses: CodeLens[] = [];
  for (const item of source.outline.items) {
    if (token.isCancellationRequested) return [];
    // Of a function written twice the compiled one is meant.
    if (item.kind !== 'function' || item.name === '' || !mention.test(ownParameters(parametersText(source.text, item))) || configured.holds(item.condition) === false) continue;
    const head = source.text.slice(item.start, item.body);
    const at = item.start + Math.max(0, head.search(new RegExp(`\\b${item.name}\\s*\\(`)));
    const data: LensData = { uri, name: item.name };
    lenses.push({ range: positions.range(at, at + item.name.length), data });
  }
  return lenses;
}

/** Without what a function among them takes: whoever is handed `int (*each)(struct page *)` is handed no page. */
function ownParameters(list: string): string {
  const outer = list.replace(/\([^()]*\)/g, ' ');
  return outer === list ? list : ownParameters(outer);
}

/** One line: `page: changes _refcount`, each parameter by its name. */
export function lensTitle({ session, source }: OpenedFile, { name }: LensData): string {
  const found = functionFootprint(session, source, name, NAMED);
  if (!found) return t('nothing that can be told');
  const sentences = found.pages.map(({ whose, phrases }) => `${whose}: ${sentenceOf(changesFirst(phrases))}`);
  const calls = found.unknown.length;
  const more = calls === 0 ? [] : [calls === 1 ? t('1 call not followed') : t('{0} calls not followed', calls)];
  return [...sentences, ...more].join(' \u00b7 ');
}

/** What a window that is too narrow cuts off is to be what matters least. */
function changesFirst(phrases: readonly FootprintPhrase[]): readonly FootprintPhrase[] {
  const reads = phrases.filter(({ verb }) => verb === READS);
  return [...phrases.filter((phrase) => !reads.includes(phrase)), ...reads];
}
