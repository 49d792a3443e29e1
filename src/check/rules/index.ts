/** Every rule: from the facts of a file to findings. */
import type { FileFacts } from '../fileFacts.js';
import type { Finding } from '../finding.js';
import { addressInPage } from './addressInPage.js';
import { archFlag } from './archFlag.js';
import { blockApart } from './blockApart.js';
import { blockCopy } from './blockCopy.js';
import { castRecords } from './castRecords.js';
import { claimMisplaced } from './claimMisplaced.js';
import { clearedFirst } from './clearedFirst.js';
import { configOverlap } from './configOverlap.js';
import { countAsked } from './countAsked.js';
import { copyToCallback } from './copyToCallback.js';
import { copyUses } from './copyUses.js';
import { countUnset } from './countUnset.js';
import { countedArms } from './countedArms.js';
import { countedOver } from './countedOver.js';
import { crossedWords } from './crossedWords.js';
import { cutNumber } from './cutNumber.js';
import { doubleWords } from './doubleWords.js';
import { flagOverPointer } from './flagOverPointer.js';
import { flagInNumber } from './flagInNumber.js';
import { flagLeftBehind } from './flagLeftBehind.js';
import { halfReset } from './halfReset.js';
import { headLost } from './headLost.js';
import { insidersMark } from './insidersMark.js';
import { installedReader } from './installedReader.js';
import { localOverlays } from './localOverlays.js';
import { lostTest } from './lostTest.js';
import { lostValue } from './lostValue.js';
import { mappingFollowed } from './mappingFollowed.js';
import { movedWriter } from './movedWriter.js';
import { neverCleared } from './neverCleared.js';
import { nodeInContents } from './nodeInContents.js';
import { nodeCopied } from './nodeCopied.js';
import { nodeMoved } from './nodeMoved.js';
import { nodeOverBits } from './nodeOverBits.js';
import { numberForMapping } from './numberForMapping.js';
import { objectGone } from './objectGone.js';
import { otherCount } from './otherCount.js';
import { overlayMembers } from './overlayMembers.js';
import { overlayMismatch } from './overlayMismatch.js';
import { padWritten } from './padWritten.js';
import { pageCopy } from './pageCopy.js';
import { pageTypeLost } from './pageTypeLost.js';
import { pageTypesMeet } from './pageTypesMeet.js';
import { pairedWords } from './pairedWords.js';
import { publishedEarly } from './publishedEarly.js';
import { referenceUntaken } from './referenceUntaken.js';
import { readUnderLink } from './readUnderLink.js';
import { refcountMisuse } from './refcountMisuse.js';
import { restoreLost } from './restoreLost.js';
import { sentinels } from './sentinels.js';
import { sharedLock } from './sharedLock.js';
import { splitDouble } from './splitDouble.js';
import { splitTag } from './splitTag.js';
import { staleAtFree } from './staleAtFree.js';
import { stillLinked } from './stillLinked.js';
import { storedValues } from './storedValues.js';
import { tagDropped } from './tagDropped.js';
import { tagKept } from './tagKept.js';
import { tailPage } from './tailPage.js';
import { typeBits } from './typeBits.js';
import { unconvertedReader } from './unconvertedReader.js';
import { unlockedTag } from './unlockedTag.js';
import { walkedOn } from './walkedOn.js';
import { wholeFlags } from './wholeFlags.js';
import { wideStore } from './wideStore.js';
import { wordOverwritten } from './wordOverwritten.js';
import { writerBeside } from './writerBeside.js';
import { wrongAnswer } from './wrongAnswer.js';
import { writtenWhenGone } from './writtenWhenGone.js';

export type FileRule = (facts: FileFacts) => readonly Finding[];

/** Rules about what functions do to pages; of several findings in one place the first rule's is told. */
export const pageRules: readonly FileRule[] = [
  storedValues, pageTypeLost, staleAtFree, writtenWhenGone, walkedOn, wordOverwritten, refcountMisuse, countAsked, otherCount, addressInPage, pageCopy, copyUses, copyToCallback, wholeFlags, blockCopy, tailPage, blockApart, headLost, nodeInContents,
  unconvertedReader, movedWriter, writerBeside, pairedWords, referenceUntaken, splitTag, doubleWords, countedOver, countedArms, configOverlap, cutNumber, castRecords, padWritten, lostTest,
  lostValue, nodeOverBits, flagInNumber, halfReset, wideStore, unlockedTag, localOverlays, publishedEarly, clearedFirst, nodeMoved, nodeCopied, stillLinked, installedReader, neverCleared, tagKept, objectGone, crossedWords, restoreLost, tagDropped, readUnderLink, typeBits,
  mappingFollowed, flagLeftBehind, archFlag, countUnset, insidersMark, numberForMapping,
];

/** Rules about declarations, which look at all configurations by themselves. */
export const layoutRules: readonly FileRule[] = [overlayMismatch, overlayMembers, sharedLock, claimMisplaced, pageTypesMeet, wrongAnswer, splitDouble, sentinels, flagOverPointer];
