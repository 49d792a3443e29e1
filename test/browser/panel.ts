import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Frame, FrameLocator, Locator } from 'playwright-core';
import { until } from '../until.js';
import { type Editor, examplesFolder } from './editor.js';

/** The simulation panel in front of a window: its own page lies two frames deep. */
export class Panel {
  private readonly editor: Editor;
  private readonly outer: Locator;

  /** @param number of the panel among those on screen, in the order they came; there is one only unless it is given */
  constructor(editor: Editor, number?: number) {
    this.editor = editor;
    const all = editor.page.locator('iframe.webview.ready');
    this.outer = number === undefined ? all : all.nth(number);
  }

  get inside(): FrameLocator {
    return this.outer.contentFrame().frameLocator('iframe#active-frame');
  }

  locator(selector: string): Locator {
    return this.inside.locator(selector);
  }

  button(label: string): Locator {
    return this.inside.locator(`vscode-toolbar-button[label="${label}"]`);
  }

  tab(name: string | RegExp): Locator {
    return this.inside.getByRole('tab', { name, exact: typeof name === 'string' });
  }

  /** `step 3 of 20` */
  get place(): Locator {
    return this.inside.locator('.place');
  }

  /** Picks a scenario by its name from the list of the command, and waits until it is shown. */
  async simulate(name: string, title: string): Promise<void> {
    const { page } = this.editor;
    await this.editor.startCommand('Pagelens: Simulate ...', 'Simulate');
    await this.editor.fillQuickInput(name);
    await page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: name }).first().click();
    await this.locator('h1').filter({ hasText: title }).waitFor();
  }

  /** The frame that the panel's script runs in. */
  async frame(): Promise<Frame> {
    await this.locator('body').waitFor();
    const outer = await (await this.outer.elementHandle()).contentFrame();
    const inner = await (await outer?.waitForSelector('iframe#active-frame'))?.contentFrame();
    if (!inner) throw new Error('no panel is open');
    return inner;
  }

  /** Keeps something of the run by the panel's own button, under a name in the examples' folder; the file's path. */
  async export(what: string, name: string): Promise<string> {
    const { page } = this.editor;
    await this.button('Export').click();
    const widget = page.locator('.quick-input-widget');
    await widget.locator('.monaco-list-row').filter({ hasText: what }).first().click();
    // The editor's own file dialog is of the same make.
    await widget.locator('.monaco-button').filter({ hasText: 'OK' }).waitFor();
    const input = widget.locator('input[type="text"]');
    const path = join(examplesFolder(), name);
    // The dialog reads the folder while it opens, and may put its own name back.
    await until(path, async () => {
      if (existsSync(path) || !(await widget.isVisible())) return;
      if (await input.inputValue() !== path) await input.fill(path);
      await page.waitForTimeout(300);
      if (await widget.isVisible() && await input.inputValue() === path) await input.press('Enter', { timeout: 1000 });
      await page.waitForTimeout(300);
    }, () => existsSync(path));
    return path;
  }

  /** Waits until keys go to the panel. */
  async untilFocused(): Promise<void> {
    const frame = await this.frame();
    await until('the panel has the focus', () => frame.evaluate<boolean>('document.hasFocus()'), (focused) => focused);
  }

  /** Closes the panel, and waits until its page is gone: its frames outlive its tab a little. */
  async close(): Promise<void> {
    await this.editor.runCommand('View: Close Editor');
    await this.untilGone();
  }

  async untilGone(): Promise<void> {
    await this.editor.page.locator('iframe.webview').waitFor({ state: 'detached' });
  }

  /** Chooses a colour theme, and waits until the panel has it too. */
  async chooseTheme(name: string): Promise<void> {
    await this.editor.chooseTheme(name);
    await this.locator(`body[data-vscode-theme-name="${name}"]`).waitFor();
  }

  /** How many pixels of the memory map change when all of it is painted anew: what is painted piece by piece is to be as whole. */
  async staleMapPixels(): Promise<number> {
    return (await this.frame()).evaluate<number>(`(async () => {
      const canvas = document.querySelector('.map canvas');
      const painted = async () => {
        for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
        copy.drawImage(canvas, 0, 0);
        return new Uint32Array(copy.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
      };
      const before = await painted();
      // As a theme does it.
      document.body.classList.toggle('painted-anew');
      const after = await painted();
      return before.reduce((sum, pixel, i) => sum + (pixel === after[i] ? 0 : 1), 0);
    })()`);
  }

  /** Waits until axe-core finds nothing that keeps people out: colours follow a theme, and content a tab, a little later. */
  async untilOpenToAll(): Promise<void> {
    await until('no barrier', () => this.barriers(), (barriers) => barriers.length === 0);
  }

  /** What axe-core finds that keeps people out: its impact serious or critical. */
  private async barriers(): Promise<readonly string[]> {
    const frame = await this.frame();
    await frame.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    return frame.evaluate(async () => {
      interface Violation { readonly id: string; readonly impact: string; readonly help: string; readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[] }
      const { axe } = globalThis as unknown as { readonly axe: { run(): Promise<{ readonly violations: readonly Violation[] }> } };
      const { violations } = await axe.run();
      return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary.slice(0, 200)}`).join(' | ')}`);
    });
  }

  /** What the panel has measured under a name; milliseconds. */
  async measured(name: string): Promise<readonly { readonly start: number; readonly duration: number }[]> {
    return (await this.frame()).evaluate((wanted) => performance.getEntriesByName(wanted, 'measure').map(({ startTime, duration }) => ({ start: startTime, duration })), name);
  }

  async forgetMeasures(): Promise<void> {
    await (await this.frame()).evaluate(() => { performance.clearMeasures(); });
  }
}

/** The value that the given part of all does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
