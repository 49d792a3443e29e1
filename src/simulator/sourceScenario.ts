/** What "Simulate this file" and "Simulate this function" run: a page that the source takes and writes, and the readers that meet it. */
export interface SourceScenario {
  /** From the tree's top. */
  readonly path: string;
  /** Only what this function writes; all of the file when absent. */
  readonly function?: string;
  /** Only what these lines write: `12-40`. */
  readonly lines?: string;
  /** Release of the tree: `6.1.192`. */
  readonly kernel: string;
  /** Processes map the page while the source has it, so that GUP meets it. */
  readonly mapped: boolean;
}

/** Calls that put an owner's pages into page tables of processes (mm/memory.c, mm/vmalloc.c, mm/util.c of 6.1 and 6.12). */
const mapping = /\b(vm_insert_pages?|vmf?_insert_(?:mixed|pfn\w*|page\w*)|remap_vmalloc_range\w*|remap_pfn_range|vm_map_pages\w*|insert_page)\s*\(/;

/** Whether the text maps pages for processes, as far as its own calls tell. */
export function mapsPages(text: string): boolean {
  return mapping.test(text);
}

/** What the owner is called in the scenario. */
export function sourceOwnerName(path: string, only: string | undefined): string {
  return only ?? path.split('/').at(-1) ?? path;
}

/** The text of the scenario: a file of its own that can be kept, changed and run again. */
export function sourceScenario({ path, function: only, lines, kernel, mapped }: SourceScenario): string {
  const owner = sourceOwnerName(path, only);
  const place = only !== undefined ? `${only}() of ${path}` : lines !== undefined ? `${path}, lines ${lines},` : path;
  const scenario = {
    title: `What ${place} writes into a page, and who reads it`,
    source: `the typed uses of ${place} in the opened tree`,
    kernel: /^\d+\.\d+(?:\.\d+)?/.exec(kernel)?.[0] ?? '6.12',
    machine: { zones: [{ type: 'NORMAL', pages: 1024 }] },
    owners: { [owner]: { from: path, ...(only !== undefined && { function: only }), ...(lines !== undefined && { lines }) } },
    steps: [
      { do: 'alloc', as: 'page', why: `${owner} gets a page` },
      ...(mapped ? [{ do: 'map-page', what: 'page', why: 'a process maps it' }] : []),
      { do: 'own', what: 'page', state: owner },
      ...['kpageflags', 'memory-failure', 'hibernation', 'dump-page', 'pfmemalloc', 'speculative-get'].map((by) => ({ do: 'read', what: 'page', by })),
      ...(mapped ? ['munmap', 'set-page-dirty', 'flush-dcache'].map((by) => ({ do: 'read', what: 'page', by })) : []),
    ],
  };
  return `${JSON.stringify(scenario, undefined, 2)}\n`;
}
