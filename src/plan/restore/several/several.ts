/** Several apps restored by one run: in which order, with room for all. Pure. Errors: `DiskFull`. */
import { RoostError } from '../../../errors';
import type { AppConfig } from '../../../fleet/file/app/types';
import { digestOf, canonicalJson } from '../../../lib/digest';
import { sentences } from '../../../lib/sentences';
import { bytes } from '../../../lib/units';
import type { RestorePlan } from '../../../protocol/plan';
import type { RestoresRequest } from '../../../protocol/requests';
import type { RestoreFacts, RestoresApp, RestoresPlan } from '../../../protocol/steps/restore';
import { itemName } from '../../about';

/** The plan of one app, and the room that its facts name. */
export interface PlannedApp {
  app: AppConfig;
  plan: RestorePlan;
  room?: RestoreFacts['room'];
}

/** What is needed comes first; else in the order of `all`. Errors: `DiskFull`. */
export function planRestores(
  all: PlannedApp[],
  request: RestoresRequest,
  atOnce: RestoresPlan['atOnce'],
): RestoresPlan {
  refuseWithoutRoom(all);
  const names = all.map(({ app }) => app.name);
  const needsOf = ({ needs = [] }: AppConfig): string[] => needs.filter((need) => names.includes(need));
  const ordered: RestoresApp[] = [];
  for (let rest = all; rest.length > 0;) {
    const next = rest.find(({ app }) =>
      needsOf(app).every((need) => ordered.some((one) => one.app === need)),
    );
    // The fleet file has no circle.
    const one = next ?? rest[0]!;
    rest = rest.filter((other) => other !== one);
    ordered.push(partOf(one, needsOf(one.app)));
  }
  const plans = all.map(({ plan }) => plan.hash);
  return {
    hash: digestOf(canonicalJson({ plans, order: ordered.map(({ app }) => app) })),
    into: request.into ?? 'live',
    apps: ordered,
    atOnce,
  };
}

const partOf = ({ app, plan }: PlannedApp, needs: string[]): RestoresApp => {
  const { snapshot, items } = plan.restore;
  return {
    app: app.name,
    host: app.host,
    needs,
    snapshot: snapshot.id,
    time: snapshot.time,
    brings: items.map(itemName),
    bytes: items.reduce((sum, item) => sum + item.bytes, 0),
    warnings: plan.warnings,
  };
};

/** What is kept of the first is still there when the last comes: the room is for all. */
function refuseWithoutRoom(all: PlannedApp[]): void {
  const places = new Map<string, { needed: number; free: number }>();
  const add = (place: string, needed: number, free: number): void => {
    const before = places.get(place) ?? { needed: 0, free };
    places.set(place, { needed: before.needed + needed, free: Math.min(before.free, free) });
  };
  for (const { app, room } of all) {
    if (!room) continue;
    add(app.host, room.hostNeeded, room.hostFree);
    add('the control host', room.controlNeeded, room.controlFree);
  }
  for (const [place, { needed, free }] of places)
    if (needed > free)
      throw new RoostError(
        'DiskFull',
        sentences(
          `All these restores together need ${bytes(needed)} on ${place}, where ${bytes(free)} are free.`,
          'Restore fewer at once.',
        ),
        { needed, free },
      );
}
