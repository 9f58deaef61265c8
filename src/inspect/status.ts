/** How hosts and apps stand: asked over SSH, with what Temporal knows where it answers. */
import { backupView, type BackupView } from '../backup';
import type { Context } from '../client/context';
import { toReport } from '../client/failure';
import type { RunSummary } from '../client/runs/types';
import type { ErrorReport } from '../errors';
import type { AppConfig, Fleet, HostConfig } from '../fleet/file';
import type { HeldLock, Host } from '../host/types';
import { stateFiles } from '../lib/state';
import type { Hold } from '../protocol/release-record';
import type { Slot } from '../protocol/release-steps';
import { askTemporal, isAlive, type Alive, type Asked } from './ask-temporal';
import { containersArgv, containersOf, parseContainers, type Container } from './containers';
import { leftovers } from './leftovers';
import { parseSite, siteArgv, type Site, type StoredRelease } from './site';
import { within } from './within';

export interface AppStatus {
  app: string;
  current: StoredRelease | null;
  hold: Hold | null;
  containers: Container[];
  flags: Site['flags'];
  slot: Slot | null;
  lock: (HeldLock & { run: Alive }) | null;
  leftovers: string[];
  lastRun: RunSummary | null;
}

export interface HostStatus {
  host: string;
  apps: AppStatus[];
  failure: ErrorReport | null;
}

export interface FleetStatus {
  hosts: HostStatus[];
  /** Why Temporal was not asked; null: it was. */
  notAsked: string | null;
  /** From files of this machine; null: the fleet file has none. */
  backup: BackupView | null;
}

export async function fleetStatus(context: Context, fleet: Fleet, apps: AppConfig[]): Promise<FleetStatus> {
  const runs = askTemporal(context, (temporal) =>
    Promise.all(apps.map(async ({ name }) => (await temporal.list({ app: name, limit: 1 }))[0] ?? null)),
  );
  const used = Object.values(fleet.hosts).filter((host) => apps.some((app) => app.host === host.name));
  const hosts = await Promise.all(
    used.map((host) =>
      hostStatus(
        context,
        host,
        apps.filter((app) => app.host === host.name),
        runs,
      ),
    ),
  );
  const [asked, backup] = await Promise.all([runs, backupOf(context, fleet, apps)]);
  return { hosts, notAsked: asked.asked ? null : asked.why, backup };
}

/** Of these apps, and of the fleet. */
async function backupOf({ env, now }: Context, fleet: Fleet, apps: AppConfig[]): Promise<BackupView | null> {
  const view = await backupView(fleet, stateFiles(env).alerts, now());
  const asked = ([name]: [string, unknown]): boolean => apps.some((app) => app.name === name);
  return view && { ...view, apps: Object.fromEntries(Object.entries(view.apps).filter(asked)) };
}

type LastRuns = Promise<Asked<(RunSummary | null)[]>>;

async function hostStatus(
  context: Context,
  config: HostConfig,
  apps: AppConfig[],
  runs: LastRuns,
): Promise<HostStatus> {
  try {
    const read = async (): Promise<AppStatus[]> => {
      const host = await context.host(config);
      const { stdout } = await host.exec(containersArgv());
      const all = parseContainers(stdout);
      return Promise.all(apps.map((app) => appStatus(context, host, config, app, all, runs)));
    };
    return { host: config.name, apps: await within(config.name, read()), failure: null };
  } catch (error) {
    return { host: config.name, apps: [], failure: toReport(error) };
  }
}

async function appStatus(
  context: Context,
  host: Host,
  config: HostConfig,
  app: AppConfig,
  all: Container[],
  runs: LastRuns,
): Promise<AppStatus> {
  const site = parseSite((await host.exec(siteArgv(app, config))).stdout);
  const { current, hold, lock } = site.there
    ? await marks(context, host, app, site)
    : { current: null, hold: null, lock: null };
  const own = containersOf(app, current?.project ?? app.project, all);
  const containers = own.filter(({ oneOff }) => !oneOff);
  const asked = await runs;
  const lastRun = asked.asked ? (asked.answer.find((run) => run?.app === app.name) ?? null) : null;
  return {
    app: app.name,
    current,
    hold,
    containers,
    flags: site.flags,
    slot: site.slot,
    lock,
    lastRun,
    leftovers: leftovers({ site, current, lock, containers: own }),
  };
}

/** Only where roost has been before: asking the guard makes its folder. */
async function marks(
  context: Context,
  host: Host,
  app: AppConfig,
  { releases }: Site,
): Promise<Pick<AppStatus, 'current' | 'hold' | 'lock'>> {
  const guard = await context.guard(host, app);
  const [mark, held] = await Promise.all([guard.current(), guard.show()]);
  const current =
    mark && (releases.find(({ release }) => release === mark.release) ?? { release: mark.release });
  return {
    current,
    hold: mark?.hold ?? null,
    lock: held && { ...held, run: await isAlive(context, held.workflowId) },
  };
}
