/**
 * A stand-in for the kernel tree of a file that was opened alone: every kernel header it includes is one of ours, made from bundled layouts.
 * Enough to type its uses; there is nobody in it who could misread a word, so nothing can be found in conflict.
 */
import type { SourceFiles } from '../../kernel/files.js';
import type { LayoutSet, RecordLayout } from '../record.js';

/** List helpers and accessors in the shape of the kernel's, so that members given to macros are found. */
const PRELUDE = `
typedef unsigned long pgoff_t;
typedef struct { int counter; } atomic_t;
struct list_head { struct list_head *next, *prev; };
struct hlist_node { struct hlist_node *next, **pprev; };
struct llist_node { struct llist_node *next; };
struct callback_head { struct callback_head *next; void (*func)(struct callback_head *); };
#define rcu_head callback_head
#define offsetof(type, member) __builtin_offsetof(type, member)
#define container_of(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))
#define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, val) do { *(volatile typeof(x) *)&(x) = (val); } while (0)
#define list_entry(ptr, type, member) container_of(ptr, type, member)
#define list_first_entry(ptr, type, member) list_entry((ptr)->next, type, member)
#define list_last_entry(ptr, type, member) list_entry((ptr)->prev, type, member)
#define list_first_entry_or_null(ptr, type, member) list_first_entry(ptr, type, member)
#define list_next_entry(pos, member) list_entry((pos)->member.next, typeof(*(pos)), member)
#define list_for_each_entry(pos, head, member) for (pos = list_first_entry(head, typeof(*pos), member); &pos->member != (head); pos = list_next_entry(pos, member))
#define list_for_each_entry_safe(pos, n, head, member) for (pos = list_first_entry(head, typeof(*pos), member), n = list_next_entry(pos, member); &pos->member != (head); pos = n)
#define list_for_each_entry_reverse(pos, head, member) list_for_each_entry(pos, head, member)
#define page_folio(p) ((struct folio *)(p))
#define folio_page(folio, n) ((struct page *)(folio) + (n))
#define page_slab(p) ((struct slab *)(p))
#define page_ptdesc(p) ((struct ptdesc *)(p))
#define ptdesc_page(p) ((struct page *)(p))
struct page *alloc_pages(unsigned int gfp, unsigned int order);
#define alloc_page(gfp) alloc_pages(gfp, 0)
struct page *virt_to_page(const void *addr);
struct page *virt_to_head_page(const void *addr);
struct page *vmalloc_to_page(const void *addr);
struct page *pfn_to_page(unsigned long pfn);
struct page *compound_head(struct page *page);
struct folio *virt_to_folio(const void *addr);
struct slab *virt_to_slab(const void *addr);
struct vm_fault { struct page *page, *cow_page; };
struct bio_vec { struct page *bv_page; };
struct vm_struct { struct page **pages; };
`;

const RECORDS_HEADER = 'include/linux/mm_types.h';

export class SingleFileTree implements SourceFiles {
  readonly #path: string;
  readonly #text: string;
  readonly #headers: string;
  readonly #version: string;

  /** @param path the file's name, without folders; `text` its bytes as a latin-1 string */
  constructor(path: string, text: string, layouts: LayoutSet) {
    this.#path = path;
    this.#text = text;
    this.#headers = PRELUDE + Object.entries(layouts.records).map(([tag, record]) => recordText(tag, record)).join('\n');
    const [version = '', patchlevel = '', sublevel = ''] = layouts.kernel.split('.');
    this.#version = `VERSION = ${version}\nPATCHLEVEL = ${patchlevel}\nSUBLEVEL = ${sublevel}\n`;
  }

  read(path: string): string | undefined {
    if (path === this.#path) return this.#text;
    if (path === 'Makefile') return this.#version;
    if (path === RECORDS_HEADER) return this.#headers;
    return this.isFile(path) ? '#include <linux/mm_types.h>\n' : undefined;
  }

  /** Whatever kernel header the file asks for is there. */
  isFile(path: string): boolean {
    return path === this.#path || path === 'Makefile' || /^include\/(linux|net)\/.*\.h$/.test(path);
  }

  list(directory: string): readonly string[] {
    return directory === 'include/linux' ? ['mm_types.h'] : directory === '' ? [this.#path, 'Makefile'] : [];
  }
}

/** Members of all arms side by side: their names and types matter here, not their places. */
function recordText(tag: string, record: RecordLayout): string {
  if (['list_head', 'hlist_node', 'llist_node', 'callback_head'].includes(tag)) return '';
  const members = record.fields.filter((field) => !field.path.includes('.')).map((field) => {
    const array = /^(.*?)((?:\[\d*\])+)$/.exec(field.type);
    const pointer = /^(.*)\(\*\)(\(.*\))$/.exec(field.type);
    if (pointer) return `\t${pointer[1]!}(*${field.path})${pointer[2]!};`;
    return `\t${array?.[1] ?? (field.type.includes('{') ? 'unsigned long' : field.type)} ${field.path}${array?.[2] ?? ''}${field.bitField ? ` : ${field.sizeBits}` : ''};`;
  });
  return `${record.kind} ${tag} {\n${members.join('\n')}\n};`;
}
