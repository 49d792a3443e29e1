/** A tree's own owners of page words, made part of what checking needs. */
import { Footprints } from '../footprint/footprints.js';
import type { Interest } from '../footprint/world.js';
import { inEra } from '../model/era.js';
import { storedRecords } from '../model/lifeStage.js';
import { type OwnOwner, ownState } from '../model/ownOwners.js';
import { pageEvents } from '../model/pageEvents.js';
import { type PageModel, pageModel } from '../model/pageModel.js';
import type { CheckContext } from './context.js';

/** The context with the tree's owners as states of the model: their pages are known by their origins like any other's. */
export function withOwners(context: CheckContext, owners: readonly OwnOwner[]): CheckContext {
  if (owners.length === 0) return context;
  const model = pageModel(context.layouts.all(), owners.map(ownState));
  const given = owners.flatMap(({ origins }) => origins.map(({ by, of }) => (by === 'member' ? `(?:->|\\.)${of.replace(/^.*\./, '')}` : of)));
  const pageNames = given.length > 0 ? new RegExp(`${context.pageNames.source}|(?:${given.join('|')})\\b`) : context.pageNames;
  const { setup, parser, tracked, layoutOf, overlays } = context;
  const footprints = new Footprints(setup, parser, tracked, { interest: interestOf(model), layoutOf, records: overlays.tags, nodes: Object.keys(storedRecords) });
  return { ...context, model, pageNames, footprints };
}

/** The functions whose calls say something of a page under a model. */
function interestOf(model: PageModel): Interest {
  const events = pageEvents.filter((event) => inEra(event.era, model.layout.kernel));
  const origins = model.states.flatMap((state) => state.origins.filter(({ by, era }) => by === 'result' && inEra(era, model.layout.kernel)));
  return {
    markers: new Set(events.map((event) => event.function)),
    gives: new Map(events.flatMap((event) => (event.gives === undefined ? [] : [[event.function, event.gives]]))),
    origins: new Set(origins.map((origin) => origin.of)),
  };
}
