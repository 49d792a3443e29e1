import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, FrameLocator, Locator } from 'playwright-core';
import type { Editor } from './editor.js';

/** The simulation panel in front of a window: its own page lies two frames deep. */
export class Panel {
  private readonly editor: Editor;

  constructor(editor: Editor) {
    this.editor = editor;
  }

  get inside(): FrameLocator {
    return this.editor.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
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
    await page.locator('.quick-input-widget input[type="text"]').fill(name);
    await page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: name }).first().click();
    await this.locator('h1').filter({ hasText: title }).waitFor();
  }

  /** The frame that the panel's script runs in. */
  async frame(): Promise<Frame> {
    const outer = await (await this.editor.page.locator('iframe.webview.ready').elementHandle()).contentFrame();
    const inner = await (await outer?.$('iframe#active-frame'))?.contentFrame();
    if (!inner) throw new Error('no panel is open');
    return inner;
  }

  /** What axe-core finds that keeps people out: its impact serious or critical. */
  async barriers(): Promise<readonly string[]> {
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

  /** Durations in milliseconds that the panel has measured under a name. */
  async measured(name: string): Promise<readonly number[]> {
    return (await this.frame()).evaluate((wanted) => performance.getEntriesByName(wanted, 'measure').map(({ duration }) => duration), name);
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
