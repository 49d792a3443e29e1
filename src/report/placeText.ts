/** "Where can I keep ...?" as text for a terminal or a mail, and as the object of the command line's contract. */
import type { PageModel } from '../model/pageModel.js';
import { describeCited } from '../whatif/cite.js';
import type { PlaceAnswer } from '../whatif/place/answer.js';
import type { PlaceRow } from '../whatif/place/rows.js';
import { describeSituation } from '../whatif/place/question.js';
import type { Reason } from '../whatif/place/reasons.js';
import { groundsText } from './groundsText.js';
import { wrapText } from './wrap.js';

export interface PlaceTextOptions {
  readonly width: number;
  /** Also the placements that are claimed, with what claims them. */
  readonly all: boolean;
}

export function placeText(answer: PlaceAnswer, model: PageModel, { width, all }: PlaceTextOptions): string {
  const { stored } = answer.question;
  const size = stored.kind === 'bits' ? '' : ` (${stored.size} bytes)`;
  const lines = [wrapText(`Where to keep ${stored.label}${size} in ${describeSituation(answer.question, model)}`, width), ''];
  const claimed = answer.rows.filter((row) => row.verdict === 'claimed');
  if (!answer.rows.some((row) => row.verdict === 'free' || row.verdict === 'duties')) lines.push('It fits nowhere.', '');
  for (const row of answer.rows) if (all || row.verdict !== 'claimed') lines.push(rowText(row, width), '');
  if (!all && claimed.length > 0) {
    lines.push(wrapText(`${claimed.length} more ${claimed.length === 1 ? 'placement is' : 'placements are'} taken by the page's owner (--all shows them): ${claimed.map((row) => `${placeName(row)} ${shortNames(row)}`).join('; ')}`, width), '');
  }
  if (answer.others.length > 0) lines.push('The same question about:', ...answer.others.map((other) => wrapText(`- ${other.label}: ${other.places.length === 0 ? 'nowhere' : other.places.join('; ')}`, width, '  ', '    ')), '');
  for (const note of answer.notes) lines.push(wrapText(`Note: ${said(note)}`, width, '', '  '), '');
  lines.push(groundsText(answer.grounds, width));
  return lines.join('\n');
}

const MAX_NAMES = 9;
const WORDS = { free: 'FREE', duties: 'FREE, WITH DUTIES', conflict: 'CONFLICT', claimed: 'TAKEN' } as const;

function rowText(row: PlaceRow, width: number): string {
  const lines = [wrapText(`${WORDS[row.verdict]}: ${placeName(row)}: ${memberNames(row.members)}`, width, '', '    ')];
  for (const reason of row.reasons) lines.push(wrapText(`- ${said(reason)}`, width, '    ', '      '));
  for (const duty of row.duties) lines.push(wrapText(`- duty: ${said(duty)}`, width, '    ', '      '));
  return lines.join('\n');
}

function placeName(row: PlaceRow): string {
  if (row.offset === null) return 'in the page itself';
  if (row.bits === undefined) return `bytes ${row.offset}-${row.offset + row.size - 1}`;
  const { from, to, count } = row.bits;
  const last = to + count - 1;
  return `bytes ${row.offset}-${row.offset + row.size - 1}, ${count === 1 && from === last ? `bit ${from}` : from === to ? `bits ${from}-${last}` : `anywhere in bits ${from}-${last}`}`;
}

/** Enough names to know the words by. */
function memberNames(members: readonly string[]): string {
  if (members.length === 0) return 'padding';
  return members.length <= MAX_NAMES ? members.join(', ') : `${members.slice(0, MAX_NAMES).join(', ')} and ${members.length - MAX_NAMES} more`;
}

function shortNames(row: PlaceRow): string {
  return row.members.slice(0, 2).join('/');
}

/** A reason that says itself what it depends on; the state it is about may stand in front. */
const CONDITIONAL = /^(?:[\w-]+: )?if /;

function said({ certain, weight, text, evidence }: Reason): string {
  const where = evidence.length === 0 ? '' : ` [${evidence.map(describeCited).join(', ')}]`;
  return `${certain || weight === 'duty' || weight === 'note' || CONDITIONAL.test(text) ? '' : 'perhaps: '}${text}${where}`;
}

/** One JSON object a placement: offset, size, members, verdict, reasons, duties, evidence; bits of a word tell their range besides. */
export function publicPlace(row: PlaceRow): object {
  const { offset, size, bits, members, verdict, reasons, duties, evidence } = row;
  return {
    offset, size, ...(bits && { bits }), members, verdict, reasons: reasons.map((one) => (one.certain || one.weight === 'note' || CONDITIONAL.test(one.text) ? one.text : `perhaps: ${one.text}`)), duties: duties.map((one) => one.text), evidence,
  };
}
