import assert from 'node:assert/strict';
import { BUNDLED_KERNELS } from '../../../src/layout/bundled/index.js';
import { pageModel, type PageModel, stateNamed } from '../../../src/model/pageModel.js';
import { citeNames } from '../../../src/whatif/cite.js';
import { askPlace } from '../../../src/whatif/place/ask.js';
import { type MatrixRequest, type MatrixRow, matrixRow } from '../../../src/whatif/place/matrix.js';

async function modelOf(version: string): Promise<PageModel> {
  const layout = (await BUNDLED_KERNELS.find(({ name }) => name === version)?.load())?.sets[0];
  assert.ok(layout);
  return pageModel(layout);
}

const contextOf = (model: PageModel): Parameters<typeof matrixRow>[2] => ({ model, symbols: undefined, cite: citeNames, recordOf: () => undefined });

async function row(request: MatrixRequest, state: string): Promise<MatrixRow> {
  const model = await modelOf('6.12');
  const found = matrixRow(request, stateNamed(state, model)!, contextOf(model));
  assert.ok('cells' in found);
  return found;
}

const verdicts = ({ cells }: MatrixRow): Record<string, string> => Object.fromEntries(cells.map(({ offset, verdict }) => [offset ?? 'contents', verdict]));

describe('placements by states', () => {
  it('a row has the verdicts that the question about its one state has', async () => {
    const model = await modelOf('6.12');
    for (const state of model.states) {
      const found = matrixRow({ type: 'list_head' }, state, contextOf(model)), one = askPlace({ type: 'list_head', state: state.name }, contextOf(model));
      assert.ok('cells' in found && 'rows' in one);
      assert.deepEqual(verdicts(found), Object.fromEntries(one.rows.map(({ offset, verdict }) => [offset ?? 'contents', verdict])), state.name);
      assert.deepEqual(found.cells.map(({ offset }) => offset ?? Infinity), found.cells.map(({ offset }) => offset ?? Infinity).sort((a, b) => a - b));
    }
  });

  it('of several bit positions in a word the best counts', async () => {
    const model = await modelOf('6.12');
    const cells = verdicts(await row({ type: 'bits:1' }, 'page-cache'));
    const one = askPlace({ type: 'bits:1', state: 'page-cache' }, contextOf(model));
    assert.ok('rows' in one);
    const order = ['free', 'duties', 'conflict', 'claimed'];
    for (const [offset, verdict] of Object.entries(cells)) {
      const best: number | undefined = one.rows.filter((placed) => String(placed.offset ?? 'contents') === offset).map((placed) => order.indexOf(placed.verdict)).sort((a, b) => a - b)[0];
      assert.equal(verdict, order[best!], `word ${offset}`);
    }
  });

  it('whether pages are mapped changes the verdict on mapping; a cell tells why', async () => {
    assert.equal(verdicts(await row({ type: 'list_head', mappable: 'no' }, 'vmalloc'))['24'], 'duties');
    const cell = (await row({ type: 'list_head', mappable: 'yes' }, 'vmalloc')).cells.find(({ offset }) => offset === 24);
    assert.equal(cell?.verdict, 'conflict');
    assert.match(cell.reasons[0]!.text, /folio_mapping.* reads mapping as struct address_space/);
    assert.equal(cell.replays, true);
  });

  it('a type nobody knows is told once', async () => {
    const model = await modelOf('6.12');
    const refused = matrixRow({ type: 'listhead' }, model.states[0]!, contextOf(model));
    assert.ok('problem' in refused);
    assert.match(refused.problem, /unknown type "listhead"; nearest: list_head/);
  });
});
