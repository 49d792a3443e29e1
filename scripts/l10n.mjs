/**
 * `npm run l10n`: writes l10n/bundle.l10n.json, the texts of the extension, its panels and its language server that a translation
 * replaces. They are found as the first argument of `vscode.l10n.t`, or of `t` of @vscode/l10n; the text itself is its key.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { inRoot } from './lib/paths.mjs';

const FOLDERS = ['src/extension', 'src/server', 'webview'];

/** @param {import('typescript').SourceFile} source */
function importsT(source) {
  return source.statements.some((one) => ts.isImportDeclaration(one) && ts.isStringLiteral(one.moduleSpecifier) && one.moduleSpecifier.text === '@vscode/l10n');
}

/** @returns {string[]} all texts, sorted, each once. @throws Error for one that is put together at run time: no translation could name it */
export function localisableTexts() {
  const files = FOLDERS.flatMap((folder) => readdirSync(inRoot(folder), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')).map((path) => `${folder}/${path}`));
  /** @type {Set<string>} */
  const texts = new Set();
  for (const path of files) {
    const source = ts.createSourceFile(path, readFileSync(inRoot(path), 'utf8'), ts.ScriptTarget.Latest, true);
    const translates = importsT(source) ? /^t$|\bl10n\.t$/ : /\bl10n\.t$/;
    /** @param {import('typescript').Node} node */
    const visit = (node) => {
      if (ts.isCallExpression(node) && translates.test(node.expression.getText())) {
        const [text] = node.arguments;
        if (!text || !ts.isStringLiteralLike(text)) throw new Error(`${path}: a text to translate has to be a literal: ${node.getText()}`);
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
