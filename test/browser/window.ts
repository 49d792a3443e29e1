import type { Context } from 'mocha';
import type { Browser } from 'playwright-core';
import { Editor, examplesFolder, launchBrowser } from './editor.js';

/**
 * One window on a folder for a describe block; call it first in the block. A test that fails leaves a picture of the window, named
 * after it.
 */
export function windowOnExamples(): () => Editor {
  return windowOn(examplesFolder);
}

/** @param folderOf says where the folder is, or skips the block */
export function windowOn(folderOf: (context: Context) => string): () => Editor {
  let browser: Browser | undefined;
  let editor: Editor | undefined;

  before(async function (this: Context) {
    const folder = folderOf(this);
    browser = await launchBrowser();
    editor = await Editor.open(browser, folder);
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
