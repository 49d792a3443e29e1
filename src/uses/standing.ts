/** Which macros without arguments stand for a member (`#define cursor_index (cursor->page->index)`), told of single names: all headers need not be learnt before. */
import type { FileScope } from '../kernel/scope.js';

const WORD = /[A-Za-z_]\w*/g;

/**
 * @param fields the members of interest
 * @returns whether a name may stand for one of them, itself or through other macros; a superset
 */
export function standingNames(scope: FileScope, fields: ReadonlySet<string>): (name: string) => boolean {
  const spelled = new RegExp(`(?:->|\\.)\\s*(?:${[...fields].join('|')})\\b|^\\s*(?:${[...fields].join('|')})\\s*$`);
  const known = new Map<string, boolean>();
  const reaches = (name: string): boolean => {
    let answer = known.get(name);
    if (answer === undefined) {
      // A macro is not expanded inside its own body.
      known.set(name, false);
      answer = scope.macros(name).some(({ macro: { body } }) => spelled.test(body) || (body.match(WORD) ?? []).some(reaches));
      known.set(name, answer);
    }
    return answer;
  };
  return (name) => scope.macros(name).some(({ macro }) => !macro.params) && reaches(name);
}
