import assert from 'node:assert/strict';
import { randomFrom } from '../../../src/simulator/random.js';
import { runScenario, type ScenarioRun } from '../../../src/simulator/scenario/runner.js';
import { formatFailure, formatRun } from '../../../src/simulator/scenario/story.js';
import { traceLines } from '../../../src/simulator/scenario/trace.js';
import { bundledScenario } from '../../../src/simulator/scenarios/index.js';
import { readers } from '../../../src/simulator/readers.js';
import { sourceOwner, type SourceUse } from '../../../src/simulator/sourceOwner.js';
import { Player } from '../../../src/simulator/view.js';
import { brokenInvariants } from '../../../src/simulator/invariants.js';
import { layout61 } from '../model/layouts.js';
import { sameBits } from './bytes.js';

function scenario(steps: readonly object[], more: object = {}): string {
  return JSON.stringify({ title: 'test', kernel: '6.1.192', machine: { zones: [{ type: 'NORMAL', pages: 4096 }] }, steps, ...more });
}

function ran(text: string, options = {}): ScenarioRun {
  const run = runScenario(text, options);
  assert.ok(run.ok, run.ok ? '' : JSON.stringify(run.errors));
  return run;
}

describe('simulator: scenario files', () => {
  it('tells every error with its line and column', () => {
    const run = runScenario('{\n  "title": "x", "kernel": "6",\n  "machine": { "zones": [] },\n  "steps": [\n    { "do": "aloc" },\n    { "do": "free" },\n    { "do": "alloc", "as": "p", "ordr": 1 }\n  ]\n}');
    assert.ok(!run.ok);
    const text = formatFailure(run, 'bad.json');
    assert.match(text, /bad\.json:2:27: error: kernel: "6" does not have the form/);
    assert.match(text, /bad\.json:3:25: error: machine\.zones must have at least 1 entry/);
    assert.match(text, /bad\.json:5:13: error: no step "aloc"/);
    assert.match(text, /bad\.json:6:5: error: step "free" needs "what"/);
    assert.match(text, /bad\.json:7:33: error: step "alloc" has no "ordr" \(did you mean "order"\?\)/);
  });

  it('a machine that cannot be made is blamed on the part that says so', () => {
    const place = (machine: string, rest = ''): string => {
      const run = runScenario(`{\n"title": "x", "kernel": "6.1",\n"machine": {\n${machine}\n},\n${rest}"steps": [{"do": "check"}]\n}`);
      return run.ok ? 'ran' : run.errors.map(({ line, column }) => `${line}:${column}`).join();
    };
    assert.equal(place('"zones": [{"type": "NORMAL", "pages": 1000}]'), '4:10');
    assert.equal(place('"zones": [{"type": "NORMAL", "pages": 2048}, {"type": "HIGHMEM", "pages": 1024, "start": 1024}]'), '4:10');
    assert.equal(place('"zones": [{"type": "NORMAL", "pages": 2048}],\n"cma": [{"start": 100, "pages": 512}]'), '5:8');
    assert.equal(place('"zones": [{"type": "NORMAL", "pages": 2048}],\n"cma": [{"start": 4096, "pages": 512}]'), '5:8');
    assert.equal(place('"zones": [{"type": "NORMAL", "pages": 2048}]', '"grouped": {"at": "no_such"},\n'), '6:19');
    assert.equal(place('"zones": [{"type": "NORMAL", "pages": 2048}]'), 'ran');
  });

  it('a loop of faults ends when there are as many findings as are kept', function () {
    this.timeout(60_000);
    const run = ran(scenario([{ do: 'repeat', times: 1_000_000, steps: [{ do: 'free', what: 'nobody' }] }]));
    assert.equal(run.findings.length, 100_000);
    assert.match(run.story.at(-1)!.text, /the run ends/);
  });

  it('a run of more work than may be ends in the step that is too much, and says so with its place', () => {
    const text = `{
"title": "long", "kernel": "6.1", "machine": {"zones": [{"type": "NORMAL", "pages": 4096}]},
"steps": [{"do": "alloc", "as": "p"},
  {"do": "repeat", "times": 1000000, "steps": [{"do": "read", "what": "p", "by": "kpageflags"},
    {"do": "scan", "by": "compaction"}]}, {"do": "free", "what": "p"}],
"expect": {"silent": true}}`;
    const run = ran(text, { workLimit: 100_000 });
    assert.deepEqual(run.partial, { line: 5, column: 5, says: 'as much was done as a run may do, 100,000 pages looked at or what costs as much' });
    assert.ok(!run.held, 'what was not run may hold anything');
    assert.match(run.story.at(-1)!.text, /the run ends: .*line 5, column 5/);
    assert.match(formatRun(run), /^PARTIAL: the run ended at line 5, column 5 of the scenario: /m);
    assert.equal(ran(text, { until: 7 }).partial, undefined, 'who asks for less gets what was asked for');
    const before = '{"title": "x", "kernel": "6.1", "machine": {"zones": [{"type": "NORMAL", "pages": 2048}]}, "steps": [';
    for (const step of ['{"do": "workload", "kind": "allocator", "steps": 10000000}', '{"do": "vmalloc", "as": "v", "pages": 1000000}']) {
      const { partial } = ran(`${before}${step}]}`, { journal: false, workLimit: 1000 });
      assert.deepEqual([partial?.line, partial?.column], [1, before.length + 1], step);
    }
  });

  it('survives text that is no scenario', () => {
    for (const text of ['', '[]', 'null', '{"title"', '{"title": "x" "y"}', '\u0000', '{}', '"'.repeat(1000), '[{"a":'.repeat(1_000_000), '['.repeat(5000) + ']'.repeat(5000)]) {
      const run = runScenario(text);
      assert.ok(!run.ok && run.errors.length > 0, JSON.stringify(text.slice(0, 20)));
    }
    const deep = runScenario(`{ "title": "x",\n  "steps": ${'['.repeat(200)}${']'.repeat(200)} }`);
    assert.ok(!deep.ok);
    assert.deepEqual(deep.errors, [{ line: 2, column: 111, message: 'objects and arrays more than 100 deep' }]);
  });

  it('makes impossible steps findings, and goes on', () => {
    const run = ran(scenario([
      { do: 'alloc', as: 'p', order: 12 }, { do: 'alloc', as: 'n', order: -1 }, { do: 'free', what: 'nobody' }, { do: 'alloc', as: 'q' }, { do: 'free', what: 'q' }, { do: 'free', what: 'q' },
      { do: 'read', what: 'q', by: 'nobody' }, { do: 'own', what: 'q', state: 'no such state' }, { do: 'vmalloc', as: 'a', pages: 0 }, { do: 'store', what: 'q', member: 'no_member', owner: 'x', value: { kind: 'null' } },
      { do: 'store', what: 'q', member: 62, owner: 'x', value: { kind: 'null' } }, { do: 'zs-alloc', as: 'z', size: 5 }, { do: 'unmap-page', what: 'q' }, { do: 'device', as: 'd' }, { do: 'free', what: 'q[7]' },
      { do: 'list', what: 'q', at: 60, owner: 'x' }, { do: 'split', what: 'q', as: 's' }, { do: 'check' },
    ]));
    const faults = run.findings.flatMap((finding) => (finding.kind === 'fault' ? [finding.fault] : []));
    assert.equal(faults.filter((fault) => fault === 'bad-order').length, 2);
    for (const fault of ['unknown-name', 'double-free', 'wrong-state', 'absent-member', 'no-zone', 'not-allocated']) assert.ok(faults.includes(fault as 'no-zone'), `${fault} in ${faults.join(' ')}`);
  });

  it('an area freed twice is named, whatever the cache keeps its nodes in; a node put twice on a list does not make it endless', () => {
    for (const type of ['list_head', 'hlist_node', 'llist_node']) {
      const run = ran(scenario([{ do: 'vmalloc', as: 'a', pages: 8, group: true }, { do: 'vfree', what: 'a' }, { do: 'vfree', what: 'a' }, { do: 'shrink', pages: 1000 }], { grouped: { at: 'index', type, nodeBy: 'caller' } }));
      assert.deepEqual(run.findings.filter(({ kind }) => kind === 'fault').slice(0, 1).map((finding) => finding.kind === 'fault' && finding.fault), ['double-free'], type);
    }
    const circle = ran(scenario([{ do: 'alloc', as: 'p', count: 3 }, { do: 'list', what: 'p', at: 'index', type: 'hlist_node', owner: 'x' }, { do: 'list', what: 'p', at: 'index', type: 'hlist_node', owner: 'x' }, { do: 'check' }]));
    assert.equal(circle.measures.steps, 4);
  });

  it('names impossible machines', () => {
    for (const zones of [[{ type: 'NORMAL', pages: 0 }], [{ type: 'NORMAL', pages: 100 }], [{ type: 'NORMAL', pages: 2048 }, { type: 'NORMAL', start: 1024, pages: 1024 }]]) {
      assert.ok(!runScenario(JSON.stringify({ title: 't', kernel: '6.1', machine: { zones }, steps: [{ do: 'check' }] })).ok);
    }
  });

  it('ends after --until, and bounds loops', () => {
    assert.equal(ran(scenario([{ do: 'repeat', times: 1000, steps: [{ do: 'check' }] }]), { until: 3 }).measures.steps, 3);
const endless = { do: 'repeat', times: 1_000_000, steps: [{ do: 'repeat', times: 1_000_000, steps: [{ do: 'repeat', times: 1_000_000, steps: [] }] }] };
    const spun = ran(scenario([endless]));
    assert.deepEqual([spun.measures.steps, spun.partial?.says], [0, '10,000,000 rounds of loops']);
    const full = ran(scenario([{ do: 'workload', kind: 'allocator', steps: 1_000_000 }, { do: 'check' }]), { eventLimit: 200_000 });
    assert.ok(full.findings.some((finding) => finding.kind === 'fault' && finding.fault === 'journal-full'));
    assert.equal(full.measures.steps, 1);
    const crowded = ran(scenario([{ do: 'alloc', as: 'p' }, { do: 'repeat', times: 40_000, steps: [{ do: 'list', what: 'p', at: 'index', owner: 'x', leave: 'init' }] }]));
    assert.ok(crowded.findings.some((finding) => finding.kind === 'fault' && finding.fault === 'no-room'));
  });

  it('is the same for the same seed, another for another', () => {
    const text = bundledScenario('random-workload')!;
    const [a, b, c] = [ran(text, { seed: 1 }), ran(text, { seed: 1 }), ran(text, { seed: 2 })];
    assert.deepEqual(a.measures, b.measures);
    assert.deepEqual(a.simulation.machine.memory.units, b.simulation.machine.memory.units);
    assert.notDeepEqual(a.measures.events, c.measures.events);
  });

  it('tells its story and its journal', () => {
    const run = ran(bundledScenario('list-poison2-mapping')!);
    const text = formatRun(run);
    assert.match(text, /3 times: isolate_movable_page\(\) reads mapping .* takes it for movable_operations/);
    assert.match(text, /^ok: misread isolate_movable_page mapping 0xdead000000000122: 3 found/m);
    const lines = [...traceLines(run.simulation)].map((line) => JSON.parse(line) as { new: string; members: string[]; owner: string });
    assert.equal(lines.length, run.measures.events);
    assert.ok(lines.some((line) => line.new === '0xdead000000000122' && line.members.includes('mapping') && line.owner === 'driver'));
  });

  it('plays back and forward, word by word', () => {
    const run = ran(bundledScenario('xen-lru-pgmap')!);
    const player = new Player(run.simulation);
    const end = player.page(4096);
    assert.deepEqual(end.words.find((word) => word.offset === 8)?.misreadBy, ['pgmap']);
    assert.equal(end.words.find((word) => word.offset === 8)?.writer.owner, 'xen balloon');
    player.seek(0);
    assert.equal(player.page(4096).words.find((word) => word.offset === 8)?.event, -1);
    assert.equal(player.state().operation, 'start');
    let steps = 0;
    for (; player.state().event < player.state().events; steps++) player.stepOperation();
    assert.ok(steps > 3 && steps < 50);
    assert.deepEqual(player.page(4096), end);
    player.back();
    player.step();
    assert.deepEqual(player.page(4096), end);
  });
});

describe('simulator: any layout', () => {
  for (const config of ['all', 'x86min', 'x86slob', 'x86rich', 'arm64', 'i386high', 'i386pae', 'armlpae', 'x86rich+LAST_CPUPID_NOT_IN_PAGE_FLAGS']) {
    it(`runs on the 6.1 layout of ${config}: placements end as on the standard one`, function () {
      this.timeout(30_000);
      const layout = layout61(config);
      for (const name of ['rfc-index-private', 'rfc-lru', 'list-poison2-init', 'scamem-pin-held', 'random-workload', 'zsmalloc-6.1', 'every-owner']) {
        const run = ran(bundledScenario(name)!, { layout });
        assert.deepEqual(run.findings.filter((finding) => finding.kind !== 'fault' || finding.fault !== 'absent-member'), [], name);
      }
      const conflict = ran(bundledScenario('rfc-mapping-index-6.1')!, { layout });
      assert.ok(conflict.held, JSON.stringify(conflict.checked));
    });
  }
});

describe('simulator: source feeds it', () => {
  const use = (line: number, path: string, access: SourceUse['access'], record = 'page'): SourceUse => ({ file: 'drivers/demo/demo.c', line, record, path, access, function: 'demo_keep', active: true });
  const layout = layout61('all');
  const text = scenario([{ do: 'alloc', as: 'p' }, { do: 'own', what: 'p', state: 'demo' }], { owners: { demo: { from: 'drivers/demo/demo.c' } }, expect: { findings: [{ kind: 'misread', observer: 'isolate_movable_page' }] } });

  it('a list node over words that end on mapping is misread, with the line that wrote it', () => {
    const demo = sourceOwner('demo', [use(12, 'rcu_head', 'address', 'slab'), use(20, 'index', 'read'), use(30, 'mapping', 'write'), use(31, 'lru', 'address')], layout);
    const run = ran(scenario([{ do: 'alloc', as: 'p' }, { do: 'store', what: 'p', member: 'private', owner: 'x', value: { kind: 'null' } }, { do: 'own', what: 'p', state: 'demo' }], { owners: { demo: { from: 'a.c' } } }), { layout, sources: { demo } });
    assert.deepEqual(run.findings.filter((finding) => finding.kind === 'fault'), []);
    assert.deepEqual(demo.reads.map((read) => read.source.line), [20]);
  });

  it('zpdesc-like overlays: a list_head whose prev lies on mapping', () => {
    const overlay = { ...layout, records: { ...layout.records, zpdesc: { kind: 'struct' as const, record: 'zpdesc', size: 64, align: 8, fields: [{ path: 'chain', offsetBits: 128, sizeBits: 128, type: 'struct list_head', bitField: false }] } } };
    const demo = sourceOwner('demo', [use(7, 'chain', 'address', 'zpdesc')], overlay);
    const run = ran(text, { layout: overlay, sources: { demo } });
    assert.ok(run.held, JSON.stringify(run.checked));
    const misread = run.findings.find((finding) => finding.kind === 'misread');
    assert.ok(misread?.kind === 'misread');
    assert.deepEqual(misread.writer.source, { file: 'drivers/demo/demo.c', line: 7 });
  });

  it('leaves out what it cannot place, with a reason', () => {
    const demo = sourceOwner('demo', [use(1, 'no_such', 'write'), use(2, 'flags', 'address'), { ...use(3, 'index', 'write'), active: false }, { ...use(4, 'x', 'write'), record: 'inode' }], layout);
    assert.deepEqual(demo.unknown.map((one) => one.use.line), [1, 2, 3]);
    assert.deepEqual(demo.writes, []);
  });

  const foundOf = (uses: readonly SourceUse[], tree = layout): readonly unknown[] => {
    const run = ran(scenario([
      { do: 'alloc', as: 'p' }, { do: 'own', what: 'p', state: 'demo' }, ...['compaction', 'kpagecount', 'dump-page', 'pfmemalloc', 'memory-failure'].map((by) => ({ do: 'read', what: 'p', by })),
    ], { owners: { demo: { from: 'a.c' } } }), { layout: tree, sources: { demo: sourceOwner('demo', uses, tree) } });
    return run.findings;
  };

  it('an owner known by the names it writes is met as that owner: readers that leave slabs alone say nothing', () => {
    const written = [use(1, 'slab_cache', 'write', 'slab'), use(2, 'freelist', 'write', 'slab')];
    assert.deepEqual(foundOf(written), []);
    const stranger = { kind: 'struct' as const, record: 'stranger', size: 64, align: 8, fields: [{ path: 'cache', offsetBits: 192, sizeBits: 64, type: 'struct kmem_cache *', bitField: false }] };
    assert.notDeepEqual(foundOf([use(1, 'cache', 'write', 'stranger')], { ...layout, records: { ...layout.records, stranger } }), [], 'the same word under a name that nobody knows');
    assert.notDeepEqual(foundOf([...written, use(3, '_mapcount', 'write')]), [], 'bytes that slabs have no use for: another owner who borrows the names');
  });

  it('a number is taken for what the model says of the member: pp_magic is no odd number', () => {
    assert.deepEqual(foundOf([use(1, 'pp_magic', 'write'), use(2, 'pp', 'write')]), []);
  });

  it('what the source sets to NULL anywhere it clears when it frees the page, not before others look', () => {
    const stash = use(1, 'mapping', 'write'), forget: SourceUse = { ...use(9, 'mapping', 'write'), clears: true };
    const kinds = (uses: readonly SourceUse[]): readonly string[] => ran(scenario([
      { do: 'alloc', as: 'p' }, { do: 'own', what: 'p', state: 'demo' }, { do: 'map-page', what: 'p' }, { do: 'read', what: 'p', by: 'gup-slow' }, { do: 'unmap-page', what: 'p' }, { do: 'free', what: 'p' },
    ], { owners: { demo: { from: 'a.c' } } }), { layout, sources: { demo: sourceOwner('demo', uses, layout) } }).findings.map(({ kind }) => kind);
    assert.deepEqual(kinds([stash]), ['bad-page'], 'an address_space where one belongs, left behind');
    assert.deepEqual(kinds([stash, forget]), []);
    const list: SourceUse = { ...use(1, 'chain', 'write', 'stranger'), record: 'stranger' };
    const stranger = { ...layout, records: { ...layout.records, stranger: { kind: 'struct' as const, record: 'stranger', size: 64, align: 8, fields: [{ path: 'chain', offsetBits: 192, sizeBits: 64, type: 'struct item *', bitField: false }] } } };
    const misread = ran(scenario([{ do: 'alloc', as: 'p' }, { do: 'own', what: 'p', state: 'demo' }, { do: 'map-page', what: 'p' }, { do: 'read', what: 'p', by: 'gup-slow' }, { do: 'unmap-page', what: 'p' }, { do: 'free', what: 'p' }], { owners: { demo: { from: 'a.c' } } }),
      { layout: stranger, sources: { demo: sourceOwner('demo', [list, { ...list, line: 9, clears: true }], stranger) } }).findings.map(({ kind }) => kind);
    assert.ok(misread.includes('misread') && !misread.includes('bad-page'), misread.join());
  });

  it('bits changed in place and words used for what they are for are no conflict', () => {
    assert.deepEqual(foundOf([use(1, 'flags', 'readwrite'), use(2, 'memcg_data', 'write')]), []);
  });
});

describe('simulator: properties of random scenarios', () => {
  it('vmalloc, zsmalloc, owners and readers: whatever the order, nothing crashes and the allocator stays whole', function () {
    this.timeout(120_000);
    const states = ['slab', 'anon', 'page-cache', 'page-table', 'page-pool', 'balloon', 'percpu'];
    for (let seed = 1; seed <= 20; seed++) {
      const random = randomFrom(seed);
      const steps: object[] = [{ do: 'alloc', as: 'p', count: 20 }, { do: 'vmalloc', as: 'a', pages: 6, group: true }, { do: 'zs-alloc', as: 'z', size: 700, count: 30 }];
      for (let i = 0; i < 400; i++) {
        const page = `p[${random.below(20)}]`;
        steps.push(([
          { do: 'own', what: page, state: states[random.below(states.length)] }, { do: 'release', what: page }, { do: 'read', what: page, by: readers[random.below(readers.length)]!.name },
          { do: 'gup', what: 'a', pin: random.below(2) === 0 }, { do: 'unpin', what: 'a', pin: random.below(2) === 0, dirty: true }, { do: 'remap', what: 'a' }, { do: 'unmap', what: 'a' },
          { do: 'zs-migrate', what: 'z' }, { do: 'zs-compact' }, { do: 'zs-free', what: 'z', every: 3 }, { do: 'zs-alloc', as: 'z', size: 500 + random.below(3000), count: 10 },
          { do: 'map-page', what: page }, { do: 'unmap-page', what: page }, { do: 'shrink', pages: 1 + random.below(50) }, { do: 'alloc', as: 'q', order: random.below(6), compound: random.below(2) === 0 }, { do: 'free', what: 'q' },
        ] as const)[random.below(16)]!);
      }
      const run = ran(scenario(steps, { grouped: { at: 'index', nodeBy: 'caller' }, seed }));
      for (const broken of brokenInvariants(run.simulation.machine)) assert.doesNotMatch(broken, /list|merged|aligned|says/, `seed ${seed}`);
      const { memory } = run.simulation.machine;
      const end = memory.units.slice();
      memory.journal!.seek(0);
      memory.journal!.seek(memory.journal!.length);
      assert.ok(sameBits(end, memory.units));
    }
  });
});
