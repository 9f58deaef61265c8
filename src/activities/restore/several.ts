/** Facts of a restore of several apps: each is planned as by itself, and nothing is changed. */
import { errors, RoostError } from '../../errors';
import { appOf, backupOf, hostOf, type AppConfig, type Fleet } from '../../fleet/file';
import { checkRestoresRequest } from '../../plan/restore/several/request';
import { planRestores as restoresPlan, type PlannedApp } from '../../plan/restore/several/several';
import type { RestoresRequest } from '../../protocol/requests';
import type { RestoresPlan } from '../../protocol/steps/restore';
import type { Deps } from '../deps';
import { planRestore } from './plan';

/** Plans of so many apps are made side by side. */
const SIDE_BY_SIDE = 3;

/**
 * Errors: `BadRequest`, `UnknownApp`, `UnknownHost`,
 * `RestoresRefused`, `DiskFull`, those of restic and of SSH.
 */
export async function planRestores(deps: Deps, input: RestoresRequest): Promise<RestoresPlan> {
  const request = checkRestoresRequest(input);
  const fleet = await deps.fleet();
  const { atOnce } = backupOf(fleet);
  const queue = appsOf(fleet, request);
  const { snapshot, what, into, release } = request;
  const planned = new Map<string, PlannedApp>();
  const refused: string[] = [];
  const work = async (rest: AppConfig[]): Promise<void> => {
    for (let app = rest.shift(); app; app = rest.shift()) {
      try {
        const { plan, facts } = await planRestore(
          deps,
          { app: app.name, snapshot, what, into, release },
          null,
        );
        planned.set(app.name, { app, plan, room: facts.restore?.room });
      } catch (error) {
        // What may pass by itself is tried again, with all of them.
        if (!(error instanceof RoostError) || errors[error.code].retryable) throw error;
        refused.push(`${app.name}: ${error.code}: ${error.message}`);
      }
    }
  };
  const rest = [...queue];
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => work(rest)));
  if (refused.length > 0)
    throw new RoostError(
      'RestoresRefused',
      `${refused.length} of ${queue.length} cannot be restored:\n${refused.sort().join('\n')}`,
      {
        apps: refused.length,
      },
    );
  return restoresPlan(
    queue.map(({ name }) => planned.get(name)!),
    request,
    atOnce,
  );
}

function appsOf(fleet: Fleet, { apps, host }: RestoresRequest): AppConfig[] {
  if (apps) return apps.map((name) => appOf(fleet, name));
  const { name } = hostOf(fleet, host!);
  const all = Object.values(fleet.apps).filter((app) => app.host === name);
  if (all.length > 0) return all;
  throw new RoostError('BadRequest', `No app of the fleet file is on ${name}.`, { host: name });
}
