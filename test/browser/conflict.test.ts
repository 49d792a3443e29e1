import * as assert from 'node:assert/strict';
import { placeOf } from './editor.js';
import { windowOnExamples } from './window.js';

const path = 'mm/vmalloc_mapping_index.c';
const stored = (): ReturnType<typeof placeOf> => placeOf(path, '(struct list_head *)&page[i].mapping', 'mapping');

describe('a reviewer meets a conflict', () => {
  const editor = windowOnExamples();

  it('sees the squiggle and, in its hover, who misreads the word', async () => {
    await editor().openFile(path);
    await editor().goTo(stored());
    await editor().squiggles();
    const text = await editor().hover(stored(), 'word 3');
    await editor().screenshot('conflict-hover');
    assert.match(text, /node-misread/);
    assert.match(text, /address_space/);
  });

  it('walks the places it rests on (picture)', async () => {
    await editor().openFile(path);
    await editor().closeSideBar();
    await editor().goTo(stored());
    await editor().squiggles();
    await editor().runCommand('Go to Next Problem in Files (Error, Warning, Info)');
    const related = await editor().relatedPlaces();
    await editor().picture('conflict', 800);
    assert.ok(related.some((place) => place.includes('util.c')), related.join('\n'));
    assert.ok(related.some((place) => place.includes('mm_types.h')), related.join('\n'));
  });
});
