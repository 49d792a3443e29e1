/** The test of an `#if` in a function that keeps something in a page's words, exchanged for one that comes out otherwise on some machine: its other half goes by the old one. */
import { directiveTest, parseDirective } from '../../../c/condition.js';
import { configuredScope, type KernelSetup } from '../../../kernel/setup.js';
import { rangesOf } from '../../../model/memberRange.js';
import { ownersWords } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { otherSetups, withFile } from '../../configs/otherConfigs.js';
import { type ChangedFacts, pageEffects, textOf } from '../changedFunctions.js';
import { changedLines } from '../lines/changedLines.js';

/** Words in which an owner keeps what it likes, one way or another. */

export function armChanged(changed: ChangedFacts): readonly Finding[] {
  const { after } = changed, ranges = rangesOf(ownersWords, after.context.model.layout);
  return changed.functions.flatMap((one) => {
    // What the opened configuration leaves out does nothing: its text names the word.
    const text = textOf(one.after, after) ?? '', use = ranges.find(({ path }) => new RegExp(`\\b(?:set_page_|page_|folio_)?${path.replace(/^_+(?:folio_)?/, '')}\\b`).test(text));
    if (!use || pageEffects(one.after, after).length === 0) return [];
    return changedLines(one, changed).flatMap((line) => {
      const tests = [line.before, line.after].map(testIn), [was, now] = tests;
      const setup = was === undefined || now === undefined ? undefined : machines(after).find((machine) => differ(was, now, machine, after));
      if (!setup) return [];
      const at = { file: after.file.path, function: one.after.summary.function, offset: line.start };
      return [after.finding('config-overlap', 'warning', at,
        `${one.after.summary.function}() goes by "${now!}" here and went by "${was!}" before this change, which comes out otherwise on ${setup.arch.name} (${setup.config.name}): whoever else handles page.${after.nameOf(use.offset, use.size)} of these pages by the old test takes what lies there for something else`,
        { state: 'any', config: `${after.context.model.layout.kernel} ${setup.arch.name}, ${setup.config.name}`, words: [after.word(use.offset, use.size)], evidence: [after.evidence(at, 'the test is another one')] })];
    }).slice(0, 1);
  });
}

function testIn(line: string): string | undefined {
  return /^#\s*(?:if|ifdef|ifndef|elif)\b/.test(line) ? directiveTest(parseDirective(line, 0, line.length)) : undefined;
}

function machines({ context, file }: FileFacts): readonly KernelSetup[] {
  return [context.setup, ...otherSetups(context).map((setup) => withFile(setup, file))];
}

function differ(was: string, now: string, setup: KernelSetup, { file, context }: FileFacts): boolean {
  const scope = configuredScope(setup, file.path, context.parser);
  const [old, fresh] = [scope?.test(was), scope?.test(now)];
  return old !== undefined && fresh !== undefined && (old === 0n) !== (fresh === 0n);
}
