/** What a function's evaluation asks of the tree and of whoever wants to know. */
import type { RecordLayout } from '../layout/record.js';
import type { Summary } from './effect.js';
import type { FileView } from './plainFunction.js';

/** What the caller of the analysis wants to see; names come from the page model. */
export interface Interest {
  /** Functions whose body is not entered: that an object reaches one is what is to be known (`free_pages_prepare`). */
  readonly markers: ReadonlySet<string>;
  /** Of markers that are macros: the tag of the record they give a pointer to. */
  readonly gives: ReadonlyMap<string, string>;
  /** Of markers that are handed the address of a page's memory: what gives the page of such an address. */
  readonly takesAddress: ReadonlyMap<string, string>;
  /** Functions that give a page's frame number (`page_to_pfn`): what is computed from it is that of a page of the same block. */
  readonly frames: ReadonlySet<string>;
  /** Functions whose result stays "the result of": it tells what state a page is in (`alloc_pages`). */
  readonly origins: ReadonlySet<string>;
  /** Functions behind which a page that they were handed is the caller's no more (`put_page`, `__free_pages`). */
  readonly givesBack: ReadonlySet<string>;
  /** Types of numbers that are wider than a word on some machines: values of theirs are known as such (`dma_addr_t`). */
  readonly wide: ReadonlySet<string>;
  /** Names of types that tell what a page is: of pointers to one, or to what lies in its memory (`pgtable_t`, `pte_t`). */
  readonly telling: ReadonlySet<string>;
}

export interface World {
  readonly interest: Interest;
  /** Bytes of a pointer. */
  readonly wordSize: number;
  /** The records whose words are followed: struct page and its overlays. */
  readonly tracked: ReadonlySet<string>;
  /** Names of number types that stand for pointers to followed records, with the tag of the record (`netmem_ref`). */
  readonly handles: ReadonlyMap<string, string>;
  /** Records that lists are made of, which are stored in other records. */
  readonly nodes: ReadonlySet<string>;
  /** Layout of a record as `file` sees it; undefined when it cannot be told. */
  readonly layoutOf: (record: string, file: string) => RecordLayout | undefined;
  /** What a called function does; undefined when it cannot be followed. `matters` is asked only when the answer costs something. */
  readonly summaryOf: (callee: string, from: FileView) => Summary | undefined;
  /** Whether a callee is defined in the same file as its caller, and may give a page. */
  readonly givesPages: (callee: string, from: FileView) => boolean;
}
