import { MissingPackage, ensurePackages, isRootOnDebian, onPath } from '../lib/debian.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** @returns {string | undefined} */
const found = () => names.map(onPath).find((path) => path !== undefined);

/**
 * The browser that drives the editor in tests; installed where that needs no asking.
 * @returns {Promise<string>} path of the program
 */
export async function ensureChromium() {
  const here = found();
  if (here !== undefined) return here;
  if (!isRootOnDebian()) throw new MissingPackage(`needs a Chromium on PATH (${names.join(', ')}); on Debian: apt-get install chromium`);
  await ensurePackages(['chromium']);
  const installed = found();
  if (installed === undefined) throw new MissingPackage('apt-get installed chromium, but PATH does not have it');
  return installed;
}

/** Headless, in a container as root, without a network: each flag stands for something that otherwise fails or fetches. */
export const chromiumFlags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
];
