/** Of two words that a function looked at before it wrote both, a change looks at one only: the other may be anything by then. */
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { storedRecords } from '../../../model/lifeStage.js';
import { type ChangedFacts, type ChangedFunction, isSameWord, type PageEffect, pageEffects, textOf, wayTo } from '../changedFunctions.js';
import { placedLine } from '../lines/enclosing.js';

export function compareLost({ functions, before, after }: ChangedFacts): readonly Finding[] {
  return functions.flatMap((one) => {
    const was = comparedIn(one.before, before), now = comparedIn(one.after, after);
    const text = textOf(one.after, after) ?? '';
    // What is read on no way any more, but stands there, is not lost.
    const lost = was.find((pair) => pair.isCompared && !text.includes(pair.line) && now.some((other) => isSameWord(other.write, pair.write) && !other.isCompared)
      && was.some((other) => other !== pair && other.isCompared && wayTo(other.write.thing) === wayTo(pair.write.thing) && now.some((still) => isSameWord(still.write, other.write) && still.isCompared)));
    return lost ? [told(lost.write, one, after)] : [];
  });
}

/** A word that the function's own lines write, and whether they read it before. */
interface Written {
  readonly write: PageEffect;
  readonly isCompared: boolean;
  /** The line that reads it. */
  readonly line: string;
}

function comparedIn(trace: ChangedFunction['before'], facts: FileFacts): readonly Written[] {
  const own = pageEffects(trace, facts).filter((effect) => !effect.chain.inner && effect.chain.site.file === facts.file.path && storedRecords[effect.record] === undefined && effect.size === facts.context.model.layout.abi.wordSize);
  return own.filter(({ kind }) => kind === 'write').map((write) => {
    const read = own.find((other) => other.kind === 'read' && isSameWord(other, write) && other.chain.site.offset < write.chain.site.offset);
    return { write, isCompared: read !== undefined, line: (read && placedLine(trace, read.chain.site, facts)?.line) ?? '' };
  });
}

function told(write: PageEffect, one: ChangedFunction, after: FileFacts): Finding {
  const name = after.nameOf(write.offset, write.size), place = after.placeOf(write.chain);
  return after.finding('paired-words', 'warning', place,
    `${one.after.summary.function}() looked at page.${name} before it wrote it, together with another word that it still looks at, and does not any more: what somebody else put there meanwhile is overwritten`,
    { state: 'any', words: [after.word(write.offset, write.size)], evidence: [after.evidence(one.at, `before this change ${name} was looked at here`), after.evidence(place, `${name} is written`)] });
}
