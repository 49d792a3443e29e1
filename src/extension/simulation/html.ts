import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The panel's page: nothing is loaded or run but the two files of ours, each let in by a nonce. */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri, title = vscode.l10n.t('Pagelens simulation')): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  // A translation replaces the page's texts as it does the extension's own: webview/translation.ts takes them from here.
  const { bundle } = vscode.l10n;
  const texts = bundle === undefined ? '' : ` data-texts="${attribute(JSON.stringify(bundle))}"`;
  const policy = ["default-src 'none'", `style-src 'nonce-${nonce}'`, `script-src 'nonce-${nonce}'`].join('; ');
  return `<!DOCTYPE html>
<html lang="${bundle === undefined ? 'en' : vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" nonce="${nonce}" href="${file('webview.css')}">
</head>
<body${texts}>
<script nonce="${nonce}" src="${file('webview.js')}"></script>
</body>
</html>
`;
}

/** A text as the value of an attribute in double quotes. */
function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
