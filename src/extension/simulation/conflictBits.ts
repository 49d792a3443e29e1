import type { ConflictBits } from '../../panelProtocol.js';
import { allBits } from '../../model/bits.js';
import { ignoredBits, type BitTest } from '../../model/bitTest.js';
import type { Machine } from '../../model/machine.js';
import { type PageModel, readingsOf } from '../../model/pageModel.js';
import { meaningOf } from '../../model/valueKind.js';
import type { SimulatedMisread } from '../../simulator/finding.js';

/** How the reader of a conflict decides: the bits it tests, up to the case it ends in; undefined for a reader this model has not. */
export function conflictBits(finding: SimulatedMisread, model: PageModel): ConflictBits | undefined {
  const observer = model.observers.find(({ name }) => name === finding.observer);
  const reading = observer && readingsOf(observer, model).find(({ range, cases }) => range.path === finding.member && cases.some(({ readAs }) => readAs === finding.readAs));
  if (!reading) return undefined;
  const width = finding.size * 8;
  const end = reading.cases.findIndex(({ readAs }) => readAs === finding.readAs);
  const mask = reading.cases.slice(0, end + 1).reduce((all, { when }) => all | testedBits(when, width, model.machine), 0n);
  return {
    digits: BigInt(finding.value).toString(2).padStart(width, '0'),
    tested: Array.from({ length: width }, (_, bit) => bit).filter((bit) => ((mask >> BigInt(bit)) & 1n) === 1n),
    written: meaningOf(finding.writer.value), right: reading.cases[end]!.right,
  };
}

/** The single bits a test asks for; tests of the whole word ask for none in particular. */
function testedBits(test: BitTest, width: number, machine: Machine): bigint {
  switch (test.test) {
    case 'any': case 'zero': case 'non-zero': return 0n;
    case 'bits': return test.mask;
    case 'magic': return allBits(width) & ~ignoredBits(test.ignore, machine);
    case 'not': return testedBits(test.of, width, machine);
    case 'all': return test.of.reduce((all, one) => all | testedBits(one, width, machine), 0n);
  }
}
