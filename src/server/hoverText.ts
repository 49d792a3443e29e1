/** What a hover says of a member, as Markdown: its place, who else has these bits, who keeps what there. Kept short enough to stand below clangd's. */
import { t } from '@vscode/l10n';
import type { Access, FieldUse } from '../uses/fieldUse.js';
import { wordColourVariable } from '../wordColours.js';
import type { MemberAt } from './memberAt.js';
import { keptIn, lowBitTests } from './claims.js';
import type { KernelSession } from './session.js';
import { type Bits, bitsOf, describeCondition, describePlace, describeWords, sharing, type Sharing } from './words.js';

const NAMES_A_ROW = 8;
const KEPT_ROWS = 4;
const STATES_A_ROW = 2;

export interface HoverLinks {
  /** A command that lists all uses of the bits, for clients that run `command:` links. */
  readonly usesCommand?: string;
  /** The client shows the words' colours: HTML with the colours of VS Code's themes. */
  readonly wordColours?: boolean;
}

export function hoverText(session: KernelSession, member: MemberAt, links: HoverLinks = {}): string {
  const { setup, overlays } = session;
  const { layout } = member;
  const under = `${setup.version} ${setup.arch.name}, ${setup.config.name}`;
  const name = `**\`${layout.records[member.record]?.kind ?? 'struct'} ${member.record}.${member.path}\`**`;
  const bits = bitsOf(layout, member, overlays.descriptors);
  if (!bits) {
    const says = member.when === undefined ? t('{0} is not in this configuration', name) : t('{0} is not in this configuration: needs {1}', name, code(describeCondition(member.when)));
    return `${says}\n\n*${under}*`;
  }
  const second = bits.pageNumber > 0 ? ` ${t('of page[{0}]', bits.pageNumber)}` : '';
  const colour = links.wordColours === true && bits.space === 'page' ? `<span style="color:${wordColourVariable(bits.offsetBits / 8, layout.abi.wordSize)};">&#9632;</span>&nbsp;` : '';
  const parts = [`${name} ${colour}${describeWords(bits, layout.abi.wordSize)}${second}, ${describePlace(bits)} · *${under}*`];
  parts.push([member.use ? useText(member.use) : '', links.usesCommand ? `[${t('All uses of these bits')}](${links.usesCommand})` : ''].filter((text) => text !== '').join(' · '));
  parts.push(sharedTable(session, member, bits));
  parts.push(keptTable(session, member, bits));
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The other names of the bits, a row a record. */
function sharedTable(session: KernelSession, member: MemberAt, bits: Bits): string {
  const byRecord = new Map<string, Sharing[]>();
  for (const other of sharing(member.layout, bits, member, session.overlays.descriptors)) {
    const others = byRecord.get(other.record);
    if (others) others.push(other);
    else byRecord.set(other.record, [other]);
  }
  if (byRecord.size === 0) return '';
  const rows = [...byRecord].map(([record, others]) => {
    const shown = others.slice(0, NAMES_A_ROW);
    // A note stands behind the last of several members that share it.
    const names = shown.map((other, index) => (shown[index + 1] && note(shown[index + 1]!) === note(other) ? code(other.path) : `${code(other.path)}${note(other)}`));
    const more = others.length > NAMES_A_ROW ? `, ${t('and {0} more', others.length - NAMES_A_ROW)}` : '';
    return `| ${record} | ${names.join(', ')}${more} |`;
  });
  return [`| ${t('same\u00a0bits')} | |`, '|:--|:--|', ...rows].join('\n');
}

/** Where and when a member has the bits, if not always. */
function note({ bits, field }: Sharing): string {
  const notes = [bits.pageNumber > 0 ? t('in page[{0}]', bits.pageNumber) : '', field.when === undefined ? '' : t('if {0}', cell(describeCondition(field.when)))].filter((text) => text !== '');
  return notes.length === 0 ? '' : ` *${notes.join(', ')}*`;
}

/** Who keeps what in the bits, and what readers take from their low ones. */
function keptTable(session: KernelSession, member: MemberAt, bits: Bits): string {
  const kept = keptIn(bits, member, session.model);
  const rows = kept.slice(0, KEPT_ROWS).map(({ states, what }) => {
    const more = states.length > STATES_A_ROW ? `, +${states.length - STATES_A_ROW}` : '';
    return `| ${cell(states.slice(0, STATES_A_ROW).join(', '))}${more} | ${cell(what)} |`;
  });
  const table = rows.length === 0 ? '' : [`| ${t('while it is')} | ${t('it holds')} |`, '|:--|:--|', ...rows].join('\n');
  const rest = kept.length > KEPT_ROWS ? [`*${t('{0} more states keep something here', kept.length - KEPT_ROWS)}*`] : [];
  const tests = [...lowBitTests(bits, session.model).map(cell), ...rest];
  return [table, tests.join(' · ')].filter((text) => text !== '').join('\n\n');
}

function useText(use: FieldUse): string {
  const done = accessText(use.access);
  const where = use.function === '' ? t('here: {0}', done) : t('here: {0} in {1}', done, code(`${use.function}()`));
  const macro = use.inMacroBody ? ` (${t('body of {0}', code(use.macro))})` : '';
  const inactive = use.active === false ? `, ${t('not compiled here')}` : use.active === 'unknown' ? `, ${t('perhaps not compiled here')}` : '';
  return `${where}${macro}${inactive}`;
}

function accessText(access: Access): string {
  switch (access) {
    case 'read': return t('read');
    case 'write': return t('written');
    case 'readwrite': return t('read and written');
    case 'address': return t('address taken');
    case 'offsetof': return t('only its offset');
  }
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('*', '\\*').replace(/(?<![\w`])_|_(?![\w`])/g, '\\_');
}
