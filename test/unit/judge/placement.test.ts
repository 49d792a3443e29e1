import assert from 'node:assert/strict';
import { judgePlacement } from '../../../src/judge/judge.js';
import { placeRecord, placeValue } from '../../../src/judge/placement.js';
import { summarize, type Misread, type Verdict } from '../../../src/judge/verdict.js';
import { resolveMember } from '../../../src/model/memberRange.js';
import { pageModel, stateNamed } from '../../../src/model/pageModel.js';
import type { Reach } from '../../../src/model/reach.js';
import type { LayoutSet } from '../../../src/layout/record.js';
import { asKernel, layout61 } from '../model/layouts.js';

function judged(layout: LayoutSet, type: string, member: string, state: string, reach: Partial<Reach> = {}): readonly Verdict[] {
  const model = pageModel(layout);
  const at = resolveMember({ names: [member] }, layout);
  assert.ok(at, member);
  const placement = placeRecord(type, at.offset, layout);
  const found = stateNamed(state, model);
  assert.ok(placement && found);
  return judgePlacement(placement, { state: found, reach }, model);
}

const misreads = (verdicts: readonly Verdict[]): Misread[] => verdicts.filter((verdict) => verdict.kind === 'misread');

describe('judge: the advice of the grouped vmalloc thread', () => {
  const x86 = layout61('all');

  it('mapping + index of a vmalloc page that may be mapped: GUP takes the link for an address_space', () => {
    const verdicts = judged(x86, 'list_head', 'mapping', 'vmalloc', { userMappable: 'yes' });
    assert.equal(summarize(verdicts), 'conflict');
    const slow = misreads(verdicts).find((one) => one.observer === 'folio_mapping' && one.stage === 'linked');
    assert.ok(slow);
    assert.equal(slow.certainty, 'certain');
    assert.equal(slow.readAs, 'struct address_space *');
    assert.equal(slow.word.offset, 24);
    assert.ok(slow.word.members.includes('mapping'));
    assert.equal(slow.path[0], 'get_user_pages');
    assert.match(slow.bits, /00$/);
    assert.ok(misreads(verdicts).some((one) => one.observer === 'gup_fast_secretmem' && one.path.includes('page_is_secretmem')));
    assert.ok(misreads(verdicts).some((one) => one.stage === 'deleted' && one.bits === '0xdead000000000100'));
    const duty = verdicts.find((one) => one.kind === 'duty' && one.at === 'free' && one.member === 'mapping');
    assert.ok(duty?.kind === 'duty' && duty.stage === 'deleted' && duty.stored === 'LIST_POISON1');
  });

  it('the same where no user process can map it: only the duty to clear mapping remains', () => {
    const verdicts = judged(x86, 'list_head', 'mapping', 'vmalloc', { userMappable: 'no' });
    assert.deepEqual(misreads(verdicts).filter((one) => one.meets.includes('user process')), []);
    assert.ok(verdicts.some((one) => one.kind === 'duty' && one.member === 'mapping'));
  });

  it('index + private: nobody misreads it, mapped or not', () => {
    assert.deepEqual(judged(x86, 'list_head', 'index', 'vmalloc', { userMappable: 'yes' }), []);
    const older = judged(asKernel(x86, '5.11'), 'list_head', 'index', 'vmalloc', { userMappable: 'yes' });
    assert.equal(summarize(older), 'duties');
    assert.ok(older.every((one) => one.kind === 'duty' && one.member === 'private'));
  });

  it("lru: list pointers keep bit 0 clear (Rick's question)", () => {
    assert.deepEqual(judged(x86, 'list_head', 'lru', 'vmalloc', { userMappable: 'yes' }), []);
    assert.deepEqual(judged(x86, 'list_head', 'lru', 'grouped-vmalloc-cache'), []);
  });

  it('LIST_POISON2 in mapping looks movable to compaction', () => {
    const verdicts = judged(x86, 'list_head', 'pp', 'vmalloc', { userMappable: 'no' });
    const poison = misreads(verdicts).find((one) => one.observer === 'isolate_movable_page');
    assert.ok(poison);
    assert.equal(poison.stage, 'deleted');
    assert.equal(poison.bits, '0xdead000000000122');
    assert.equal(poison.certainty, 'certain');
  });

  it('the first word of a ZONE_DEVICE page is pgmap (xen, 5.9)', () => {
    const verdicts = judged(asKernel(x86, '5.9'), 'list_head', 'lru', 'zone-device');
    assert.equal(summarize(verdicts), 'claimed');
    assert.ok(verdicts.some((one) => one.kind === 'claimed' && one.member === 'pgmap'));
    assert.ok(misreads(verdicts).some((one) => one.observer === 'pgmap' && one.readAs === 'struct dev_pagemap *'));
  });

  it('index and private are taken in the buddy allocator as the thread says', () => {
    assert.equal(summarize(judged(x86, 'list_head', 'index', 'buddy-free')), 'claimed');
    const mappingAndIndex = judged(x86, 'list_head', 'mapping', 'buddy-free');
    assert.ok(mappingAndIndex.every((one) => one.kind !== 'claimed'));
  });
});

describe('judge: values', () => {
  it('a function address of unknown alignment in mapping may look movable, on arm64 it cannot', () => {
    const at = 24;
    const onX86 = pageModel(layout61('all'));
    const state = stateNamed('allocated', onX86);
    assert.ok(state);
    const verdicts = judgePlacement(placeValue({ kind: 'function' }, at, 8), { state }, onX86);
    assert.ok(misreads(verdicts).some((one) => one.observer === 'isolate_movable_page' && one.certainty === 'possible'));
    const arm = pageModel(layout61('arm64'));
    assert.ok(!misreads(judgePlacement(placeValue({ kind: 'function' }, at, 8), { state }, arm)).some((one) => one.observer === 'isolate_movable_page'));
  });

  it('the high half of a DMA address on the first union word of a 32-bit big-endian page may be odd', () => {
    const arm = layout61('armlpae');
    const model = pageModel({ ...arm, kernel: '5.12', abi: { ...arm.abi, endian: 'big' } });
    const state = stateNamed('page-pool', model);
    assert.ok(state);
    const verdicts = judgePlacement(placeValue({ kind: 'dma-address', part: 'high' }, 4, 4), { state }, model);
    const tail = misreads(verdicts).find((one) => one.observer === 'compound_head');
    assert.ok(tail);
    assert.equal(tail.certainty, 'possible');
    assert.deepEqual(misreads(judgePlacement(placeValue({ kind: 'dma-address', part: 'low', align: 4096 }, 4, 4), { state }, model)), []);
  });

  it('a counter kept in _refcount, and a raw offset in _mapcount, are named', () => {
    const model = pageModel(layout61('all'));
    const state = stateNamed('page-table', model);
    assert.ok(state);
    const shares = judgePlacement(placeValue({ kind: 'integer', means: 'share count' }, 52, 4), { state }, model);
    assert.ok(misreads(shares).some((one) => one.observer === 'page_ref'));
    const offset = judgePlacement(placeValue({ kind: 'integer', means: 'offset', max: 4095n }, 48, 4), { state: stateNamed('zsmalloc', model)! }, model);
    assert.ok(misreads(offset).some((one) => one.observer === 'page_mapcount'));
  });
});
