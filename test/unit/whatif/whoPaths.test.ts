import assert from 'node:assert/strict';
import { TreeNames } from '../../../src/check/audit/treeNames.js';
import { checkContext } from '../../../src/check/context.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { openTree } from '../../../src/kernel/setup.js';
import { whoText } from '../../../src/report/whoText.js';
import type { FieldUse } from '../../../src/uses/fieldUse.js';
import { citeNames } from '../../../src/whatif/cite.js';
import type { WhoAnswer } from '../../../src/whatif/who/answer.js';
import { askWho } from '../../../src/whatif/who/ask.js';
import { noPaths } from '../../../src/whatif/who/paths.js';
import { pathsOf, routePaths } from '../../../src/whatif/who/routePath.js';
import { likelyFiles, StatePaths } from '../../../src/whatif/who/statePaths.js';
import { waysIn } from '../../../src/whatif/who/stateWays.js';
import { testParser } from '../c/grammar.js';

function use(file: string, name: string, line: number): FieldUse {
  return { file, line, column: 1, record: 'page', field: 'mapping', path: 'mapping', access: 'write', function: name, active: true, macro: '', inMacroBody: false };
}

describe('who: readers and writers with the calls that lead to them', function () {
  this.timeout(30_000);
  const uses = [use('mm/vmalloc_mapping_index.c', 'remove_grouped_page', 61), use('fs/buffer.c', 'nobody', 1)];

  async function asked(member: string, state: string, looked: 'everywhere' | 'nowhere'): Promise<WhoAnswer> {
    const context = checkContext(openTree(new NodeFiles('examples')), await testParser());
    const { model } = context;
    const base = { model, cite: citeNames, owner: String, uses, complete: true };
    const first = askWho(member, state, { ...base, paths: noPaths });
    assert.ok('state' in first);
    const { state: found } = first, paths = new StatePaths(found, likelyFiles(found, uses));
    if (looked === 'everywhere') paths.add(paths.take(paths.left).flatMap((file) => waysIn(file, found, context)));
    const answer = askWho(member, state, { ...base, paths: pathsOf(looked === 'everywhere' ? routePaths(model, new TreeNames(context.tree, [])) : undefined, paths) });
    assert.ok('state' in answer);
    return answer;
  }

  it('the way that the model names for a reader is joined by calls of the opened tree', async () => {
    const { observers } = await asked('mapping', 'fb-defio', 'everywhere');
    const [route] = observers.find(({ observer }) => observer === 'folio_mapping')?.routes ?? [];
    assert.equal(route?.inTree.found, 'way');
    assert.deepEqual(route.inTree.steps.map(({ file, function: name }) => `${file} ${name}`), ['mm/gup.c get_user_pages', 'mm/gup.c follow_page_pte', 'mm/page-writeback.c set_page_dirty']);
    assert.ok(route.inTree.steps.every(({ line }) => line > 1));
  });

  it('a way that this tree does not have is told as a gap', async () => {
    const { observers } = await asked('mapping', 'fb-defio', 'everywhere');
    const gaps = observers.flatMap(({ routes }) => routes).filter(({ inTree }) => inTree.found === 'gap');
    assert.ok(gaps.some(({ path }) => path[0] === 'kpageflags_read'), 'the example tree has no /proc/kpageflags');
  });

  it('a page of the state is followed from the function that comes by it to the member', async () => {
    const { owners } = await asked('mapping', 'vmalloc', 'everywhere');
    const [found] = owners.flatMap((owner) => owner.uses).filter(({ path }) => path !== undefined);
    assert.equal(found?.file, 'mm/vmalloc_mapping_index.c');
    assert.equal(found.path?.steps.at(-1)?.function, 'remove_grouped_page');
    assert.equal(found.path.origin, 'vm_struct.pages');
  });

  it('before anything was looked through, it says what is missing and shows no way', async () => {
    const answer = await asked('mapping', 'grouped-vmalloc-cache', 'nowhere');
    const text = whoText(answer, { width: 110, uses: 3, owners: 10, routes: 3 });
    assert.match(text, /paths to uses from \d+ files that were not looked through/);
    assert.match(text, /still being read, ask again/);
    assert.ok(answer.owners.flatMap((owner) => owner.uses).every(({ path }) => path === undefined));
  });

  it('a state that the model knows no way to gets told so', async () => {
    const answer = await asked('private', 'swap-map', 'everywhere');
    assert.ok(answer.grounds.missing.some((text) => /does not know by which functions code comes by a page of state swap-map/.test(text)));
  });
});
