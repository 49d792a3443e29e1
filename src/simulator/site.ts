import type { ValueKind } from '../model/valueKind.js';
import { meaningOf } from '../model/valueKind.js';
import { SimulatedFault } from './fault.js';

/** Who writes a word, under which view, what for: the shadow of a word names one. */
export interface Site {
  /** `buddy`, `grouped vmalloc`, or an owner of the scenario. */
  readonly owner: string;
  /** The member as the writer calls it: `buddy_list.next`. */
  readonly member: string;
  readonly value: ValueKind;
  /** The kernel function that does it. */
  readonly by: string;
  /** Where the opened tree does it, when the scenario was fed from source. */
  readonly source?: { readonly file: string; readonly line: number };
}

/** Writing sites by number: small enough to stand beside every word. Number 0 is the zeroed memory of boot. */
export class SiteTable {
  private readonly sites: Site[] = [{ owner: 'boot', member: '', value: { kind: 'null' }, by: '__init_single_page' }];
  private readonly numbers = new Map<string, number>();

  /** The number of the site; the same site always has the same number. */
  intern(owner: string, member: string, value: ValueKind, by: string, source?: Site['source']): number {
    const key = `${owner}\0${member}\0${by}\0${value.kind}\0${meaningOf(value)}\0${source ? `${source.file}:${source.line}` : ''}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.sites.length;
    if (number > 0xffff) throw new SimulatedFault('no-room', 'more than 65535 writing sites');
    this.sites.push({ owner, member, value, by, ...(source && { source }) });
    this.numbers.set(key, number);
    return number;
  }

  at(number: number): Site {
    return this.sites[number] ?? this.sites[0]!;
  }

  get size(): number {
    return this.sites.length;
  }
}
