/** What every host of the fleet holds of the former control host's runs. */
import type { Fleet, HostConfig } from '../../fleet/file';
import { homeOf } from '../../host/home';
import { drillDirectory, hostDirectory } from '../../plan/names';
import type { HostFacts, PlaceFacts } from '../../plan/recover/control/types';
import { toReport } from '../../temporal/runs/errors';
import type { InspectDeps } from '../deps';
import { within } from '../within';
import { parsePeers, peersArgv } from './peers';
import { placeFacts } from './place';

type Deps = Pick<InspectDeps, 'host' | 'guard'>;

/** All side by side. A host that does not answer shows why; the others are asked all the same. */
export const hostsFacts = (deps: Deps, fleet: Fleet): Promise<HostFacts[]> =>
  Promise.all(Object.values(fleet.hosts).map((config) => hostFacts(deps, fleet, config)));

async function hostFacts(deps: Deps, fleet: Fleet, config: HostConfig): Promise<HostFacts> {
  const host = config.name;
  try {
    return await within(host, ask(deps, fleet, config));
  } catch (error) {
    const { code, message } = toReport(error);
    return { host, failure: { code, message }, peers: [], places: [] };
  }
}

async function ask(deps: Deps, fleet: Fleet, config: HostConfig): Promise<HostFacts> {
  const host = await deps.host(config);
  const { name } = config;
  const [{ stdout }, home] = await Promise.all([host.exec(peersArgv()), homeOf(host)]);
  const guard = (directory: string) => deps.guard(host, directory);
  const apps = Object.values(fleet.apps).filter((app) => app.host === name);
  const found = await Promise.all([
    placeFacts(host, guard, { kind: 'host', name, host: name, directory: hostDirectory(home) }),
    ...apps.map((app) =>
      placeFacts(
        host,
        guard,
        { kind: 'app', name: app.name, host: name, directory: app.directory },
        { app, config },
      ),
    ),
    // Of whichever app's: a drill may run on another host than the app.
    ...Object.keys(fleet.apps).map((app) =>
      placeFacts(host, guard, {
        kind: 'drill',
        name: app,
        host: name,
        directory: drillDirectory(home, app),
      }),
    ),
  ]);
  return {
    host: name,
    failure: null,
    peers: parsePeers(stdout),
    places: found.filter((place): place is PlaceFacts => place !== null),
  };
}
