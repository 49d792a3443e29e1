/** Every rule: from the facts of a file to findings. */
import type { FileFacts } from '../fileFacts.js';
import type { Finding } from '../finding.js';
import { archFlag } from './bits/archFlag.js';
import { flagAboveShift } from './bits/flagAboveShift.js';
import { flagInNumber } from './bits/flagInNumber.js';
import { flagLeftBehind } from './bits/flagLeftBehind.js';
import { flagOverPointer } from './bits/flagOverPointer.js';
import { headBitSet } from './bits/headBitSet.js';
import { insidersMark } from './bits/insidersMark.js';
import { pageTypeLost } from './bits/pageTypeLost.js';
import { pageTypesMeet } from './bits/pageTypesMeet.js';
import { sentinels } from './bits/sentinels.js';
import { splitTag } from './bits/splitTag.js';
import { tagDropped } from './bits/tagDropped.js';
import { tagKept } from './bits/tagKept.js';
import { typeBits } from './bits/typeBits.js';
import { unlockedTag } from './bits/unlockedTag.js';
import { wholeFlags } from './bits/wholeFlags.js';
import { blockCopy } from './copies/blockCopy.js';
import { copyToCallback } from './copies/copyToCallback.js';
import { copyUses } from './copies/copyUses.js';
import { pageCopy } from './copies/pageCopy.js';
import { countAsked } from './counts/countAsked.js';
import { countDrained } from './counts/countDrained.js';
import { countUnset } from './counts/countUnset.js';
import { countedArms } from './counts/countedArms.js';
import { countedOver } from './counts/countedOver.js';
import { otherCount } from './counts/otherCount.js';
import { pinGivenBack } from './counts/pinGivenBack.js';
import { refcountMisuse } from './counts/refcountMisuse.js';
import { referenceUntaken } from './counts/referenceUntaken.js';
import { neverCleared } from './freed/neverCleared.js';
import { objectGone } from './freed/objectGone.js';
import { restoreLost } from './freed/restoreLost.js';
import { staleAtFree } from './freed/staleAtFree.js';
import { writtenWhenGone } from './freed/writtenWhenGone.js';
import { nodeCopied } from './lists/nodeCopied.js';
import { nodeInContents } from './lists/nodeInContents.js';
import { nodeMoved } from './lists/nodeMoved.js';
import { nodeOverBits } from './lists/nodeOverBits.js';
import { readUnderLink } from './lists/readUnderLink.js';
import { stillLinked } from './lists/stillLinked.js';
import { walkedOn } from './lists/walkedOn.js';
import { castRecords } from './overlays/castRecords.js';
import { claimMisplaced } from './overlays/claimMisplaced.js';
import { configOverlap } from './overlays/configOverlap.js';
import { localOverlays } from './overlays/localOverlays.js';
import { overlayMembers } from './overlays/overlayMembers.js';
import { overlayMismatch } from './overlays/overlayMismatch.js';
import { padWritten } from './overlays/padWritten.js';
import { sharedLock } from './overlays/sharedLock.js';
import { splitDouble } from './overlays/splitDouble.js';
import { installedReader } from './readers/installedReader.js';
import { lostTest } from './readers/lostTest.js';
import { mappingFollowed } from './readers/mappingFollowed.js';
import { movedWriter } from './readers/movedWriter.js';
import { numberForMapping } from './readers/numberForMapping.js';
import { unconvertedReader } from './readers/unconvertedReader.js';
import { writerBeside } from './readers/writerBeside.js';
import { wrongAnswer } from './readers/wrongAnswer.js';
import { blockApart } from './tails/blockApart.js';
import { clearedFirst } from './tails/clearedFirst.js';
import { halfReset } from './tails/halfReset.js';
import { headLost } from './tails/headLost.js';
import { orderOfBlock } from './tails/orderOfBlock.js';
import { publishedEarly } from './tails/publishedEarly.js';
import { tailPage } from './tails/tailPage.js';
import { addressInPage } from './words/addressInPage.js';
import { crossedWords } from './words/crossedWords.js';
import { cutNumber } from './words/cutNumber.js';
import { doubleWords } from './words/doubleWords.js';
import { lostValue } from './words/lostValue.js';
import { pairedWords } from './words/pairedWords.js';
import { storedValues } from './words/storedValues.js';
import { wideStore } from './words/wideStore.js';
import { wordOverwritten } from './words/wordOverwritten.js';

export type FileRule = (facts: FileFacts) => readonly Finding[];

/** Rules about what functions do to pages; of several findings in one place the first rule's is told. */
export const pageRules: readonly FileRule[] = [
  headBitSet, storedValues, pageTypeLost, staleAtFree, writtenWhenGone, walkedOn, wordOverwritten, refcountMisuse, pinGivenBack, countDrained, countAsked, otherCount, addressInPage, pageCopy, copyUses, copyToCallback, wholeFlags, blockCopy, tailPage, orderOfBlock, blockApart, headLost, nodeInContents,
  unconvertedReader, movedWriter, writerBeside, pairedWords, referenceUntaken, splitTag, doubleWords, countedOver, countedArms, configOverlap, cutNumber, castRecords, padWritten, lostTest,
  lostValue, nodeOverBits, flagInNumber, halfReset, wideStore, unlockedTag, localOverlays, publishedEarly, clearedFirst, nodeMoved, nodeCopied, stillLinked, installedReader, neverCleared, tagKept, objectGone, crossedWords, restoreLost, tagDropped, readUnderLink, typeBits,
  mappingFollowed, flagLeftBehind, archFlag, countUnset, insidersMark, numberForMapping,
];

/** Rules about declarations, which look at all configurations by themselves. */
export const layoutRules: readonly FileRule[] = [overlayMismatch, overlayMembers, sharedLock, claimMisplaced, pageTypesMeet, wrongAnswer, splitDouble, flagAboveShift, sentinels, flagOverPointer];
