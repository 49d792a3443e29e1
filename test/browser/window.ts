import type { Context } from 'mocha';
import type { Browser } from 'playwright-core';
import { Editor, examplesFolder, launchBrowser } from './editor.js';

/**
 * One window on the examples for a describe block; call it first in the block. A test that fails leaves a picture of the window,
 * named after it.
 */
export function windowOnExamples(): () => Editor {
  let browser: Browser | undefined;
  let editor: Editor | undefined;

  before(async () => {
    browser = await launchBrowser();
    editor = await Editor.open(browser, examplesFolder());
  });

  afterEach(async function (this: Context) {
    const test = this.currentTest;
    if (test?.state === 'failed') await editor?.screenshot(`failed ${test.fullTitle()}`.replaceAll(/[^\w.-]+/g, '-'));
  });

  after(() => browser?.close());

  return () => {
    if (!editor) throw new Error('the window is not open yet');
    return editor;
  };
}
