/** Members of pages seen as records that they are not declared as: by a cast of their address, or by what is done through one. */
import { activeArms, readArms } from '../../c/arms.js';
import type { Effect, Trace } from '../../footprint/effect.js';
import { isRecord } from '../../footprint/value.js';
import { configuredScope, type KernelSetup } from '../../kernel/setup.js';
import { LayoutError } from '../../layout/compute.js';
import type { FieldLayout, RecordLayout } from '../../layout/record.js';
import { TreeLayouts } from '../../layout/treeLayouts.js';
import type { FileFacts } from '../fileFacts.js';
import { otherSetups, withFile } from '../configs/otherConfigs.js';

/** A member of a page handled as something else. */
export interface CastMember {
  readonly trace: Trace;
  readonly effect: Effect & { readonly offset: number };
  /** Tag of struct page or the overlay that declares the member, and the member. */
  readonly record: string;
  readonly member: string;
  /** Tag of the record its address is cast to, where a cast stands in this file. */
  readonly to?: string;
  /** What is reached through it that the member's own type does not have: `first`. */
  readonly reached?: string;
}

/** `(struct x *)` before an address, or the variable of that type that is set to it. */
const CAST = /(?:\(\s*struct\s+(\w+)\s*\*\s*\)|\bstruct\s+(\w+)\s*\*\s*(?:const\s+)?\w+\s*=\s*(?:\(\s*void\s*\*\s*\))?)[\s(]*$/;
/** Characters before an address in which such a cast stands. */
const CAST_LENGTH = 120;

/** All of them in the file's own lines, or in inline functions that those call. */
export function castMembers(facts: FileFacts): readonly CastMember[] {
  const { records } = facts.context.model.layout;
  const found: CastMember[] = [];
  for (const trace of facts.traces) {
    for (const effect of trace.effects) {
      const { offset, path } = effect;
      if (offset === undefined || path === '' || !facts.isPage(effect.thing) || effect.kind === 'marker' || !facts.isOwn(effect)) continue;
      const record = records[effect.record], dot = path.indexOf('.');
      if (!record) {
        const laid = throughAnother(effect, offset, facts);
        if (laid) found.push({ trace, effect: { ...effect, offset }, ...laid });
        continue;
      }
      if (dot > 0) {
        const member = path.slice(0, dot);
        if (!record.fields.some((field) => field.path === path) && record.fields.some((field) => field.path === member)) found.push({ trace, effect: { ...effect, offset }, record: effect.record, member, reached: path.slice(dot + 1) });
        continue;
      }
      const { site } = effect.chain;
      const cast = effect.kind === 'address' && !effect.chain.inner && site.file === facts.file.path ? CAST.exec(facts.file.text.slice(Math.max(0, site.offset - CAST_LENGTH), site.offset)) : null;
      const to = cast?.[1] ?? cast?.[2];
      if (to !== undefined && !facts.context.pageRecords.has(to)) found.push({ trace, effect: { ...effect, offset }, record: effect.record, member: path, to });
    }
  }
  return found;
}

/** What a function that was handed the address of a member as another record does to it: the member that lies there, where none of that type does. */
function throughAnother({ record: to, path, thing }: Effect, offset: number, facts: FileFacts): Pick<CastMember, 'record' | 'member' | 'to' | 'reached'> | undefined {
  const { records } = facts.context.model.layout;
  const first = !isRecord(to) ? undefined : facts.context.layoutOf(to, facts.file.path)?.fields.find((field) => field.path === path);
  const own = records[thing.record];
  if (!first || !own) return undefined;
  const base = offset * 8 - first.offsetBits;
  const isOfType = (type: string): boolean => type.replace(/^(?:struct|union)\s+/, '') === to;
  if (base === 0 || Object.values(records).some(({ fields }) => fields.some((field) => field.offsetBits === base && isOfType(field.type)))) return undefined;
  const member = own.fields.find((field) => field.offsetBits === base && !/[.[]/.test(field.path) && !facts.context.pageRecords.has(field.type.replace(/^struct\s+/, '')));
  return member && { record: thing.record, member: member.path, to, reached: path };
}

/** A member and a record laid over it, as one configuration has them. */
export interface CastLayout {
  readonly setup: KernelSetup;
  readonly field: FieldLayout;
  readonly page: RecordLayout;
  readonly laid: RecordLayout;
}

/** The opened configuration first; a preset that leaves the cast out, or does not know one of the records, is not among them. */
export function* castLayouts({ record, member, to, effect }: CastMember, facts: FileFacts): Generator<CastLayout> {
  if (to === undefined) return;
  const { context, file } = facts;
  for (const setup of [context.setup, ...otherSetups(context).map((one) => withFile(one, file))]) {
    const layouts = setup === context.setup ? context.layouts : new TreeLayouts(setup, context.parser, context.overlays);
    if (setup !== context.setup && !isCompiled(effect.chain.site.offset, setup, facts)) continue;
    try {
      const field = layouts.record(record).fields.find(({ path }) => path === member);
      if (field) yield { setup, field, page: layouts.record('page'), laid: layouts.recordIn(file.path, to) };
    } catch (error) {
      if (!(error instanceof LayoutError)) throw error;
    }
  }
}

/** Whether a place of the file belongs to an arm that a setup compiles. */
function isCompiled(offset: number, setup: KernelSetup, { file, context }: FileFacts): boolean {
  const scope = configuredScope(setup, file.path, context.parser);
  if (!scope) return false;
  const { blank } = activeArms(readArms(file.text, 0, file.text.length, null), (condition) => scope.holds(condition) !== false);
  return blank.every(([start, end]) => offset < start || offset >= end);
}
