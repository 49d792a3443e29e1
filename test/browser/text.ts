import type { Locator } from 'playwright-core';
import { until } from '../until.js';

/** The text of an element as a person reads it. */
export async function shownText(element: Locator): Promise<string> {
  return shown(await element.innerText());
}

/** The text on screen of an element, once all that is expected stands in it. */
export function textWith(element: Locator, ...expected: readonly (string | RegExp)[]): Promise<string> {
  return until(`text with ${expected.join(' and ')}`, () => shownText(element), (text) => expected.every((part) => holds(text, part)));
}

/** The texts of all such elements, once each that is expected is the text of one or stands in it. */
export function textsWith(elements: Locator, ...expected: readonly string[]): Promise<string[]> {
  return until(`texts with ${expected.join(' and ')}`, async () => (await elements.allInnerTexts()).map(shown), (texts) => expected.every((part) => texts.some((text) => holds(text, part))));
}

/** Waits until there are so many of them, neither more nor less. */
export async function untilCount(elements: Locator, count: number): Promise<void> {
  await until(`${count} of them`, () => elements.count(), (found) => found === count);
}

const shown = (text: string): string => text.replaceAll('\u00a0', ' ');
const holds = (text: string, part: string | RegExp): boolean => (typeof part === 'string' ? text.includes(part) : part.test(text));
