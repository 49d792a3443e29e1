/** Lists of pages by the name of the place where they begin, which every function of a file knows them by. */
import { isRecord, type Thing } from '../../footprint/value.js';
import { storedRecords } from '../../model/lifeStage.js';
import type { FileFacts } from '../fileFacts.js';

/** The list that begins at a member of an object, or at an object of its own: `list:pool.pages`. */
export function listName(holder: Thing, record: string, path: string): string | undefined {
  const head = path.replace(/\.?(?:next|prev|first)$/, '');
  const { source } = holder;
  if (source.by === 'global') return `list:=${source.name}${head}`;
  if (holder.record === 'list_head' && head === '') return source.by === 'member' ? listName(source.of, source.record, source.path) : undefined;
  return !isRecord(record) ? undefined : `list:${record}.${flat(head)}`;
}

/** Of an array of lists, or one that was handed over, it is not known which. */
export const SOME_LIST = 'list:list_head.';

/** The list that something was found on by a node inside it. */
export function listOf({ source }: Thing): string | undefined {
  if (source.by !== 'container' || source.of?.source.by !== 'member') return undefined;
  const { of, record, path } = source.of.source;
  return listName(of, record, path);
}

/** Every element of an array member is kept in the same place. */
export function flat(path: string): string {
  return path.replace(/\[[^\]]*\]/g, '').replace(/^\./, '');
}

/** Whether a function writes links into the node that its parameter points to. What is handed plain memory has it given back: what it does there is its own affair (vfree()). */
export function linksNode(callee: string, index: number, facts: FileFacts): boolean {
  const summary = facts.footprints.summary(callee, facts.file), parameter = summary?.parameters[index];
  if (!summary || !parameter || storedRecords[parameter.record] === undefined) return false;
  return summary.effects.some((effect) => effect.kind === 'write' && effect.thing === parameter && storedRecords[effect.record] !== undefined);
}
