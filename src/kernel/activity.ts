/** Whether conditions hold in files of an opened tree: answers that need CONFIG symbols only are found once for all files. */
import { type Condition, conditionText } from '../c/condition.js';
import type { CParser } from '../c/syntax.js';
import { asksForSymbolsOnly } from './buildSymbols.js';
import { ConfiguredScope } from './configured.js';
import type { FileScope } from './scope.js';
import { configuredScope, type KernelSetup, TREE_MARKER } from './setup.js';

/** @returns what {@link ConfiguredScope.holds} tells of a condition in a file */
export function conditionAnswers(setup: KernelSetup, parser: CParser): (condition: Condition, scope: FileScope) => boolean | 'unknown' {
  const answers = new Map<string, boolean | 'unknown'>();
  const ofFiles = new WeakMap<FileScope, ConfiguredScope>();
  let common: ConfiguredScope | undefined;
  return (condition, scope) => {
    const text = conditionText(condition);
    if (!asksForSymbolsOnly(text)) {
      let own = ofFiles.get(scope);
      if (!own) ofFiles.set(scope, (own = new ConfiguredScope(scope, setup.config, setup.arch, parser)));
      return own.holds(condition);
    }
    let answer = answers.get(text);
    if (answer === undefined) {
      common ??= configuredScope(setup, TREE_MARKER, parser);
      answer = common?.holds(condition) ?? 'unknown';
      answers.set(text, answer);
    }
    return answer;
  };
}
