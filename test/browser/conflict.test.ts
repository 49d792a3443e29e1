import { placeOf } from './editor.js';
import { windowOnExamples } from './window.js';

const path = 'mm/vmalloc_mapping_index.c';
const stored = (): ReturnType<typeof placeOf> => placeOf(path, '(struct list_head *)&page[i].mapping', 'mapping');

describe('a reviewer meets a conflict', () => {
  const editor = windowOnExamples();

  it('sees the squiggle and, in its hover, who misreads the word', async () => {
    await editor().openFile(path);
    await editor().goTo(stored());
    await editor().untilSquiggle();
    await editor().hover(stored(), 'word 3', 'node-misread', 'address_space');
    await editor().screenshot('conflict-hover');
  });

  it('walks the places it rests on (picture)', async () => {
    await editor().openFile(path);
    await editor().closeSideBar();
    await editor().goTo(stored());
    await editor().untilSquiggle();
    await editor().runCommand('Go to Next Problem in Files (Error, Warning, Info)');
    await editor().relatedPlaces('util.c', 'mm_types.h');
    await editor().picture('conflict', 800);
  });
});
