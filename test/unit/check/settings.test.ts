import assert from 'node:assert/strict';
import { readTreeSettings } from '../../../src/check/settings/treeSettings.js';
import { ownState } from '../../../src/model/ownOwners.js';

const errors = (text: string): readonly string[] => {
  const read = readTreeSettings(text);
  return 'errors' in read ? read.errors.map(({ line, column, message }) => `${line}:${column}: ${message}`) : [];
};
const OWNER = { name: 'my-cache', title: 'page of my cache', origins: [{ by: 'result', of: 'my_page' }], claims: [{ member: 'index', holds: { pointer: 'my_cache' }, for: 'its cache' }] };
const owners = (...changes: readonly object[]): string => JSON.stringify({ owners: changes.map((change) => ({ ...OWNER, ...change })) });
const claimed = (holds: unknown): string => owners({ claims: [{ member: 'index', holds, for: 'x' }] });

describe('settings of a tree', () => {
  it('may hold comments, and each suppression knows its line', () => {
    const read = readTreeSettings('{\n  // looked at in review\n  "suppressions": [\n    { "rule": "node-misread", "file": "mm/x.c", "reason": "never mapped" },\n  ],\n}\n');
    assert.deepEqual('settings' in read && read.settings, { ignore: [], owners: [], suppressions: [{ rule: 'node-misread', file: 'mm/x.c', reason: 'never mapped', at: '.pagelens.json:4' }] });
  });

  const wrong: Readonly<Record<string, readonly [string, RegExp]>> = {
    'a file that is not JSON': ['{\n "ignore": [\n', /^3:1: /],
    'an unknown key': ['{\n "ignored": [] }', /^2:2: the file has no "ignored" \(did you mean "ignore"\?\)$/],
    'a suppression without a reason': ['{ "suppressions": [\n  { "rule": "node-misread", "file": "x.c" } ] }', /^2:3: suppressions\[0\] needs "reason"$/],
    'an empty reason': ['{ "suppressions": [{ "rule": "node-misread", "file": "x.c", "reason": " " }] }', /^1:\d+: suppressions\[0\]\.reason must not be empty$/],
    'an unknown rule': ['{ "suppressions": [{ "rule": "nope", "file": "x.c", "reason": "r" }] }', /^1:30: unknown rule "nope"; known: node-misread/],
    'a path that is no string': ['{ "ignore": [1] }', /^1:14: ignore\[0\] must be a string$/],
    'an owner without claims': ['{ "owners": [{ "name": "x", "title": "t", "origins": [] }] }', /^1:14: owners\[0\] needs "claims"$/],
    'a name of the model': [owners({ name: 'vmalloc' }), /the model has a state "vmalloc" of its own$/],
    'a name twice': [owners({}, {}), /owner "my-cache" twice$/],
    'an unknown origin': [owners({ origins: [{ by: 'magic', of: 'f' }] }), /by must be one of result, member, parameter, list$/],
    'an unknown value': [claimed('stuff'), /holds must be one of null, list-node/],
    'a value of two kinds': [claimed({ pointer: 'a', constant: 1 }), /holds needs one of pointer, integer, constant$/],
    'a tag on a number': [claimed({ integer: 'n', tag: 1 }), /only a pointer has a tag$/],
    'a value that is a number': [claimed(7), /holds must be a string or an object$/],
  };
  for (const [title, [text, message]] of Object.entries(wrong)) {
    it(`${title} is told with line and column`, () => {
      assert.match(errors(text)[0] ?? 'nothing was told', message);
    });
  }

  it('make owners states of the model', () => {
    const read = readTreeSettings(owners({ mappable: false }));
    assert.ok('settings' in read);
    const state = ownState(read.settings.owners[0]!);
    assert.deepEqual(state.claims, [{ names: ['index'], holds: { kind: 'pointer', to: 'my_cache' }, for: 'its cache' }]);
    assert.equal(state.reach.userMappable, 'no');
    assert.ok(!state.duties.some((duty) => duty.at === 'while-mapped'));
  });
});
