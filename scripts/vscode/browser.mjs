import { chromium } from 'playwright-core';
import { chromiumFlags, ensureChromium } from './chromium.mjs';

/** A headless browser to open VS Code's window in. */
export async function launchBrowser() {
  return chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags });
}
