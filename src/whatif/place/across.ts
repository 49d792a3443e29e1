import type { LayoutSet } from '../../layout/record.js';
import { pageModel } from '../../model/pageModel.js';
import type { Answer } from '../../judge/verdict.js';
import { citeNames } from '../cite.js';
import type { Symbols } from './contents.js';
import { askPlace, type PlaceRequest } from './ask.js';

/** One placement in several kernels, by the member it begins with. */
export interface AcrossRow {
  readonly member: string;
  /** In the order of the kernels; undefined where a kernel has no such placement. */
  readonly verdicts: readonly (Answer | undefined)[];
}

export interface Across {
  readonly kernels: readonly string[];
  readonly rows: readonly AcrossRow[];
  /** Kernels in which the question cannot be asked, and why. */
  readonly problems: readonly string[];
}

/** The same question in several kernels. Members are matched by name: `mapping` may lie elsewhere in another. */
export function askAcross(request: PlaceRequest, layouts: readonly { readonly layout: LayoutSet; readonly symbols: Symbols }[]): Across {
  const kernels: string[] = [], problems: string[] = [];
  const columns: ReadonlyMap<string, Answer>[] = [];
  for (const { layout, symbols } of layouts) {
    const answer = askPlace(request, { model: pageModel(layout), symbols, cite: citeNames, recordOf: (name) => layout.records[name.replace(/^(struct|union)\s+/, '')] });
    if ('problem' in answer) {
      problems.push(`${layout.kernel}: ${answer.problem}`);
      continue;
    }
    kernels.push(layout.kernel);
    columns.push(new Map(answer.rows.map((row) => [`${row.begins.replace(/^__folio_/, '').replace('page_type', '_mapcount')}${row.bits ? ` bit ${row.bits.from}` : ''}`, row.verdict])));
  }
  const members = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  return { kernels, problems, rows: members.map((member) => ({ member, verdicts: columns.map((column) => column.get(member)) })) };
}
