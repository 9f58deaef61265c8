/** How hosts and apps stand: asked over SSH, with what Temporal knows where it answers. */
import { posix } from 'node:path';
import { type BackupView, backupView } from '../backup';
import { readLooks, type HostLook } from '../drift';
import type { Fleet, AppConfig, HostConfig } from '../fleet/file';
import type { Host } from '../host/types';
import { stateFiles } from '../lib/files/state';
import { toReport } from '../temporal/runs/errors';
import type { RunSummary } from '../temporal/runs/types';
import { askTemporal, type Asked, isAlive } from './ask-temporal';
import { byService, containersArgv, parseContainers, type Container, containersOf } from './containers';
import type { InspectDeps } from './deps';
import { leftovers } from './leftovers';
import { parseSite, siteArgv, type Site } from './site';
import { startCommand } from './start';
import type { FleetStatus, HostStatus, AppStatus } from './types';
import { within } from './within';

export async function fleetStatus(deps: InspectDeps, fleet: Fleet, apps: AppConfig[]): Promise<FleetStatus> {
  const runs = askTemporal(deps, (temporal) =>
    Promise.all(apps.map(async ({ name }) => (await temporal.list({ app: name, limit: 1 }))[0] ?? null)),
  );
  const looks = readLooks(stateFiles(deps.env).drift);
  const lookOf = (name: string): HostLook | undefined => (looks[name]?.provisioned ? looks[name] : undefined);
  const isWhole = apps.length === Object.keys(fleet.apps).length;
  const used = Object.values(fleet.hosts).filter((host) => apps.some((app) => app.host === host.name));
  // A host without apps is shown for what differs there.
  const bare = Object.values(fleet.hosts).filter(
    (host) => isWhole && !used.includes(host) && (lookOf(host.name)?.drifts.length ?? 0) > 0,
  );
  const hosts = await Promise.all(
    used.map((host) =>
      hostStatus(
        deps,
        host,
        apps.filter((app) => app.host === host.name),
        runs,
      ),
    ),
  );
  const [asked, backup] = await Promise.all([runs, backupOf(deps, fleet, apps)]);
  const shown = [...hosts, ...bare.map(({ name }) => ({ host: name, apps: [], failure: null }))].map(
    (one) => ({
      ...one,
      look: lookOf(one.host),
    }),
  );
  return { hosts: shown, notAsked: asked.asked ? null : asked.why, backup };
}

/** Of these apps, and of the fleet. */
async function backupOf(
  { env, now }: InspectDeps,
  fleet: Fleet,
  apps: AppConfig[],
): Promise<BackupView | null> {
  const view = await backupView(fleet, stateFiles(env).alerts, now());
  const asked = ([name]: [string, unknown]): boolean => apps.some((app) => app.name === name);
  return view && { ...view, apps: Object.fromEntries(Object.entries(view.apps).filter(asked)) };
}

type LastRuns = Promise<Asked<(RunSummary | null)[]>>;

async function hostStatus(
  deps: InspectDeps,
  config: HostConfig,
  apps: AppConfig[],
  runs: LastRuns,
): Promise<HostStatus> {
  try {
    const read = async (): Promise<AppStatus[]> => {
      const host = await deps.host(config);
      const { stdout } = await host.exec(containersArgv());
      const all = parseContainers(stdout);
      return Promise.all(apps.map((app) => appStatus(deps, host, config, app, all, runs)));
    };
    return { host: config.name, apps: await within(config.name, read()), failure: null };
  } catch (error) {
    return { host: config.name, apps: [], failure: toReport(error) };
  }
}

async function appStatus(
  deps: InspectDeps,
  host: Host,
  config: HostConfig,
  app: AppConfig,
  all: Container[],
  runs: LastRuns,
): Promise<AppStatus> {
  // Of every folder where something of a project runs that may be the app's; which, the serving release says.
  const folders = [...new Set(all.map(({ workingDir }) => workingDir))].filter(Boolean);
  const site = parseSite((await host.exec(siteArgv(app, config, folders))).stdout);
  const { current, hold, lock } = site.there
    ? await marks(deps, host, app, site)
    : { current: null, hold: null, lock: null };
  const source = posix.join(app.directory, app.source);
  const seen = all.map((one) => (site.same.includes(one.workingDir) ? { ...one, workingDir: source } : one));
  const { project, own, elsewhere } = containersOf(app, current?.project, seen);
  const others = [...elsewhere.values()].flat();
  // What runs from elsewhere would be replaced by a deploy: it is not "nothing".
  const shown = (own.length > 0 ? own : others).filter(({ oneOff }) => !oneOff).sort(byService);
  const asked = await runs;
  const lastRun = asked.asked ? (asked.answer.find((run) => run?.app === app.name) ?? null) : null;
  const away = site.away ?? undefined;
  const { archived } = app;
  return {
    app: app.name,
    current,
    hold,
    containers: shown,
    start: startCommand({ current, containers: shown, lock, archived, away }) ?? undefined,
    flags: site.flags,
    slot: site.slot,
    lock,
    lastRun,
    leftovers: leftovers({
      site,
      current,
      lock,
      containers: own,
      project,
      elsewhere,
      archived: app.archived ?? site.away?.at,
    }),
    away,
    came: site.came ?? undefined,
    archived,
  };
}

/** Only where roost has been before: asking the guard makes its folder. */
async function marks(
  deps: InspectDeps,
  host: Host,
  app: AppConfig,
  { releases }: Site,
): Promise<Pick<AppStatus, 'current' | 'hold' | 'lock'>> {
  const guard = await deps.guard(host, app.directory);
  const [mark, held] = await Promise.all([guard.current(), guard.show()]);
  const current =
    mark && (releases.find(({ release }) => release === mark.release) ?? { release: mark.release });
  return {
    current,
    hold: mark?.hold ?? null,
    lock: held && { ...held, run: await isAlive(deps, held.workflowId) },
  };
}
