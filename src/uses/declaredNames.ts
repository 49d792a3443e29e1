/** Names that a text declares, told by their shape: no parse, so some that are none. */
import type { SourceFile } from '../kernel/tree.js';
import type { OwnWords } from './wordSet.js';

const NOT_A_TYPE = new Set(['return', 'goto', 'case', 'else', 'sizeof', 'do', 'typeof']);

/** A text to learn from. */
export interface Lesson {
  readonly text: string;
  /** Functions' bodies in the order of the text: offsets of their braces. */
  readonly bodies: readonly { readonly body: number; readonly end: number }[];
  readonly words: OwnWords;
}

/** Whether a text declares a variable of that name, with whatever type. */
export function declaresLocally(text: string, name: string): boolean {
  for (const hit of text.matchAll(new RegExp(`([A-Za-z_]\\w*)[\\s*]+${name}\\b\\s*[;,=)\\[:]`, 'g'))) if (!NOT_A_TYPE.has(hit[1]!)) return true;
  return false;
}

export function bodiesOf(file: SourceFile): Lesson['bodies'] {
  return file.outline.items.filter((item) => item.body >= 0);
}

/** What a pattern of declarations finds outside of functions' bodies: a local name is nobody else's. */
export function* declarations({ text, bodies }: Lesson, pattern: RegExp): Generator<RegExpExecArray> {
  let next = 0;
  for (const hit of text.matchAll(pattern)) {
    while (next < bodies.length && bodies[next]!.end <= hit.index) next++;
    if (next === bodies.length || hit.index < bodies[next]!.body) yield hit;
  }
}

/** Finds what is declared with a type, parameters of prototypes left out: names of variables, members, functions. */
export function declaresNames(type: string): RegExp {
  return new RegExp(`\\b${type}\\b[\\s*]*(?:__\\w+[\\s*]+)*(?:\\(\\s*\\*\\s*)?\\b(\\w+)(?=\\s*(?:[;(\\[=:]|\\)\\s*\\(|,\\s*\\*))`, 'g');
}
