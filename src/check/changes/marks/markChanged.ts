/** A constant of a header that files keep in a word of pages and look for there: a change makes it what others keep in that word, or what lies there when nobody has marked the page. */
import { directoryOf, joinPath } from '../../../kernel/files.js';
import type { KernelTree, SourceFile } from '../../../kernel/tree.js';
import { overlap, rangesOf, resolveMember } from '../../../model/memberRange.js';
import { ownersWords, words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import type { ChangedFacts } from '../changedFunctions.js';
import { type MarkUse, markUses } from './markUses.js';
import { type NamedConstant, namedConstants, names, redefined } from './namedConstants.js';

/** Words in which an owner keeps what it likes, and which are 0 before. */
/** Whoever takes a header of include/ for pages' words lies in one of these, besides its own folder. */
const USERS = ['mm', 'include/linux', 'net/core'];
/** By its name it stands for a page that is not marked. */
const NOTHING = /(?:^|_)(?:NO|NOT|NONE|EMPTY|UNUSED|UNSET|INVALID|CLEAR|DEFAULT)(?:_|$)/;

/** A constant whose number is another one now. */
interface Renumbered extends NamedConstant {
  readonly was: bigint;
  readonly is: bigint;
  /** Another constant of the header that is the same number now and was not. */
  readonly twin: NamedConstant | undefined;
}

export function markChanged(changed: ChangedFacts): readonly Finding[] {
  const { file } = changed.after;
  if (!file.path.endsWith('.h')) return [];
  const suspects = renumbered(changed).filter(({ was, is, twin }) => is === 0n || (is & 1n) > (was & 1n) || twin);
  if (suspects.length === 0) return [];
  const asked = new Set(suspects.flatMap(({ name, twin }) => [name, ...(twin ? [twin.name] : [])])), { model, overlays } = changed.after.context;
  const uses = filesNaming([...asked], changed.after).flatMap((one) => markUses(one, asked, overlays.tags, model.layout));
  return suspects.flatMap((one) => judged(one, uses, changed.after));
}

function renumbered({ before, after }: ChangedFacts): readonly Renumbered[] {
  const old = namedConstants(before.file), now = namedConstants(after.file), changed = redefined(old, now);
  const oldScope = before.footprints.view(before.file).configured, scope = after.footprints.view(after.file).configured;
  if (changed.size === 0) return [];
  return [...changed].flatMap((name): Renumbered[] => {
    const one = now.get(name)!, was = oldScope.constant(name), is = scope.constant(name);
    if (was === undefined || is === undefined || was === is) return [];
    const twin = [...now.values()].find((other) => other.name !== name && old.has(other.name) && !isSameThing(one, other) && scope.constant(other.name) === is && oldScope.constant(other.name) !== was);
    return [{ ...one, was, is, twin }];
  });
}

/** Another name of a constant is the same number by right, and so is one that is made of the same third. */
function isSameThing(one: NamedConstant, other: NamedConstant): boolean {
  return names(one, other.name) || names(other, one.name) || (other.body === one.body && /\b[A-Za-z_]/.test(one.body));
}

/** The header, and files of the folders whose files may know it that hold one of the names. */
function filesNaming(asked: readonly string[], { file, context: { tree } }: FileFacts): readonly SourceFile[] {
  const folders = [...new Set([directoryOf(file.path), ...USERS, ...archFolders(tree)])];
  return [file, ...folders.flatMap((folder) => tree.files.list(folder).filter((name) => /\.[ch]$/.test(name)).flatMap((name) => {
    const path = joinPath(folder, name);
    return path === file.path ? [] : tree.sourceHolding(path, asked) ?? [];
  }))];
}

function archFolders(tree: KernelTree): readonly string[] {
  return tree.files.list('arch').filter((name) => name.endsWith('/')).map((name) => joinPath('arch', `${name}mm`));
}

function judged(one: Renumbered, uses: readonly MarkUse[], facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model, own = uses.filter(({ name }) => name === one.name), shown = `0x${BigInt.asUintN(facts.context.model.machine.wordBits, one.is).toString(16)}`;
  const owners = rangesOf(ownersWords, layout), head = resolveMember({ names: words.compoundHead }, layout);
  const looked = own.find((use) => use.does === 'compares' && owners.some((range) => overlap(range, use)));
  if (one.is === 0n && looked && !NOTHING.test(one.name)) return [told(one, looked, (word) => `is 0 now and was not before this change: page.${word} of a page that was never marked is 0 as well, and is taken for one that is`, facts)];
  const tail = own.find((use) => head && overlap(head, use));
  if ((one.is & 1n) > (one.was & 1n) && tail) return [told(one, tail, (word) => `is ${shown} now, with bit 0 set, and is kept in page.${word}: compound_head() takes a page that is marked with it for a tail`, facts)];
  const met = one.twin && own.find((use) => uses.some((other) => other.name === one.twin!.name && overlap(other, use)));
  return met ? [told(one, met, (word) => `is ${shown} now, as ${one.twin!.name} is, and both are kept in page.${word}: whoever asks for the one takes the other's pages for its own`, facts)] : [];
}

function told(one: Renumbered, use: MarkUse, what: (word: string) => string, facts: FileFacts): Finding {
  const site = { file: facts.file.path, offset: one.at, function: '' }, word = facts.nameOf(use.offset, use.size);
  return facts.finding('word-misread', 'error', site, `${one.name} ${what(word)}`, { state: 'any', words: [facts.word(use.offset, use.size)], evidence: [
    facts.evidence(site, `${one.name} is defined here`), facts.evidence({ file: use.file, offset: use.at, function: '' }, `${one.name} is ${use.does === 'stores' ? 'put into' : 'looked for in'} ${word}`),
  ] });
}
