/** "Who else touches these bits?" as text and as JSON objects. */
import { describeCited } from '../whatif/cite.js';
import type { OwnerUses, WhoAnswer, WhoObserver } from '../whatif/who/answer.js';
import type { PathStep, RoutePath } from '../whatif/who/paths.js';
import { groundsText } from './groundsText.js';
import { wrapText } from './wrap.js';

export interface WhoTextOptions {
  readonly width: number;
  /** Uses told of each owner. */
  readonly uses: number;
  /** Owners told one by one. */
  readonly owners: number;
  /** Ways told of each reader. */
  readonly routes: number;
}

export function whoText(answer: WhoAnswer, { width, uses, owners, routes }: WhoTextOptions): string {
  const { target, state } = answer;
  const item = (text: string): string => wrapText(`- ${text}`, width, '  ', '    ');
  const { kernel, arch, config } = answer.grounds;
  const lines = [wrapText(`Who touches bytes ${target.offset}-${target.offset + target.size - 1} (${target.members.slice(0, 8).join(', ') || 'padding'}) of a page in state ${state.name} (${state.title}); Linux ${kernel} ${arch}, ${config}`, width), ''];
  lines.push(answer.kept.length === 0 ? `The owner of a page in state ${state.name} keeps nothing there.` : 'The owner keeps there:', ...answer.kept.map((one) => item(`${one.member}: ${one.for} (${one.holds})`)), '');
  const met = answer.observers.filter(({ meets }) => meets !== 'no'), rest = answer.observers.filter(({ meets }) => meets === 'no');
  lines.push(met.length === 0 ? 'No reader that does not ask for the owner meets such a page there.' : 'Readers that do not ask for the owner, and can meet the page:', ...met.flatMap((one) => observerLines(one, routes, width)));
  if (rest.length > 0) lines.push(item(`not met in this state: ${rest.map(({ title }) => title.split(':')[0]!).join('; ')}`));
  lines.push('');
  if (answer.restore.length > 0) lines.push('What must be so:', ...answer.restore.map((one) => item(`${one.at === 'free' ? 'before it is freed, ' : one.at === 'while-mapped' ? 'while it is mapped, ' : ''}${one.says}; otherwise ${one.otherwise}${one.evidence.length === 0 ? '' : ` [${one.evidence.map(describeCited).join(', ')}]`}`)), '');
  lines.push('Low bits over all owners the model knows:', ...bitLines(answer).map(item), '');
  if (answer.owners.length > 0) {
    lines.push('Code that touches these bits, by owner:', ...answer.owners.slice(0, owners).flatMap((one) => ownerText(one, uses, item, width)));
    const more = answer.owners.slice(owners);
    if (more.length > 0) lines.push(item(`${more.length} more owners: ${more.slice(0, 12).map((one) => `${one.owner} ${one.uses.length}`).join(', ')}${more.length > 12 ? ' ...' : ''}`));
    lines.push('');
  }
  lines.push(groundsText(answer.grounds, width));
  return lines.join('\n');
}

/** Bits of which the same is to be said stand together. */
function bitLines({ bits }: WhoAnswer): readonly string[] {
  const byText = new Map<string, number[]>();
  for (const { bit, setBy } of bits) {
    const owners = [...new Set(setBy.map(({ state, holds }) => `${state} (${holds})`))];
    const text = owners.length === 0 ? '0 in every arm' : `0 except for ${owners.slice(0, 8).join(', ')}${owners.length > 8 ? ' and others' : ''}`;
    byText.set(text, [...byText.get(text) ?? [], bit]);
  }
  return [...byText].map(([text, own]) => `${own.length > 1 ? 'bits' : 'bit'} ${own.join(', ')}: ${text}`);
}

/** A reader, then each way that leads it to such a page. */
function observerLines({ title, member, routes, readAs, meets, evidence }: WhoObserver, most: number, width: number): readonly string[] {
  const told = routes.slice(0, most).map((route) => wrapText(`by ${route.path.map((name) => `${name}()`).join(' -> ')}, ${route.meets === 'yes' ? 'when' : 'if'} ${route.when}${routeText(route.inTree)}`, width, '      ', '        '));
  const more = routes.length > most ? [`      ... and ${routes.length - most} more ways`] : [];
  return [wrapText(`- ${meets === 'yes' ? '' : 'perhaps: '}${title}: reads ${member} as ${readAs.join(' / ')}${evidence.length === 0 ? '' : ` [${evidence.map(describeCited).join(', ')}]`}`, width, '  ', '    '), ...told, ...more];
}

/** By which lines of the tree the reader gets there. */
function routeText(route: RoutePath): string {
  switch (route.found) {
    case 'way': return route.steps.length === 0 ? '' : `: ${stepsText(route.steps)}`;
    case 'gap': return `: in this tree no call was found that leads from ${route.from}() to ${route.to}()`;
    case 'not-computed': return '';
  }
}

function stepsText(steps: readonly PathStep[]): string {
  return steps.map(({ file, line, function: name }) => `${file}:${line} ${name}()`).join(' -> ');
}

function ownerText(owner: OwnerUses, most: number, item: (text: string) => string, width: number): readonly string[] {
  const told = owner.uses.slice(0, most).map((use) => wrapText(`${use.file}:${use.line}: ${use.name} ${use.access}${use.function === '' ? '' : ` in ${use.function}()`}${use.path ? `, of a page from ${use.path.origin}: ${stepsText(use.path.steps)}` : ''}`, width, '      ', '        '));
  return [item(`${owner.owner}${owner.ofState ? ' (owner in this state)' : ''}: ${owner.writes} written, ${owner.reads} read, ${owner.addresses} by address, as ${owner.names.slice(0, 5).join(', ')}${owner.names.length > 5 ? ' ...' : ''}`), ...told, ...(owner.uses.length > most ? [`      ... and ${owner.uses.length - most} more`] : [])];
}

/** One object for what is kept, then one each for owners, readers, duties and bits. */
export function publicWho(answer: WhoAnswer): readonly object[] {
  const { offset, size, members } = answer.target;
  return [
    { kind: 'bytes', offset, size, members, state: answer.state.name, kept: answer.kept },
    ...answer.owners.map((one) => ({ kind: 'owner', ...one })), ...answer.observers.map((one) => ({ kind: 'reader', ...one })),
    ...answer.restore.map((one) => ({ kind: 'duty', ...one })), ...answer.bits.map((one) => ({ kind: 'bit', ...one })),
  ];
}
