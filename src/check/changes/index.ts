/** What a change takes away: held against what the functions did before. */
import type { CheckContext } from '../context.js';
import { factsOf } from '../checkFile.js';
import type { Finding } from '../finding.js';
import type { SourceFile } from '../../kernel/tree.js';
import { type ChangedFacts, changedFunctions } from './changedFunctions.js';
import { answerDropped } from './asked/answerDropped.js';
import { compareLost } from './asked/compareLost.js';
import { conditionLost } from './asked/conditionLost.js';
import { madeConditional } from './asked/madeConditional.js';
import { markAskedNoMore } from './asked/markAskedNoMore.js';
import { maskLost } from './asked/maskLost.js';
import { maskNarrowed } from './asked/maskNarrowed.js';
import { operatorChanged } from './asked/operatorChanged.js';
import { ownTestLost } from './asked/ownTestLost.js';
import { partAsked } from './asked/partAsked.js';
import { orderKept } from './asked/orderKept.js';
import { readLost } from './asked/readLost.js';
import { testLost } from './asked/testLost.js';
import { testsSwapped } from './asked/testsSwapped.js';
import { valueTestLost } from './asked/valueTestLost.js';
import { countAskedOtherwise } from './counts/countAskedOtherwise.js';
import { countMoved } from './counts/countMoved.js';
import { countStored } from './counts/countStored.js';
import { freedInstead } from './counts/freedInstead.js';
import { heldForGranted } from './counts/heldForGranted.js';
import { pairHelperSwapped } from './counts/pairHelperSwapped.js';
import { referenceLost } from './counts/referenceLost.js';
import { unpinLost } from './counts/unpinLost.js';
import { accessorBypassed } from './machines/accessorBypassed.js';
import { armChanged } from './machines/armChanged.js';
import { armDropped } from './machines/armDropped.js';
import { guardLost } from './machines/guardLost.js';
import { macroOpened } from './machines/macroOpened.js';
import { presetsChanged } from './machines/presetsChanged.js';
import { unknownSymbol } from './machines/unknownSymbol.js';
import { constantChanged } from './marks/constantChanged.js';
import { markChanged } from './marks/markChanged.js';
import { tagMask } from './marks/tagMask.js';
import { atomicLost } from './order/atomicLost.js';
import { barrierCrossed } from './order/barrierCrossed.js';
import { barrierLost } from './order/barrierLost.js';
import { crossedCall } from './order/crossedCall.js';
import { freezeCrossed } from './order/freezeCrossed.js';
import { guardCrossed } from './order/guardCrossed.js';
import { lockLeft } from './order/lockLeft.js';
import { lockLost } from './order/lockLost.js';
import { orderSwapped } from './order/orderSwapped.js';
import { readBehindReset } from './order/readBehindReset.js';
import { readBehindWrite } from './order/readBehindWrite.js';
import { readLate } from './order/readLate.js';
import { snapshotLost } from './order/snapshotLost.js';
import { addendLost } from './tails/addendLost.js';
import { stepsSwapped } from './order/stepsSwapped.js';
import { blockShrunk } from './tails/blockShrunk.js';
import { distanceLost } from './tails/distanceLost.js';
import { headStepLost } from './tails/headStepLost.js';
import { headSwapped } from './tails/headSwapped.js';
import { splitLost } from './tails/splitLost.js';
import { tailMoved } from './tails/tailMoved.js';
import { bitsLost } from './written/bitsLost.js';
import { mappingInPlace } from './written/mappingInPlace.js';
import { nodeIntoContents } from './written/nodeIntoContents.js';
import { numberChanged } from './written/numberChanged.js';
import { otherName } from './written/otherName.js';
import { ownerForgotten } from './written/ownerForgotten.js';
import { readerMoved } from './written/readerMoved.js';
import { resetNarrowed } from './written/resetNarrowed.js';
import { resetOnSomeWays } from './written/resetOnSomeWays.js';
import { secondUse } from './written/secondUse.js';
import { setLost } from './written/setLost.js';
import { tagLost } from './written/tagLost.js';
import { takenAway } from './written/takenAway.js';
import { valueLost } from './written/valueLost.js';
import { writerMoved } from './written/writerMoved.js';

const changeRules: readonly ((changed: ChangedFacts, all: readonly ChangedFacts[]) => readonly Finding[])[] = [
  takenAway, resetNarrowed, resetOnSomeWays, testLost, ownTestLost, headStepLost, headSwapped, writerMoved, bitsLost, ownerForgotten, setLost, armChanged, readerMoved, crossedCall, countMoved,
  tailMoved, barrierLost, lockLost, constantChanged, numberChanged, compareLost, snapshotLost, orderSwapped, stepsSwapped, blockShrunk, splitLost, madeConditional,
  maskLost, maskNarrowed, markAskedNoMore, addendLost, nodeIntoContents, lockLeft, referenceLost, countStored, distanceLost, tagLost, readLate, valueTestLost, operatorChanged, conditionLost,
  otherName, secondUse, countAskedOtherwise, freedInstead, unpinLost, heldForGranted, pairHelperSwapped, answerDropped, partAsked, testsSwapped, atomicLost, readBehindReset, readBehindWrite, guardCrossed, barrierCrossed, freezeCrossed, readLost, orderKept, valueLost, markChanged, tagMask, presetsChanged, armDropped, accessorBypassed, macroOpened, mappingInPlace, guardLost, unknownSymbol,
];

/** Both sides of a changed file; undefined when one of them handles no pages. */
export function factsOfChange(before: { readonly file: SourceFile; readonly context: CheckContext }, after: { readonly file: SourceFile; readonly context: CheckContext }): ChangedFacts | undefined {
  const [was, now] = [factsOf(before.file, before.context), factsOf(after.file, after.context)];
  return was && now && changedFunctions(was, now);
}

/**
 * What the changes of some files, taken together, no longer do.
 * @returns findings of one of them, in the order of its functions
 */
export function lostBy(changed: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const told = new Set<string>();
  return changeRules.flatMap((rule) => rule(changed, all)).filter(({ rule, line, column }) => {
    // Functions that call the one with the line see what it does as well.
    const key = `${rule}:${line}:${column}`;
    return told.has(key) ? false : told.add(key);
  });
}
