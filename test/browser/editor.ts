/** A window of the real editor, driven as a person would: small steps for tests that read like a story. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { PATIENCE, RETRY, until } from '../until.js';
import { shownText, textsWith } from './text.js';

/** Columns of a tab: scripts/vscode/settings.mjs. */
const TAB = 8;

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

/** A place in a file: line and column 1-based, a tab as wide as it is shown. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a word stands on the first line of an example that holds a text: `placeOf('mm/gup.c', 'page->flags', 'flags')`. */
export function placeOf(path: string, lineText: string, word = lineText): Place {
  return placeIn(join(examplesFolder(), path), (line) => line.includes(lineText), lineText, word);
}

/** Where a word of a text stands on the first line of a file that is accepted. @throws Error where there is none */
export function placeIn(path: string, accept: (line: string) => boolean, lineText: string, word = lineText): Place {
  const lines = readFileSync(path, 'utf8').split('\n');
  const index = lines.findIndex(accept);
  if (index < 0) throw new Error(`${path}: no line with ${lineText}`);
  const line = lines[index] ?? '';
  return { line: index + 1, column: shownColumns(line.slice(0, line.indexOf(word, line.indexOf(lineText)))) + 1 };
}

function shownColumns(text: string): number {
  let columns = 0;
  for (const letter of text) columns += letter === '\t' ? TAB - (columns % TAB) : 1;
  return columns;
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
    page.setDefaultTimeout(PATIENCE);
    const address = new URL(variable('PAGELENS_EDITOR'));
    address.searchParams.delete('folder');
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    await page.goto(address.href);
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    return new Editor(page);
  }

  /** The explorer lists files once the remote file system answers; before that quick open finds nothing. */
  async untilConnected(): Promise<void> {
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  close(): Promise<void> {
    return this.page.close();
  }

  private get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** Waits until keys go to the quick input, and puts a text there. */
  async fillQuickInput(text: string): Promise<void> {
    const input = this.quickInput.locator('input[type="text"]:focus');
    await input.waitFor({ timeout: RETRY });
    await input.fill(text, { timeout: RETRY });
  }

  /** Opens the quick input by a key, and types there; begins anew where a window that is still being set up takes it away again. */
  private async inQuickInput(key: string, text: string, take: () => Promise<void>): Promise<void> {
    let again = false;
    await until(`what the quick input has for ${text}`, async () => {
      if (again) await this.page.keyboard.press('Escape');
      again = true;
      await this.page.keyboard.press(key);
      await this.fillQuickInput(text);
      await take();
      return true;
    });
  }

  /** Types into quick open and clicks on the first answer that holds the given text. */
  private ask(key: string, query: string, label: string): Promise<void> {
    return this.inQuickInput(key, query, () => this.quickInput.locator('.monaco-list-row').filter({ hasText: label }).first().click({ timeout: RETRY }));
  }

  /** Opens a file of the folder by quick open; `path` as in `mm/vmalloc.c`. */
  async openFile(path: string): Promise<void> {
    const name = path.split('/').at(-1) ?? path;
    await this.ask('Control+P', path, name);
    await this.quickInput.waitFor({ state: 'hidden' });
    await this.page.locator('.tab.active').filter({ hasText: name }).waitFor();
    await this.lines.first().waitFor();
  }

  /** Runs a command by its title in the palette, as in `Pagelens: Restart Language Server`. */
  async runCommand(title: string): Promise<void> {
    await this.ask('F1', `>${title}`, title);
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Runs a command that opens a list of its own: {@link choose} answers it. Not every list has a title. */
  async startCommand(title: string, listTitle?: string): Promise<void> {
    await this.ask('F1', `>${title}`, title);
    if (listTitle !== undefined) await this.quickInput.locator('.quick-input-title').filter({ hasText: listTitle }).waitFor();
  }

  /** Takes an answer of the list that a command has opened. */
  async choose(label: string): Promise<void> {
    await this.quickInput.locator('.monaco-list-row').filter({ has: this.page.getByText(label, { exact: true }) }).first().click();
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Chooses a colour theme by its name, and waits until the window has it. */
  async chooseTheme(name: string): Promise<void> {
    await this.startCommand('Preferences: Color Theme');
    await this.quickInput.locator('.monaco-list-row').filter({ hasText: 'Dark Modern' }).first().waitFor();
    await this.fillQuickInput(name);
    await this.choose(name);
  }

  /** The inlay hints on screen, once one is as expected. */
  inlayHints(expected: string): Promise<string[]> {
    return textsWith(this.hints, expected);
  }

  async untilNoInlayHints(): Promise<void> {
    await this.hints.first().waitFor({ state: 'detached' });
  }

  private get hints(): Locator {
    return this.activeEditor.locator('.view-line span[class*="dyn-rule"]').filter({ hasText: /\d/ });
  }

  /** Puts the cursor on a place and scrolls it into view. */
  async goTo({ line, column }: Place): Promise<void> {
    await this.inQuickInput('Control+G', `:${line}:${column}`, async () => {
      await this.page.keyboard.press('Enter');
      await this.quickInput.waitFor({ state: 'hidden', timeout: RETRY });
    });
    await this.untilSelection(new RegExp(`^Ln ${line}, Col ${column}$`));
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

  /** Puts a text at the end of the active editor, as one edit: nothing is completed or closed behind it. */
  async append(text: string): Promise<void> {
    await this.activeEditor.locator('.native-edit-context, textarea.inputarea').first().focus();
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.insertText(text);
  }

  /** Waits for a squiggle in the active editor, whatever its severity. */
  async untilSquiggle(): Promise<void> {
    await this.activeEditor.locator('.squiggly-error, .squiggly-warning, .squiggly-info').first().waitFor({ state: 'attached' });
  }

  /**
   * Shows the hover at a place, as Ctrl+K Ctrl+I does, and returns its text once all that is expected is in it: diagnostics come
   * first, a language server's answer later, and what was asked too early says what held then.
   */
  async hover(place: Place, ...expected: readonly string[]): Promise<string> {
    await this.goTo(place);
    const widget = expected.reduce((found, part) => found.filter({ hasText: part }), this.page.locator('.monaco-hover:visible')).first();
    return until(`a hover with ${expected.join(' and ')}`, async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+K');
      await this.page.keyboard.press('Control+I');
      await widget.waitFor({ timeout: RETRY });
      return shownText(widget);
    });
  }

  /** How high the text of the hover on screen is, in pixels, with what is scrolled away. */
  async hoverHeight(): Promise<number> {
    return this.page.locator('.monaco-hover:visible .monaco-hover-content').first().evaluate((text) => (text as unknown as { readonly scrollHeight: number }).scrollHeight);
  }

  /** Waits until the status bar counts so many problems in the opened files. */
  async untilProblems(count: number): Promise<void> {
    const item = this.page.locator('.statusbar-item[id="status.problems"]');
    await until(`${count} problems`, () => item.innerText(), (text) => sumOf(text) === count);
  }

  /** The related places of the problem that is shown inside the editor, a line each, once those expected are there. */
  relatedPlaces(...expected: readonly string[]): Promise<string[]> {
    return textsWith(this.page.locator('.marker-widget .filename'), ...expected);
  }

  /** The files of the references that are shown inside the editor, as the list names them, once those expected are there. */
  referenceFiles(...expected: readonly string[]): Promise<string[]> {
    return textsWith(this.page.locator('.reference-zone-widget .ref-tree .reference-file'), ...expected);
  }

  /** Goes down a list by the arrow key until the row with a text has the focus. */
  async focusRow(list: Locator, text: string): Promise<void> {
    const focused = list.locator('.monaco-list-row.focused');
    await list.locator('.monaco-list-row').filter({ hasText: text }).first().waitFor();
    for (;;) {
      const before = await focused.count() > 0 ? await focused.innerText() : undefined;
      if (before?.includes(text)) return;
      await this.page.keyboard.press('ArrowDown');
      await until(`the focus leaves ${before ?? 'the list itself'}`, () => focused.innerText(), (now) => now !== before);
    }
  }

  /** Waits until the language-status item of the opened C file says which kernel is served. */
  async untilServing(tree = '5.11.0 x86_64', timeout = PATIENCE): Promise<void> {
    await this.page.locator(`.statusbar-item [aria-label*="Pagelens: ${tree}"]`).first().waitFor({ state: 'attached', timeout });
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

/** The sum of the numbers in a text. */
function sumOf(text: string): number {
  return [...text.matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0);
}
