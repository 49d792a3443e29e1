/** How tests come out under each preset of configurations and machines, the opened one first. */
import type { ConfiguredScope } from '../../../kernel/configured.js';
import { configuredScope, type KernelSetup } from '../../../kernel/setup.js';
import { LayoutEngine, LayoutError } from '../../../layout/compute.js';
import type { FileFacts } from '../../fileFacts.js';
import { otherSetups, withFile } from '../../configs/otherConfigs.js';
import type { StandsUnder } from './constantTests.js';

/** A letter for each preset: `y`, `n`, or `?` where it cannot be told. */
export type Answers = string;

const known = new WeakMap<FileFacts, PresetAnswers>();

export class PresetAnswers {
  readonly setups: readonly KernelSetup[];
  readonly #scopes: readonly (ConfiguredScope | undefined)[];

  private constructor({ context, file }: FileFacts) {
    this.setups = [context.setup, ...otherSetups(context).map((setup) => withFile(setup, file))];
    this.#scopes = this.setups.map((setup) => configuredScope(setup, file.path, context.parser));
    // Tests ask for sizes, too, which an engine gives to its scope.
    for (const scope of this.#scopes) if (scope) new LayoutEngine(scope);
  }

  /** What the file's own configurations answer: presets are opened once for it. */
  static of(facts: FileFacts): PresetAnswers {
    let answers = known.get(facts);
    if (!answers) known.set(facts, (answers = new PresetAnswers(facts)));
    return answers;
  }

  /** Of what stands under `#if` arms and constant tests: where it is compiled and may run. */
  where({ arm, tests }: StandsUnder): Answers {
    return this.#each((scope) => [
      scope.holds(arm), ...tests.map(({ test, isTrue }): boolean | 'unknown' => {
        const value = scope.constant(test);
        return value === undefined ? 'unknown' : (value !== 0n) === isTrue;
      }),
    ]);
  }

  #each(answers: (scope: ConfiguredScope) => readonly (boolean | 'unknown')[]): Answers {
    return this.#scopes.map((scope) => {
      try {
        const given: readonly (boolean | 'unknown')[] = scope ? answers(scope) : ['unknown'];
        return given.includes(false) ? 'n' : given.includes('unknown') ? '?' : 'y';
      } catch (error) {
        if (!(error instanceof LayoutError)) throw error;
        return '?';
      }
    }).join('');
  }
}

/** Some presets, not all of them, and each of them is told. */
export function areSome(answers: Answers): boolean {
  return !answers.includes('?') && answers.includes('y') && answers.includes('n');
}
