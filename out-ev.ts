import { besideChange as besideOf } from '/var/tmp/wt-B/src/check/changes/beside.js';
import { readFileSync } from 'node:fs';
import { loadGrammar } from '/var/tmp/wt-B/src/c/grammar.js';

import { factsOfChange, lostBy } from '/var/tmp/wt-B/src/check/changes/index.js';
import { checkContext } from '/var/tmp/wt-B/src/check/context.js';
import { checkFile } from '/var/tmp/wt-B/src/check/checkFile.js';
import { NodeFiles } from '/var/tmp/wt-B/src/cli/nodeFiles.js';
import { openTree } from '/var/tmp/wt-B/src/kernel/setup.js';
const [,, seedsFile, re] = process.argv;
const wasm = (n: string) => readFileSync('/var/tmp/wt-B/dist/' + n);
const parser = await loadGrammar({ runtime: wasm('web-tree-sitter.wasm'), language: wasm('tree-sitter-c.wasm') });
interface E { file: string; old: string; new: string }
const all = (JSON.parse(readFileSync(seedsFile, 'utf8')) as any[]).filter((s) => !re || new RegExp(re).test(s.id));
const kinds = (process.env['KINDS'] ?? 'bug,twin').split(',');
let tot = { whole: 0, patch: 0, n: 0, tw: 0, tp: 0 };
for (const kernel of [...new Set(all.map((s) => s.kernel))]) {
  const root = '/var/tmp/k/linux-' + kernel;
  const setup = openTree(new NodeFiles(root)); let context = checkContext(setup, parser); let gen = setup.tree.generation;
  const pristine = checkContext(openTree(new NodeFiles(root)), parser);
  const base = new Map<string, Set<string>>();
  const key = (f: any, text: string) => `${f.rule}|${f.message.replace(/:\d+/g, '').replace(/line \d+/g, '')}`;
  for (const s of all.filter((x) => x.kernel === kernel)) {
    tot.n++;
    const out: string[] = []; const res: any = {};
    for (const kind of kinds) {
      const edits: E[] = s[kind]; if (!edits) continue;
      const files = [...new Set(edits.map((e) => e.file ?? s.file))];
      const put = (path: string, text: string | undefined) => { const before = setup.tree.source(path); setup.tree.overlay(path, text); context.footprints.changed(path, before); if (setup.tree.generation !== gen) context = checkContext(setup, parser); gen = setup.tree.generation; };
      let bad = false;
      for (const f of files) { let t = pristine.tree.source(f)?.text; if (!t) { out.push(`no file ${f}`); bad = true; continue; }
        for (const e of edits.filter((x) => (x.file ?? s.file) === f)) { if (t.split(e.old).length !== 2) { out.push(`bad edit ${kind}`); bad = true; } t = t.replace(e.old, () => e.new); } put(f, t); }
      if (bad) { for (const f of files) put(f, undefined); continue; }
      const check0 = files.includes(s.file) ? files : [s.file, ...files];
      const check = [...check0, ...((process.env["NOBESIDE"] ? [] : besideOf(files, context)))];
      const chg = check.map((f) => factsOfChange({ file: pristine.tree.source(f)!, context: pristine }, { file: setup.tree.source(f)!, context }));
      const w: string[] = [], p: string[] = [];
      check.forEach((f, i) => {
        const b = new Set(checkFile(pristine.tree.source(f)!, pristine).map((x) => key(x, '')));
        for (const x of checkFile(setup.tree.source(f)!, context)) if (!b.has(key(x, ''))) (i < check0.length ? w : p).push(`W ${f}:${x.line} ${x.rule} ${x.severity}: ${x.message}`);
        if (chg[i] && i < check0.length) for (const x of lostBy(chg[i]!, chg.filter((c): c is NonNullable<typeof c> => !!c))) p.push(`P ${f}:${x.line} ${x.rule} ${x.severity}: ${x.message}`);
      });
      for (const f of files) put(f, undefined);
      res[kind] = { w: w.length, p: p.length };
      for (const x of [...w, ...p]) out.push(`   ${kind}: ${x}`);
    }
    if (res.bug?.w) tot.whole++; if (res.bug?.w || res.bug?.p) tot.patch++; if (res.twin?.w) tot.tw++; if (res.twin?.w || res.twin?.p) tot.tp++;
    console.log(`${s.id} ${s.class} ${s.file} whole=${res.bug?.w ?? '-'} patch=${res.bug?.p ?? '-'} twin=${(res.twin?.w ?? 0) + (res.twin?.p ?? 0)}`);
    if (!process.env['Q']) for (const o of out) console.log(o.slice(0, 400));
  }
}
console.log(`seeds ${tot.n}: whole ${tot.whole}, with patch ${tot.patch}; twins blamed whole ${tot.tw}, patch ${tot.tp}`);
