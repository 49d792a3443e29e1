/** Pages that were pinned, given back as if a reference had been taken: the pin stays in the count for good, and the page counts as one that hardware may write. */
import { pointersIn, type Site } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { callsThat, eventsNamed } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import type { PageClass } from '../../pages/pageClasses.js';

const PINS = callsThat('pins'), UNPINS = callsThat('unpins'), DROPS = new Set([...callsThat('drops-reference'), ...eventsNamed('released')]);

export function pinGivenBack(facts: FileFacts): readonly Finding[] {
  const count = resolveMember({ names: words.refcount }, facts.context.model.layout);
  if (!count || !facts.traces.some(({ calls }) => calls.some(({ callee }) => PINS.has(callee)))) return [];
  return facts.traces.flatMap((trace) => trace.calls.flatMap(({ callee, args, site }) => {
    // A function that does both tells the pages apart.
    if (!DROPS.has(callee) || site.file !== facts.file.path || trace.calls.some((other) => UNPINS.has(other.callee))) return [];
    const [page] = args.flatMap((arg) => pointersIn(arg).map(({ to }) => to)).filter((to) => facts.isPage(to));
    const group = page && facts.classes.classOf(page), pinned = group && pinnedBy(group, facts);
    if (!pinned || isHeldOtherwise(group, count.offset, facts)) return [];
    return [facts.finding('refcount-misuse', 'warning', site,
      `${callee}() gives back one reference of a page that ${pinned.callee}() pinned: a pin is many references at once, or a count of its own, and stays for good; the page is never freed, and counts as one that hardware may write`,
      {
        state: 'gup', words: [facts.word(count.offset, count.size)],
        evidence: [facts.evidence(site, `${callee}() drops a reference`), facts.evidence(pinned.site, `${pinned.callee}() pinned the page (mm/gup.c, GUP_PIN_COUNTING_BIAS): unpin_user_page() takes that back`)],
      })];
  }));
}

/** What pinned the pages of a class, where all that come from users' memory were pinned. */
function pinnedBy(group: PageClass, facts: FileFacts): { readonly callee: string; readonly site: Site } | undefined {
  const got = group.pages.flatMap(({ thing, trace }) => facts.states.of(thing, trace)).filter(({ state, by }) => state.name === 'gup' && by === 'page');
  const pins = got.filter(({ origin }) => PINS.has(origin));
  const taken = got.filter(({ origin }) => !PINS.has(origin) && !UNPINS.has(origin));
  return pins.length > 0 && taken.length === 0 ? { callee: pins[0]!.origin, site: pins[0]!.site } : undefined;
}

/** Whether the file takes references to such pages beside the pins, or has them from elsewhere, too. */
function isHeldOtherwise(group: PageClass, count: number, facts: FileFacts): boolean {
  return group.pages.some(({ thing, trace }) => facts.states.isAllocatedHere(thing)
    || trace.effects.some((effect) => effect.thing === thing && effect.kind === 'readwrite' && effect.offset === count && effect.value?.kind === 'changed' && effect.value.add > 0n && facts.isOwn(effect)));
}
