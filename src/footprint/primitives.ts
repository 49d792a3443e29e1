/**
 * Functions and macros without a body in C that would tell what they do to memory: atomics, bit operations, forced accesses, string
 * functions. Everything else is read from the tree.
 */

/** What a primitive does; arguments are numbered from 0. */
export type Primitive =
  /** Reads the lvalue `of`, or what it points to, and yields it. */
  | { readonly does: 'load'; readonly of: number; readonly through: 'lvalue' | 'pointer' }
  /** Stands for the lvalue that is argument 0, or yields that argument: one processor's copy of a variable. */
  | { readonly does: 'same' }
  | { readonly does: 'store'; readonly to: number; readonly value: number; readonly through: 'lvalue' | 'pointer' }
  /** Reads and writes what `at` points to in one step; `value` is the argument that is left there: always (xchg), or when a comparison holds (cmpxchg); `by` a number that is added. */
  | { readonly does: 'modify'; readonly at: readonly number[]; readonly value?: number; readonly always?: true; readonly by?: bigint }
  /** Sets or clears bit number `bit` of what `at` points to. */
  | { readonly does: 'bit'; readonly bit: number; readonly at: number; readonly to: 0n | 1n | undefined }
  /** Tests what `at` points to. */
  | { readonly does: 'test'; readonly at: number }
  | { readonly does: 'container' } | { readonly does: 'offset' }
  | { readonly does: 'copy'; readonly to: number; readonly from: number; readonly size: number }
  | { readonly does: 'fill'; readonly to: number; readonly byte: number | 'zero'; readonly size: number }
  /** Looks at its arguments and does nothing to them. */
  | { readonly does: 'look' };

const NAMED: Readonly<Record<string, Primitive>> = {
  READ_ONCE: { does: 'load', of: 0, through: 'lvalue' }, READ_ONCE_NOCHECK: { does: 'load', of: 0, through: 'lvalue' }, data_race: { does: 'load', of: 0, through: 'lvalue' },
  rcu_dereference: { does: 'load', of: 0, through: 'lvalue' }, rcu_dereference_raw: { does: 'load', of: 0, through: 'lvalue' }, rcu_dereference_check: { does: 'load', of: 0, through: 'lvalue' },
  rcu_dereference_protected: { does: 'load', of: 0, through: 'lvalue' }, rcu_access_pointer: { does: 'load', of: 0, through: 'lvalue' },
  smp_load_acquire: { does: 'load', of: 0, through: 'pointer' },
  WRITE_ONCE: { does: 'store', to: 0, value: 1, through: 'lvalue' }, RCU_INIT_POINTER: { does: 'store', to: 0, value: 1, through: 'lvalue' },
  rcu_assign_pointer: { does: 'store', to: 0, value: 1, through: 'lvalue' },
  smp_store_release: { does: 'store', to: 0, value: 1, through: 'pointer' }, smp_store_mb: { does: 'store', to: 0, value: 1, through: 'lvalue' },
  this_cpu_read: { does: 'load', of: 0, through: 'lvalue' }, raw_cpu_read: { does: 'load', of: 0, through: 'lvalue' }, __this_cpu_read: { does: 'load', of: 0, through: 'lvalue' },
  this_cpu_write: { does: 'store', to: 0, value: 1, through: 'lvalue' }, raw_cpu_write: { does: 'store', to: 0, value: 1, through: 'lvalue' }, __this_cpu_write: { does: 'store', to: 0, value: 1, through: 'lvalue' },
  // What no_free_ptr() and return_ptr() hand their pointer through (6.4 on): a function of headers that gives back what it is handed.
  __must_check_fn: { does: 'same' },
  per_cpu: { does: 'same' }, get_cpu_var: { does: 'same' }, per_cpu_ptr: { does: 'same' }, this_cpu_ptr: { does: 'same' }, raw_cpu_ptr: { does: 'same' }, get_cpu_ptr: { does: 'same' },
  set_mask_bits: { does: 'modify', at: [0] },
  container_of: { does: 'container' }, container_of_const: { does: 'container' }, offsetof: { does: 'offset' },
  memcpy: { does: 'copy', to: 0, from: 1, size: 2 }, memmove: { does: 'copy', to: 0, from: 1, size: 2 }, __memcpy: { does: 'copy', to: 0, from: 1, size: 2 },
  memset: { does: 'fill', to: 0, byte: 1, size: 2 }, memzero_explicit: { does: 'fill', to: 0, byte: 'zero', size: 1 },
};

const LOOKS = /^(?:(?:VM_)?(?:BUG|WARN)(?:_ON)?(?:_ONCE)?(?:_PAGE|_FOLIO|_PGFLAGS|_MM|_VMA|_RATELIMIT)*|VM_WARN\w*|WARN_TAINT\w*|BUILD_BUG\w*|pr_\w+|printk\w*|_?dev_(?:dbg|info|warn|err|notice|crit|emerg|alert)\w*|netdev_(?:dbg|info|warn|err)\w*|trace_\w+|lockdep_\w+|might_\w+|kasan_\w+|kmsan_\w+|kcsan_\w+|instrument_\w+|ASSERT_EXCLUSIVE\w*|barrier\w*|smp_\w?mb\w*|cond_resched\w*|in_interrupt|prefetchw?|static_assert|_Static_assert|min\w*|max\w*|clamp\w*|swap|seq_printf|count_\w*vm_event\w*|__count_vm_event\w*|spin_\w+|raw_spin_\w+|local_irq_\w+|rcu_read_(?:un)?lock|preempt_\w+|this_cpu_\w+|per_cpu\w*|raw_cpu_\w+|__this_cpu_\w+|get_cpu_\w+|put_cpu_\w+|ilog2|roundup_pow_of_two|DIV_ROUND_UP\w*|round_(?:up|down)|IS_ALIGNED|__builtin_(?!expect)\w+|pfn_valid\w*|udelay|msleep|static_branch_\w*|static_key_\w*)$/;

const ATOMIC = /^(?:arch_|raw_)*atomic(?:64|_long)?_(\w+)$/;
const REFCOUNT = /^(?:__)?refcount_(read|set|inc|dec|add|sub)\w*$/;
const BIT = /^(?:arch_|__|arch___)?(?:(?:set|clear|change|assign)_bit(?:_lock|_unlock|_unlock_is_negative_byte)?|test_and_(?:set|clear|change)_bit(?:_lock)?|bit_spin_(?:lock|trylock|unlock)|xor_unlock_is_negative_byte|__bit_spin_unlock)$/;
const EXCHANGE = /^(?:arch_|raw_|__)?(?:try_)?(?:cmpxchg|xchg)(?:64|128)?(?:_(?:acquire|release|relaxed|local))?$/;
/** How many arguments a caller's `nr, addr` style puts before the address. */
const AMOUNT_FIRST = /^(?:fetch_)?(?:add|sub|and|or|xor|andnot)(?:_return|_and_test|_negative)?(?:_relaxed|_acquire|_release)?$/;

export function primitive(name: string): Primitive | undefined {
  if (Object.hasOwn(NAMED, name)) return NAMED[name];
  const atomic = ATOMIC.exec(name)?.[1];
  if (atomic !== undefined) {
    if (/^read/.test(atomic)) return { does: 'load', of: 0, through: 'pointer' };
    if (/^set/.test(atomic)) return { does: 'store', to: 0, value: 1, through: 'pointer' };
    if (atomic === 'inc' || atomic === 'dec') return { does: 'modify', at: [0], by: atomic === 'inc' ? 1n : -1n };
    return { does: 'modify', at: [AMOUNT_FIRST.test(atomic) ? 1 : 0] };
  }
  const refcount = REFCOUNT.exec(name)?.[1];
  if (refcount !== undefined) {
    if (refcount === 'read') return { does: 'load', of: 0, through: 'pointer' };
    return refcount === 'set' ? { does: 'store', to: 0, value: 1, through: 'pointer' } : { does: 'modify', at: [refcount === 'add' || refcount === 'sub' ? 1 : 0] };
  }
  if (BIT.test(name)) return { does: 'bit', bit: 0, at: 1, to: /change|assign|xor|test_and_set|lock$/.test(name) ? undefined : /clear|unlock$/.test(name) ? 0n : 1n };
  if (/^(?:arch_|__)?test_bit(?:_acquire)?$/.test(name)) return { does: 'test', at: 1 };
  if (EXCHANGE.test(name)) return name.includes('cmpxchg') ? { does: 'modify', at: [0], value: 2 } : { does: 'modify', at: [0], value: 1, always: true };
  if (/^(?:arch_)?cmpxchg_double(?:_local)?$/.test(name)) return { does: 'modify', at: [0, 1] };
  return LOOKS.test(name) ? { does: 'look' } : undefined;
}

/** Whether a name stands for an access itself, and must not be read as a macro. */
export function isPrimitive(name: string): boolean {
  return primitive(name) !== undefined;
}
