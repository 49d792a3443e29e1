/**
 * What it tells of a page that a function said yes to it: `is_zone_device_page(page)`, `PageSlab(page)`. Read from the tree's own
 * definition: which word it looks at and what it compares that with, held against what each state keeps in that word.
 */
import { childOf, type Syntax, walk } from '../../c/syntax.js';
import type { Footprints } from '../../footprint/footprints.js';
import type { PlainFunction } from '../../footprint/plainFunction.js';
import type { SourceFile } from '../../kernel/tree.js';
import { bitsAre, type BitTest, holds } from '../../model/bitTest.js';
import { inEra } from '../../model/era.js';
import { resolveMember } from '../../model/memberRange.js';
import { claimsOf, type PageModel } from '../../model/pageModel.js';
import type { PageState } from '../../model/state.js';
import { knownBits } from '../../model/valueKind.js';

/** Tests that ask other tests: folio_is_zone_device(), is_zone_device_page(). */
const MAX_CHAIN = 6;

export class StateTests {
  readonly #model: PageModel;
  readonly #footprints: () => Footprints;
  readonly #known = new Map<string, readonly PageState[]>();
  #revision = 0;
  /** By enumerator: the states that the tree marks with it. */
  readonly #signs = new Map<string, PageState[]>();

  constructor(model: PageModel, footprints: () => Footprints) {
    this.#model = model;
    this.#footprints = footprints;
    for (const state of model.states) {
      const types = state.claims.flatMap(({ holds: kept, era }) => (kept.kind === 'page-type' && inEra(era, model.layout.kernel) ? [`PGTY_${kept.type}`] : []));
      for (const sign of new Set([...types, ...(state.signs ?? []).flatMap((one) => (inEra(one.era, model.layout.kernel) ? [one.name] : []))])) {
        const states = this.#signs.get(sign);
        if (states) states.push(state);
        else this.#signs.set(sign, [state]);
      }
    }
  }

  /** The states one of which a page is in when that function, called in that file, holds of it; empty when it tells none. */
  toldBy(name: string, from: SourceFile): readonly PageState[] {
    const { revision } = this.#footprints();
    if (revision !== this.#revision) this.#known.clear();
    this.#revision = revision;
    // A function of the file's own may be another one in the next.
    const key = from.outline.names.has(name) ? `${from.path} ${name}` : name;
    let states = this.#known.get(key);
    if (!states) {
      this.#known.set(key, []);
      this.#known.set(key, (states = this.#ofFunction(name, from, 0)));
    }
    return states;
  }

  #ofFunction(name: string, from: SourceFile, depth: number): readonly PageState[] {
    const plain = depth < MAX_CHAIN ? this.#footprints().plain(name, from) : undefined;
    const body = plain && childOf(plain.root, 'compound_statement');
    if (!body) return [];
    const returned: Syntax[] = [];
    walk(body, (node) => {
      if (node.type === 'return_statement' && node.children[0] && constantOf(node.children[0], plain) !== 0n) returned.push(node.children[0]);
      return undefined;
    });
    const [only] = returned;
    return only && returned.length === 1 ? this.#ofExpression(only, { plain, from, depth }) : [];
  }

  #ofExpression(node: Syntax, at: { readonly plain: PlainFunction; readonly from: SourceFile; readonly depth: number }): readonly PageState[] {
    const { plain, from, depth } = at;
    const [left, right] = node.children;
    switch (node.type) {
      case 'parenthesized_expression': return left ? this.#ofExpression(left, at) : [];
      case 'cast_expression': return right ? this.#ofExpression(right, at) : [];
      case 'unary_expression':
        // `!!x`
        return left?.type === 'unary_expression' && left.children[0] && /^!\s*!/.test(textOf(node, plain)) ? this.#ofExpression(left.children[0], at) : [];
      case 'call_expression': {
        const name = left ? textOf(left, plain) : '';
        const args = right?.children ?? [];
        if (/^(?:__builtin_expect|READ_ONCE|data_race)$/.test(name)) return args[0] ? this.#ofExpression(args[0], at) : [];
        if (/test_bit/.test(name)) return args[0] ? this.#signs.get(textOf(args[0], plain)) ?? [] : [];
        return this.#ofFunction(name, from, depth + 1);
      }
      case 'conditional_expression': {
        // test_bit() of a constant is written in two ways.
        const [first = [], second = []] = node.children.slice(1).map((arm) => this.#ofExpression(arm, at));
        return first.filter((state) => second.includes(state));
      }
      case 'binary_expression': {
        if (!left || !right) return [];
        const operator = plain.text.slice(left.end, right.start).trim();
        if (operator === '&&') {
          // Both hold: whichever tells.
          const first = this.#ofExpression(left, at);
          return first.length > 0 ? first : this.#ofExpression(right, at);
        }
        if (operator === '==') return this.#signs.get(textOf(right, plain)) ?? this.#signs.get(textOf(left, plain)) ?? this.#byBits(left, right, false, plain);
        if (operator === '!=') return this.#byBits(left, right, true, plain);
        return operator === '&' ? this.#byBits(node, undefined, true, plain) : [];
      }
      default: return [];
    }
  }

  /** `(page->word & mask) == value`, or whether that differs from it. */
  #byBits(left: Syntax, right: Syntax | undefined, differs: boolean, plain: PlainFunction): readonly PageState[] {
    const masked = stripped(left);
    const [word, bits] = masked.children;
    const value = right ? constantOf(right, plain) : 0n;
    if (masked.type !== 'binary_expression' || !word || !bits || plain.text.slice(word.end, bits.start).trim() !== '&' || value === undefined) return [];
    const mask = constantOf(bits, plain);
    const member = /(?:->|\.)\s*(\w+)\s*$/.exec(textOf(stripped(word), plain))?.[1];
    const range = member === undefined ? undefined : resolveMember({ names: [member] }, this.#model.layout);
    if (mask === undefined || !range) return [];
    const width = BigInt(range.size * 8);
    const same = bitsAre(BigInt.asUintN(Number(width), mask), BigInt.asUintN(Number(width), value));
    const test: BitTest = differs ? { test: 'not', of: same } : same;
    const { machine } = this.#model;
    return this.#model.states.filter((state) => claimsOf(state, this.#model).some((claim) => claim.range.offset === range.offset && claim.range.size === range.size && isTold(claim.holds.kind)
      && holds(test, knownBits(claim.holds, machine, range.size * 8), machine) === 'yes'));
  }
}

/** Kinds of values that are there to be told from others. */
function isTold(kind: string): boolean {
  return kind === 'page-type' || kind === 'pointer' || kind === 'compound-head';
}

function textOf(node: Syntax, plain: PlainFunction): string {
  return plain.text.slice(node.start, node.end);
}

function constantOf(node: Syntax, plain: PlainFunction): bigint | undefined {
  return plain.view.configured.valueOf(node, (at) => plain.text.slice(at.start, at.end));
}

/** Without parentheses, casts and READ_ONCE(). */
function stripped(node: Syntax): Syntax {
  const [first, second] = node.children;
  if (node.type === 'parenthesized_expression' && first) return stripped(first);
  if (node.type === 'cast_expression' && second) return stripped(second);
  if (node.type === 'call_expression' && second?.children.length === 1) return stripped(second.children[0]!);
  return node;
}
