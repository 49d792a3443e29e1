/** A macro that is another one on other machines, exchanged for what it stands for on this one. */
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, pageEffects, textOf } from '../changedFunctions.js';
import { changedLines } from '../lines/changedLines.js';

/** `nth_page(page, i)`: the name, and what it is handed where that is simple. */
const CALL = /\b([a-z_]\w*)\s*\(([^()]*)\)/g;

export function macroOpened(changed: ChangedFacts): readonly Finding[] {
  const { before, after } = changed;
  return changed.functions.flatMap((one) => changedLines(one, changed).flatMap((line): readonly Finding[] => {
    for (const [call, name, args] of line.before.matchAll(CALL)) {
      if (new RegExp(`\\b${name!}\\s*\\(`).test(line.after)) continue;
      const bodies = bodiesOf(name!, after), opened = bodies.find(({ parameters, body }) => plain(line.before.replace(call, () => expanded(body, parameters, args!))) === plain(line.after));
      const effect = opened && bodies.length > 1 ? pageEffects(one.before, before).find(({ chain }) => chain.site.file === before.file.path) : undefined;
      if (!opened || !effect || !(textOf(one.before, before) ?? '').includes(call)) continue;
      const site = { ...one.at, offset: line.start + Math.max(0, after.file.text.slice(line.start, line.end).search(/\S/)) };
      return [after.finding('config-overlap', 'warning', site,
        `${name!}() is written out here as it is under one configuration, and ${one.after.summary.function}() left it to the macro before this change: under others it is something else (${bodies.find((other) => other !== opened)!.body.trim()})`,
        { state: 'any', words: [], evidence: [after.evidence(site, `${name!}() has ${bodies.length} definitions`)] })];
    }
    return [];
  }).slice(0, 1));
}

interface MacroBody { readonly parameters: readonly string[]; readonly body: string }

/** Every definition of a macro with parameters that does something else than the others. */
function bodiesOf(name: string, { footprints, file }: FileFacts): readonly MacroBody[] {
  const found = new Map<string, MacroBody>();
  for (const { macro } of footprints.view(file).types.scope.macros(name)) if (macro.params) found.set(plain(macro.body), { parameters: macro.params, body: macro.body });
  return [...found.values()];
}

function expanded(body: string, parameters: readonly string[], args: string): string {
  const given = args.split(',').map((arg) => arg.trim());
  return parameters.reduce((text, parameter, index) => text.replaceAll(new RegExp(`\\b${parameter}\\b`, 'g'), () => given[index] ?? parameter), body);
}

/** Without blanks, and without the parentheses that macros put around what they are handed. */
function plain(text: string): string {
  return text.replace(/[\s()]/g, '');
}
