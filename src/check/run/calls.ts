/** Calls in a running function: those that stand for an access itself, and functions of the tree. */
import { type CType, INT as INT_TYPE } from '../../c/ctype.js';
import { declaredBy } from '../../c/declarations.js';
import type { Syntax } from '../../c/syntax.js';
import { primitive } from '../../footprint/primitives.js';
import { argumentsOf, evaluate, load, type Place, place, store } from './expressions.js';
import { INT, type Int, operate, toType } from './integers.js';
import { type Frame, type Runner, textIn } from './runner.js';
import { asInteger, settled } from './types.js';
import { Unreadable } from './unreadable.js';

/** Checks that a kernel without debugging does not make, and keys that nothing has turned on. */
const NOTHING = /^(?:(?:VM_)?(?:BUG|WARN)(?:_ON)?\w*|BUILD_BUG\w*|kasan_\w+|kmsan_\w+|kcsan_\w+|instrument_\w+|lockdep_\w+|might_\w+|barrier\w*|smp_\w?mb\w*|static_branch_unlikely|page_table_check_\w+|__builtin_assume\w*)$/;

export function calledPlace(r: Runner, frame: Frame, node: Syntax): Place {
  const [callee] = node.children, args = argumentsOf(node);
  const name = callee ? textIn(frame)(callee) : '';
  const arg = (index: number): Syntax => {
    const of = args[index];
    if (!of) throw new Unreadable(`${name}() without its arguments`);
    return of;
  };
  if (NOTHING.test(name)) return zero();
  if (name === '__builtin_constant_p') return { held: { value: 1n, type: INT }, type: INT_TYPE };
  if (name === '__builtin_expect') return evaluate(r, frame, arg(0));
  const known = primitive(name);
  switch (known?.does) {
    case 'load': return known.through === 'lvalue' ? evaluate(r, frame, arg(known.of)) : counted(r, frame, name, arg(known.of));
    case 'same': return place(r, frame, arg(0));
    case 'store':
      if (known.through === 'lvalue') return store(r, frame, place(r, frame, arg(known.to)), evaluate(r, frame, arg(known.value)).held);
      return set(r, frame, name, arg(known.to), evaluate(r, frame, arg(known.value)).held);
    case 'test': {
      const word = bitWord(r, frame, arg(0), arg(known.at));
      return { held: { value: (r.memory.read(word.address, r.abi.wordSize) >> word.bit) & 1n, type: INT }, type: INT_TYPE };
    }
    case 'bit': {
      if (known.to === undefined || /^test_/.test(name)) throw new Unreadable(name);
      const word = bitWord(r, frame, arg(known.bit), arg(known.at)), old = r.memory.read(word.address, r.abi.wordSize);
      r.memory.write(word.address, r.abi.wordSize, known.to === 1n ? old | (1n << word.bit) : old & ~(1n << word.bit));
      return zero();
    }
    case undefined: break;
    case 'modify': case 'container': case 'offset': case 'copy': case 'fill': case 'look': throw new Unreadable(name);
  }
  return ofTree(r, frame, name, args, node);
}

const zero = (): Place => ({ held: { value: 0n, type: INT }, type: INT_TYPE });

function ofTree(r: Runner, frame: Frame, name: string, args: readonly Syntax[], node: Syntax): Place {
  const plain = r.plain(name);
  if (!plain) {
    // IS_ENABLED(), sizeof-like macros of the build.
    const constant = frame.plain.view.configured.valueOf(node, textIn(frame));
    if (constant === undefined) throw new Unreadable(`${name}()`);
    return { held: toType(constant, INT), type: INT_TYPE };
  }
  const held = r.call(name, args.map((one) => evaluate(r, frame, one).held), frame.depth + 1) ?? zero().held!;
  const [declared] = declaredBy(plain.root, (n) => plain.text.slice(n.start, n.end));
  const type: CType = declared?.type.kind === 'function' ? settled(r, frame, declared.type.returns) : INT_TYPE;
  return { held, type };
}

/** `atomic_read(&page->_mapcount)`: a number behind a pointer, in an atomic_t of its width or by itself. */
function counterAt(r: Runner, frame: Frame, name: string, pointer: Syntax): Place {
  const { held, type } = evaluate(r, frame, pointer), to = type.kind === 'pointer' ? type.to : undefined;
  const isWord = name.includes('atomic_long'), isCount = /atomic|refcount/.test(name);
  if (!isCount) return to && asInteger(r, frame, to) ? { address: held.value, type: to } : unreadable(name);
  return { address: held.value, type: { kind: 'arithmetic', name: isWord ? 'long' : name.includes('atomic64') ? 'long long' : 'int' } };
}

function counted(r: Runner, frame: Frame, name: string, pointer: Syntax): Place {
  return load(r, frame, counterAt(r, frame, name, pointer));
}

function set(r: Runner, frame: Frame, name: string, pointer: Syntax, value: Int): Place {
  return store(r, frame, counterAt(r, frame, name, pointer), value);
}

function unreadable(what: string): never {
  throw new Unreadable(what);
}

function bitWord(r: Runner, frame: Frame, nr: Syntax, at: Syntax): { readonly address: bigint; readonly bit: bigint } {
  const number = evaluate(r, frame, nr).held, width = BigInt(r.abi.wordSize * 8);
  const word = operate('/', { value: number.value, type: { bits: 64, signed: true } }, { value: width, type: INT })!.value;
  return { address: evaluate(r, frame, at).held.value + word * BigInt(r.abi.wordSize), bit: number.value % width };
}
