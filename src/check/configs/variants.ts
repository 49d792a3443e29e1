/** Code that the opened configuration leaves out is checked too: under one in which the file's own tests come out the other way. */
import { activeArms, readArms } from '../../c/arms.js';
import type { ConfiguredScope } from '../../kernel/configured.js';
import type { KernelConfig } from '../../kernel/config.js';
import type { SourceFile } from '../../kernel/tree.js';

/**
 * The configuration that compiles what is left out of a file, where that handles pages.
 * @returns undefined when nothing that matters is left out
 */
export function otherConfiguration(file: SourceFile, configured: ConfiguredScope, pageNames: Pick<RegExp, 'test'>): KernelConfig | undefined {
  if (!/^[ \t]*#[ \t]*(?:el)?if.*CONFIG_/m.test(file.text)) return undefined;
  const arms = readArms(file.text, 0, file.text.length, null);
  const { blank } = activeArms(arms, (condition) => configured.holds(condition) !== false);
  const changed = new Set<string>();
  for (const [start, end] of blank) {
    const text = file.text.slice(start, end);
    if (!pageNames.test(text)) continue;
    for (const symbol of symbolsAround(file.text, start)) changed.add(symbol);
  }
  if (changed.size === 0) return undefined;
  const symbols = new Map(configured.config.symbols);
  const told: string[] = [];
  for (const symbol of [...changed].sort()) {
    const on = symbols.has(symbol);
    if (on) symbols.delete(symbol);
    else symbols.set(symbol, 'y');
    told.push(`CONFIG_${symbol}=${on ? 'n' : 'y'}`);
  }
  return { ...configured.config, name: `${configured.config.name} with ${told.join(' ')}`, symbols };
}

/** The symbols tested by the directive before an arm, and by the `#if` that an `#else` belongs to. */
function symbolsAround(text: string, start: number): readonly string[] {
  const lines = text.slice(0, start).split('\n');
  let depth = 0;
  for (let i = lines.length - 1; i >= 0; i--) {
    const directive = /^[ \t]*#[ \t]*(if\w*|elif\w*|else|endif)\b(.*)/.exec(lines[i]!);
    if (!directive) continue;
    const [, word, rest] = directive;
    if (word === 'endif') depth++;
    else if (word!.startsWith('if') && depth > 0) depth--;
    else if (depth === 0) {
      const symbols = [...rest!.matchAll(/\bCONFIG_(\w+)/g)].map((hit) => hit[1]!);
      if (word !== 'else' || symbols.length > 0) return symbols;
    }
  }
  return [];
}
