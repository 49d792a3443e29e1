/** Two tests of a page asked in the other order: the one that says yes to more comes first now, and what the other one is for is never reached. */
import type { Finding } from '../../finding.js';
import { placedLine } from '../lines/enclosing.js';
import { type ChangedFacts, pageEffects, wayTo } from '../changedFunctions.js';
import { isOfSame, type Test, testsIn } from './tests.js';

export function testsSwapped({ functions, before, after }: ChangedFacts): readonly Finding[] {
  return functions.flatMap((one) => {
    const was = testsIn(one.before, before), now = testsIn(one.after, after);
    const only = (tests: readonly Test[], test: Test): Test | undefined => {
      const [found, other] = tests.filter(({ call }) => call.callee === test.call.callee);
      return other ? undefined : found;
    };
    for (const first of now) {
      for (const second of now) {
        const [old, older] = [only(was, first), only(was, second)];
        if (!old || !older || first.call.site.offset >= second.call.site.offset || old.call.site.offset <= older.call.site.offset || !isOfSame(first, second) || !only(now, first) || !only(now, second)) continue;
        // Each is asked where the other one said no.
        const line = placedLine(one.after, second.call.site, after)?.line ?? '';
        if (!/^\}?\s*else if\b/.test(line) || !second.states.every((state) => first.states.includes(state)) || first.states.length <= second.states.length) continue;
        const { site } = first.call, range = pageEffects(one.after, after).find(({ kind, thing, chain }) => kind === 'read' && wayTo(thing) === first.way && chain.site.offset === site.offset);
        return [after.finding('word-misread', 'warning', site,
          `${first.call.callee}() is asked before ${second.call.callee}() here, and was behind it before this change: it says yes to every page that the other one does, so a ${second.states[0]!.title} is taken for another and nothing reaches the line that is for it`,
          { state: second.states[0]!.name, words: range ? [after.word(range.offset, range.size)] : [], evidence: [after.evidence(site, `${first.call.callee}() says yes to it`), after.evidence(second.call.site, `${second.call.callee}() is not asked then`)] })];
      }
    }
    return [];
  });
}
