import { SimulatedFault } from '../fault.js';
import type { Scamem } from '../scamem.js';
import type { VmallocArea } from '../vmalloc.js';
import type { ZsObject } from '../zsmalloc.js';

/** What a scenario can name. */
export type Named =
  | { readonly kind: 'pages'; pages: readonly number[]; readonly order: number }
  | { readonly kind: 'area'; area: VmallocArea }
  | { readonly kind: 'objects'; objects: ZsObject[] }
  | { readonly kind: 'scamem'; readonly scamem: Scamem };

/** The names of a run. */
export class Names {
  private readonly known = new Map<string, Named>();

  set(name: string, what: Named): void {
    this.known.set(name, what);
  }

  get<K extends Named['kind']>(reference: string, kind: K): Extract<Named, { kind: K }> {
    const name = reference.replace(/\[.*$/, '');
    const found = this.known.get(name);
    if (found === undefined) throw new SimulatedFault('unknown-name', `nothing is named "${name}" here`);
    if (found.kind !== kind) throw new SimulatedFault('unknown-name', `"${name}" names ${found.kind}, not ${kind}`);
    return found as Extract<Named, { kind: K }>;
  }

  /** A page was migrated: names that meant it mean the new one. */
  moved(from: number, to: number): void {
    for (const named of this.known.values()) if (named.kind === 'pages' && named.pages.includes(from)) named.pages = named.pages.map((pfn) => (pfn === from ? to : pfn));
  }

  /** The pages of a reference: of pages, an area, a scamem or zspages; one by `[n]`. */
  pages(reference: string): readonly number[] {
    const [, name = reference, index] = /^([^[]+)(?:\[(\d+|\*)\])?$/.exec(reference) ?? [];
    const found = this.known.get(name);
    if (found === undefined) throw new SimulatedFault('unknown-name', `nothing is named "${name}" here`);
    const all = pagesOf(found);
    if (index === undefined || index === '*') return all;
    const one = all[Number(index)];
    if (one === undefined) throw new SimulatedFault('unknown-name', `"${name}" has ${all.length} pages, no [${index}]`);
    return [one];
  }
}

function pagesOf(named: Named): readonly number[] {
  switch (named.kind) {
    case 'pages': return named.pages;
    case 'area': return named.area.pages;
    case 'scamem': return named.scamem.pages;
    case 'objects': return [...new Set(named.objects.flatMap((object) => object.zspage.pages))];
  }
}
