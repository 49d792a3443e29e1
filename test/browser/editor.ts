/** A window of the real editor, driven as a person would: small steps for tests that read like a story. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

/** Milliseconds. The workbench is up in 4 to 6 s here; a loaded machine takes several times as long. */
const openTimeout = 60_000;
const stepTimeout = 20_000;

/** What scripts/test/browserStage.mjs started for these tests. */
function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run npm test -- browser`);
  return value;
}

/** The copy of examples/ that tests may edit. */
export const examplesFolder = (): string => variable('PAGELENS_EXAMPLES');

/** Where pictures for the README go: media/ when `npm run pictures` asks for them. */
export const pictureFolder = (): string => process.env['PAGELENS_PICTURES'] ?? join('out', 'screenshots');

/** The same flags as scripts/vscode/chromium.mjs, handed over as JSON. */
export async function launchBrowser(): Promise<Browser> {
  const args = JSON.parse(variable('PAGELENS_CHROMIUM_FLAGS')) as string[];
  return chromium.launch({ executablePath: variable('PAGELENS_CHROMIUM'), args });
}

/** A place in a file: line and column 1-based, a tab one column. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a word stands on the first line that holds a text: `placeOf('mm/gup.c', 'page->flags', 'flags')`. */
export function placeOf(path: string, lineText: string, word = lineText): Place {
  const lines = readFileSync(join(examplesFolder(), path), 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(lineText));
  if (index < 0) throw new Error(`${path}: no line with ${lineText}`);
  const line = lines[index] ?? '';
  return { line: index + 1, column: line.indexOf(word, line.indexOf(lineText)) + 1 };
}

export class Editor {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens a window on a folder and waits until the workbench takes input. */
  static async open(browser: Browser, folder: string): Promise<Editor> {
    const editor = await Editor.start(browser, { folder });
    await editor.untilConnected();
    return editor;
  }

  /** Opens a window without a folder. */
  static openEmpty(browser: Browser): Promise<Editor> {
    return Editor.start(browser, { ew: 'true' });
  }

  private static async start(browser: Browser, query: Readonly<Record<string, string>>): Promise<Editor> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(stepTimeout);
    const address = new URL(variable('PAGELENS_EDITOR'));
    address.searchParams.delete('folder');
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    await page.goto(address.href);
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: openTimeout });
    return new Editor(page);
  }

  /** The explorer lists files once the remote file system answers; before that quick open finds nothing. */
  async untilConnected(): Promise<void> {
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: openTimeout });
  }

  close(): Promise<void> {
    return this.page.close();
  }

  private get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** Types into quick open and takes the first answer that holds the given text. */
  private async pick(query: string, label: string): Promise<void> {
    const input = this.quickInput.locator('input[type="text"]');
    await input.fill(query);
    await this.quickInput.locator('.monaco-list-row').filter({ hasText: label }).first().click();
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Opens a file of the folder by quick open; `path` as in `mm/vmalloc.c`. */
  async openFile(path: string): Promise<void> {
    const name = path.split('/').at(-1) ?? path;
    await this.page.keyboard.press('Control+P');
    await this.pick(path, name);
    await this.page.locator('.tab.active').filter({ hasText: name }).waitFor();
    await this.lines.first().waitFor();
  }

  /** Runs a command by its title in the palette, as in `Pagelens: Restart Language Server`. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.pick(`>${title}`, title);
  }

  /** Runs a command that opens a list of its own: {@link choose} answers it. Not every list has a title. */
  async startCommand(title: string, listTitle?: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.locator('input[type="text"]').fill(`>${title}`);
    await this.quickInput.locator('.monaco-list-row').filter({ hasText: title }).first().click();
    if (listTitle !== undefined) await this.quickInput.locator('.quick-input-title').filter({ hasText: listTitle }).waitFor();
  }

  /** Takes an answer of the list that a command has opened. */
  async choose(label: string): Promise<void> {
    await this.quickInput.locator('.monaco-list-row').filter({ has: this.page.getByText(label, { exact: true }) }).first().click();
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Chooses a colour theme by its name. */
  async chooseTheme(name: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.quickInput.locator('input[type="text"]');
    await input.fill('>Preferences: Color Theme');
    await this.quickInput.locator('.monaco-list-row').filter({ hasText: 'Preferences: Color Theme' }).first().click();
    await this.quickInput.locator('.monaco-list-row').filter({ hasText: 'Dark Modern' }).first().waitFor();
    await input.fill(name);
    await this.quickInput.locator('.monaco-list-row').filter({ has: this.page.getByText(name, { exact: true }) }).first().click();
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** The inlay hints on screen. */
  async inlayHints(): Promise<string[]> {
    const hints = this.activeEditor.locator('.view-line span[class*="dyn-rule"]').filter({ hasText: /\d/ });
    await hints.first().waitFor();
    return (await hints.allInnerTexts()).map((text) => text.replaceAll('\u00a0', ' '));
  }

  /** Puts the cursor on a place and scrolls it into view. */
  async goTo({ line, column }: Place): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.quickInput.locator('input[type="text"]');
    await input.fill(`:${line}`);
    await input.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden' });
    // Its columns count a tab as wide as it is shown; those of a place count characters.
    await this.page.keyboard.press('Home');
    await this.page.keyboard.press('Home');
    for (let at = 1; at < column; at += 1) await this.page.keyboard.press('ArrowRight');
  }

  private get activeEditor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor[role="code"]').first();
  }

  /** The lines on screen. */
  private get lines(): Locator {
    return this.activeEditor.locator('.view-line');
  }

  /** Waits until the status bar says of the cursor what is expected, as in `Ln 121, Col 44 (7 selected)`: a file is on screen before its place is taken. */
  async untilSelection(expected: RegExp): Promise<void> {
    await this.page.locator('.statusbar-item[id="status.editor.selection"]').filter({ hasText: expected }).waitFor();
  }

  /** Types at the cursor. */
  async type(text: string): Promise<void> {
    await this.activeEditor.locator('.native-edit-context, textarea.inputarea').first().focus();
    await this.page.keyboard.type(text);
  }

  /** Waits for a squiggle in the active editor and returns all of them. */
  async squiggles(severity: 'error' | 'warning' | 'info' | 'hint' = 'warning'): Promise<Locator> {
    const marks = this.activeEditor.locator(`.squiggly-${severity}`);
    await marks.first().waitFor({ state: 'attached' });
    return marks;
  }

  /**
   * Shows the hover at a place, as Ctrl+K Ctrl+I does, and returns its text once the expected words are in it: diagnostics come
   * first, a language server's answer later.
   */
  async hover(place: Place, expected: string): Promise<string> {
    await this.goTo(place);
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+I');
    const widget = this.page.locator('.monaco-hover:visible').filter({ hasText: expected }).first();
    await widget.waitFor();
    return (await widget.innerText()).replaceAll('\u00a0', ' ');
  }

  /** How high the text of the hover on screen is, in pixels, with what is scrolled away. */
  async hoverHeight(): Promise<number> {
    return this.page.locator('.monaco-hover:visible .monaco-hover-content').first().evaluate((text) => (text as unknown as { readonly scrollHeight: number }).scrollHeight);
  }

  /** How many problems the status bar counts in the opened files, once the server has had its say. */
  async problems(): Promise<number> {
    const item = this.page.locator('.statusbar-item[id="status.problems"]');
    // Diagnostics come when a file's functions have been followed; nothing on screen says that they were.
    await this.page.waitForTimeout(6000);
    return [...(await item.innerText()).matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0);
  }

  /** The related places of the problem that is shown inside the editor, a line each. */
  async relatedPlaces(): Promise<string[]> {
    const places = this.page.locator('.marker-widget .filename');
    await places.first().waitFor();
    return places.allInnerTexts();
  }

  /** The files of the references that are shown inside the editor, as the list names them. */
  async referenceFiles(): Promise<string[]> {
    const rows = this.page.locator('.reference-zone-widget .ref-tree .reference-file');
    await rows.first().waitFor();
    return rows.allInnerTexts();
  }

  /** Waits until the language-status item of the opened C file says which kernel is served. */
  async untilServing(tree = '5.11.0 x86_64'): Promise<void> {
    await this.page.locator(`.statusbar-item [aria-label*="Pagelens: ${tree}"]`).first().waitFor({ state: 'attached' });
  }

  /** The text of the notifications on screen. */
  notifications(): Promise<string[]> {
    return this.page.locator('.notification-toast').allInnerTexts();
  }

  /** Leaves the code alone on screen: no side bar, no tab strip's neighbours. */
  async closeSideBar(): Promise<void> {
    await this.page.keyboard.press('Control+B');
    await this.page.locator('.part.sidebar').waitFor({ state: 'hidden' });
  }

  /** A picture for the README. */
  async picture(name: string, height: number): Promise<void> {
    await this.page.setViewportSize({ width: 1400, height });
    await this.page.mouse.move(700, height - 60);
    await this.page.screenshot({ path: join(pictureFolder(), `screenshot-${name}.png`) });
    await this.page.setViewportSize({ width: 1400, height: 900 });
  }

  /** Keeps a picture of the window in out/screenshots. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join('out', 'screenshots', `${name}.png`) });
  }
}
