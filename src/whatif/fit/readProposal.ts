import { findNodeAtLocation, type Node } from 'jsonc-parser/lib/esm/main.js';
import { allStates } from '../../model/states/index.js';
import { bundledScenarios } from '../../simulator/scenarios/index.js';
import { type JsonError, jsonPlace, readJson } from '../../json/schema.js';
import { unknownName } from '../../json/nearest.js';
import { type Width, widthOf } from './expression.js';
import { overlapsOf, placeMembers } from './members.js';
import type { MachineBits } from './machineBits.js';
import type { Proposal } from './proposal.js';
import schema from './proposal.schema.json';

/** Parses a proposal, holds it against its schema, and checks its names, widths and overlaps on each machine. */
export function readProposal(text: string, machines: readonly MachineBits[]): { readonly proposal: Proposal } | { readonly errors: readonly JsonError[] } {
  const file = readJson(text, schema, 'proposal');
  if ('errors' in file) return file;
  const proposal = file.value as Proposal;
  const errors: JsonError[] = [];
  const report = (node: Node, message: string): void => { errors.push({ ...jsonPlace(text, node.offset), message }); };
  const node = (...path: (string | number)[]): Node => findNodeAtLocation(file.node, path) ?? file.node;
  checkWidths(proposal, machines, node, report);
  checkNames(proposal, node, report);
  if (errors.length === 0) checkOverlaps(proposal, machines, node, report);
  return errors.length > 0 ? { errors: errors.sort((a, b) => a.line - b.line || a.column - b.column) } : { proposal };
}

type At = (...path: (string | number)[]) => Node;
type Report = (node: Node, message: string) => void;

function checkWidths(proposal: Proposal, machines: readonly MachineBits[], node: At, report: Report): void {
  const machine = machines[0];
  if (!machine) return;
  const check = (width: Width, ...path: (string | number)[]): void => {
    try {
      widthOf(width, machine);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      report(node(...path), error.message);
    }
  };
  proposal.members.forEach((member, i) => {
    check(member.bits, 'members', i, 'bits');
    if (member.at !== undefined) check(member.at, 'members', i, 'at');
  });
  proposal.states.forEach((state, i) => { state.keeps.forEach((kept, k) => { check(kept.bits, 'states', i, 'keeps', k, 'bits'); }); });
  if (proposal.descriptor) check(proposal.descriptor.tag, 'descriptor', 'tag');
  proposal.descriptor?.also?.forEach((kept, k) => { check(kept.bits, 'descriptor', 'also', k, 'bits'); });
}

function checkNames(proposal: Proposal, node: At, report: Report): void {
  const members = proposal.members.map(({ name }) => name);
  const places = [...members, 'object', 'contents'];
  members.forEach((name, i) => { if (members.indexOf(name) < i) report(node('members', i, 'name'), `two members are called "${name}"`); });
  const states = [...new Set(allStates.map(({ name }) => name)), 'scamem'];
  proposal.states.forEach(({ state, keeps }, i) => {
    if (!states.includes(state)) report(node('states', i, 'state'), unknownName('state', state, states));
    keeps.forEach((kept, k) => { if (kept.in !== undefined && !places.includes(kept.in)) report(node('states', i, 'keeps', k, 'in'), unknownName('member', kept.in, places)); });
  });
  if (proposal.descriptor && !members.includes(proposal.descriptor.in)) report(node('descriptor', 'in'), unknownName('member', proposal.descriptor.in, members));
  proposal.descriptor?.also?.forEach((kept, k) => { if (kept.in !== undefined && !places.includes(kept.in)) report(node('descriptor', 'also', k, 'in'), unknownName('member', kept.in, places)); });
  if (proposal.descriptor?.location !== undefined && !members.includes(proposal.descriptor.location)) report(node('descriptor', 'location'), unknownName('member', proposal.descriptor.location, members));
  proposal.replay?.forEach((name, i) => { if (!(name in bundledScenarios)) report(node('replay', i), unknownName('scenario', name, Object.keys(bundledScenarios))); });
}

function checkOverlaps(proposal: Proposal, machines: readonly MachineBits[], node: At, report: Report): void {
  const told = new Set<string>();
  for (const machine of machines) {
    for (const [first, second] of overlapsOf(placeMembers(proposal.members, machine))) {
      const key = `${first.name} ${second.name}`;
      if (told.has(key)) continue;
      told.add(key);
      report(node('members', proposal.members.findIndex(({ name }) => name === second.name)),
        `"${second.name}" (bits ${second.first}-${second.first + second.bits - 1}) overlaps "${first.name}" (bits ${first.first}-${first.first + first.bits - 1}) on ${machine.name}; give them different "arm"s if that is meant`);
    }
  }
}
