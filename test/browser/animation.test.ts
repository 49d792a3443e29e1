import * as assert from 'node:assert/strict';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Animation } from './animation.js';
import { pictureFolder } from './editor.js';
import { Panel } from './panel.js';
import { windowOnExamples } from './window.js';

/** What a README may weigh, in bytes. */
const LIMIT = 1_000_000;

describe('a conflict in the making (picture)', () => {
  const editor = windowOnExamples();

  it('plays the panel to it, step by step', async () => {
    const { page } = editor();
    await editor().openFile('mm/vmalloc.c');
    await editor().untilServing();
    await editor().closeSideBar();
    await page.setViewportSize({ width: 1200, height: 720 });
    const panel = new Panel(editor());
    await panel.simulate('rfc-mapping-index', 'Grouped vmalloc cache');
    const animation = await Animation.of(page.context().browser()!, page);
    await page.mouse.move(700, 700);
    await animation.shoot(1500);
    for (let step = 1; step < 15; step++) {
      await panel.button('Step').click();
      await panel.place.filter({ hasText: `step ${step} of` }).waitFor();
      await animation.shoot(350);
    }
    await panel.button('Next conflict').click();
    await panel.locator('.now-card.conflict').waitFor();
    await animation.shoot(5000);
    mkdirSync(pictureFolder(), { recursive: true });
    const path = join(pictureFolder(), 'animation-conflict.gif');
    writeFileSync(path, animation.gif());
    const { size } = statSync(path);
    assert.ok(size < LIMIT, `${size} bytes`);
  });
});
