/** What a change takes away: held against what the functions did before. */
import type { CheckContext } from '../context.js';
import { factsOf } from '../checkFile.js';
import type { Finding } from '../finding.js';
import type { SourceFile } from '../../kernel/tree.js';
import { type ChangedFacts, changedFunctions } from './changedFunctions.js';
import { armChanged } from './armChanged.js';
import { barrierLost } from './barrierLost.js';
import { bitsLost } from './bitsLost.js';
import { blockShrunk } from './blockShrunk.js';
import { compareLost } from './compareLost.js';
import { conditionLost } from './conditionLost.js';
import { constantChanged } from './constantChanged.js';
import { countAskedOtherwise } from './countAskedOtherwise.js';
import { countMoved } from './countMoved.js';
import { countStored } from './countStored.js';
import { crossedCall } from './crossedCall.js';
import { distanceLost } from './distanceLost.js';
import { guardLost } from './guardLost.js';
import { headStepLost } from './headStepLost.js';
import { headSwapped } from './headSwapped.js';
import { lockLeft } from './lockLeft.js';
import { lockLost } from './lockLost.js';
import { madeConditional } from './madeConditional.js';
import { markChanged } from './markChanged.js';
import { maskLost } from './maskLost.js';
import { nodeIntoContents } from './nodeIntoContents.js';
import { numberChanged } from './numberChanged.js';
import { operatorChanged } from './operatorChanged.js';
import { orderSwapped } from './orderSwapped.js';
import { otherName } from './otherName.js';
import { ownerForgotten } from './ownerForgotten.js';
import { presetsChanged } from './presetsChanged.js';
import { readerMoved } from './readerMoved.js';
import { readLate } from './readLate.js';
import { readLost } from './readLost.js';
import { referenceLost } from './referenceLost.js';
import { setLost } from './setLost.js';
import { snapshotLost } from './snapshotLost.js';
import { splitLost } from './splitLost.js';
import { tagLost } from './tagLost.js';
import { tailMoved } from './tailMoved.js';
import { takenAway } from './takenAway.js';
import { testLost } from './testLost.js';
import { unknownSymbol } from './unknownSymbol.js';
import { valueLost } from './valueLost.js';
import { valueTestLost } from './valueTestLost.js';
import { writerMoved } from './writerMoved.js';

const changeRules: readonly ((changed: ChangedFacts, all: readonly ChangedFacts[]) => readonly Finding[])[] = [
  takenAway, testLost, headStepLost, headSwapped, writerMoved, bitsLost, ownerForgotten, setLost, armChanged, readerMoved, crossedCall, countMoved,
  tailMoved, barrierLost, lockLost, constantChanged, numberChanged, compareLost, snapshotLost, orderSwapped, blockShrunk, splitLost, madeConditional,
  maskLost, nodeIntoContents, lockLeft, referenceLost, countStored, distanceLost, tagLost, readLate, valueTestLost, operatorChanged, conditionLost,
  otherName, countAskedOtherwise, readLost, valueLost, markChanged, presetsChanged, guardLost, unknownSymbol,
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
