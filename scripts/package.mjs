/** `npm run package`: pagelens-VERSION.vsix, the extension with its server and command line. */
import { readFileSync } from 'node:fs';
import { inRoot, root } from './lib/paths.mjs';
import { mustRun } from './lib/process.mjs';
import { pathToFileURL } from 'node:url';

/** The manifest's version names the package. @returns {string} */
export function vsixPath() {
  /** @type {{version: string}} */
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  return inRoot(`pagelens-${version}.vsix`);
}

/**
 * Packs what dist/ holds now. Dependencies are in the bundles, so none is packed; the repository's address is unknown to
 * the manifest, so links stay as written.
 * @returns {Promise<string>} path of the package
 */
export async function packVsix() {
  const vsix = vsixPath();
  const vsce = inRoot('node_modules/@vscode/vsce/vsce');
  await mustRun(process.execPath, [vsce, 'package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--out', vsix], { cwd: root });
  return vsix;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await mustRun(process.execPath, [inRoot('scripts/build.mjs')], { show: true });
  console.log(`package: ${await packVsix()}`);
}
