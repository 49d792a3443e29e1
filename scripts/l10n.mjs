/**
 * `npm run l10n`: writes l10n/bundle.l10n.json, the texts of the extension that a translation replaces. They are found as the first
 * argument of `vscode.l10n.t`; the text itself is its key.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { inRoot } from './lib/paths.mjs';

/** @returns {string[]} all texts, sorted, each once. @throws Error for one that is put together at run time: no translation could name it */
export function localisableTexts() {
  const folder = inRoot('src/extension');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  /** @type {Set<string>} */
  const texts = new Set();
  for (const path of files) {
    const source = ts.createSourceFile(path, readFileSync(`${folder}/${path}`, 'utf8'), ts.ScriptTarget.Latest, true);
    /** @param {import('typescript').Node} node */
    const visit = (node) => {
      if (ts.isCallExpression(node) && /\bl10n\.t$/.test(node.expression.getText())) {
        const [text] = node.arguments;
        if (!text || !ts.isStringLiteralLike(text)) throw new Error(`${path}: vscode.l10n.t needs its text as a literal: ${node.getText()}`);
        texts.add(text.text);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return [...texts].sort();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const texts = localisableTexts();
  mkdirSync(inRoot('l10n'), { recursive: true });
  writeFileSync(inRoot('l10n/bundle.l10n.json'), `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), undefined, 2)}\n`);
  console.log(`l10n: ${texts.length} texts`);
}
