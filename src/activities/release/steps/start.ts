/** `recreate`: the release becomes the one in the app's folder, and starts. */
import { RoostError } from '../../../errors';
import * as commands from '../../../host/commands/compose';
import { removeAlone, rename, start } from '../../../host/commands/docker';
import { anyCode } from '../../../host/exit-code';
import { readUptime } from '../../../host/uptime';
import { lastLines } from '../../../lib/output-tail';
import { shellScript } from '../../../lib/shell-script';
import type { ReleaseRecord } from '../../../protocol/release-record';
import type { ReleaseStepArgs } from '../../../protocol/steps/release';
import { composeIn } from '../../app/compose/compose';
import { isStartedByDocker } from '../../app/compose/contents';
import { requireAsStaged } from '../../app/compose/reading';
import { appContainers, isRunning, type Container } from '../../app/containers/containers';
import { DAEMON_DOWN } from '../../app/containers/docker-daemon';
import { fault, unhealthy, waitHealthy } from '../../app/containers/health';
import { startNetworks } from '../../app/containers/networks';
import { releaseContainers, servicesIn, type Services } from '../../app/containers/services';
import { prepareToStart, setAside, stopAll } from '../../app/containers/stopped';
import { activate } from '../../app/folder/activate';
import { readRecords } from '../../app/folder/records';
import { reachFromProxy, setSlot } from '../../app/proxy';
import type { StepSite } from '../../app/site';
import { createArgv, restartedWith } from './data/stays';
import { takeOver } from './take-over';

/** Another build may have moved the reference that an adopted app's Compose file asks for. */
const tagPairs = shellScript(__dirname, 'tag-pairs');

export async function startRelease(site: StepSite, args: ReleaseStepArgs['startRelease']): Promise<string> {
  const record = await activate(site, args.release);
  await requireAsStaged(site, record);
  if (record.strategy === 'adopted') await tagImages(site, record);
  if (args.asItRuns && site.context.direction === 'undo') return 'nothing had been stopped';
  const services = await servicesIn(site, record);
  if (args.asItRuns) return `${(await takeOver(site, record, args, services)).name} runs on`;
  await clearOthers(site, services);
  await bringUp(site, record, args, services);
  const judged = async (): Promise<Container[]> =>
    (await releaseContainers(site, services)).filter(isJudged(args));
  const serving = await waitHealthy(site, judged, args.probe, args.dataServices);
  // A release that came in by `rolling` leaves its container's name free.
  const name = site.app.container ?? serving.name;
  if (serving.name !== name) await site.change(rename(serving.id, name));
  if (site.config.proxy && site.app.proxy.switch === 'flag') {
    await setSlot(site, record.slot, name);
    if (record.slot) await reachFromProxy(site, record.slot, serving, args.probe);
  }
  return startedText(name, serving);
}

/** roost has asked its health check; Docker's own word on it may still be `starting`. */
export const startedText = (name: string, { health }: Pick<Container, 'health'>): string =>
  `${name} ${health === null ? 'runs' : 'is healthy'}`;

export async function tagImages(site: StepSite, record: ReleaseRecord): Promise<void> {
  const pairs = Object.values(record.images).flatMap(({ ref, id }) =>
    ref.startsWith('sha256:') ? [] : [id, ref],
  );
  if (pairs.length > 0) await site.change(tagPairs(...pairs));
}

/** What did not run before, or not well, is no reason to call the undo a failure. */
const isJudged =
  ({ before, probe }: ReleaseStepArgs['startRelease']) =>
  ({ service }: Container): boolean =>
    !before ||
    service === probe.service ||
    (before.ran.includes(service) && !before.unwell.includes(service));

/**
 * Services that this release does not have. What the operation has started goes for good. What another
 * release had stays, stopped, until this one is committed: an undo starts it again as it was.
 */
async function clearOthers(site: StepSite, services: Services | null): Promise<void> {
  if (!services) return;
  const own = await appContainers(site);
  const others = own.filter(
    (c) => !services.active.includes(c.service) && !services.idle.includes(c.service),
  );
  if (others.length === 0) return;
  const { operation, direction } = site.context;
  const begun = (await readRecords(site)).find((record) => record.operation === operation)?.images ?? {};
  const going = direction === 'undo' ? others.filter((c) => Object.hasOwn(begun, c.service)) : [];
  if (going.length > 0) {
    await stopAll(site, going.filter(isRunning));
    await site.change(removeAlone(...going.map((c) => c.id)));
  }
  if (direction === 'forward')
    await setAside(
      site,
      others.filter((c) => !isRunning(c)),
    );
}

/**
 * Compose waits half a second at the least for what a service depends on,
 * with the app down. Where the serving container is the only one that does
 * not run, it is made by Compose and started by Docker, if that is all there is to it.
 */
async function bringUp(
  site: StepSite,
  record: ReleaseRecord,
  { probe, before, stays = {} }: ReleaseStepArgs['startRelease'],
  services: Services | null,
): Promise<void> {
  const base = composeIn(site, record);
  const create = createArgv(base, stays, await releaseContainers(site, services), services);
  if (create) await up(site, create, probe.wait);
  await stopAll(site, restartedWith(await releaseContainers(site, services), stays));
  const isWanted = ({ service }: Container): boolean =>
    !before || service === probe.service || before.ran.includes(service);
  const all = await releaseContainers(site, services);
  // Started by what is undone, and not by whom it ran before.
  await stopAll(
    site,
    all.filter((c) => isRunning(c) && !isWanted(c)),
  );
  const idle = all.filter((c) => !isRunning(c));
  await prepareToStart(site, idle.filter(isWanted));
  const waiting = idle.filter(isWanted);
  const begin = (argv: string[]): Promise<void> => up(site, argv, probe.wait);
  const byDocker = await startedByDocker(site, record);
  const how = (one: Container): string[] => startArgv(base, one, byDocker(one.service));
  await startNetworks(site, { all: () => releaseContainers(site, services), idle: waiting, begin, how });
  const [only] = waiting;
  if (only && waiting.length === 1 && only.service === probe.service && byDocker(only.service))
    await up(site, start(only.id), probe.wait);
  else {
    const wanted = before ? [...new Set(all.filter(isWanted).map((c) => c.service))] : [];
    // All are made: by a model with all that they depend on, Compose would hold some for other ones.
    const argv = commands.up(base, wanted, { noBuild: true, noRecreate: true });
    await up(site, argv, probe.wait).catch(async (error: unknown) => {
      throw (await culprit(site, services, error)) ?? error;
    });
  }
}

/** One that is made already. */
export const startArgv = (
  base: string[],
  { id, service }: Pick<Container, 'id' | 'service'>,
  byDocker: boolean,
): string[] =>
  byDocker ? start(id) : commands.up(base, [service], { noBuild: true, noRecreate: true, alone: true });

/** Unknown for what was adopted. */
async function startedByDocker(
  site: StepSite,
  { release, strategy }: ReleaseRecord,
): Promise<(service: string) => boolean> {
  if (strategy === 'adopted') return () => false;
  const { stdout } = await site.read(['cat', site.paths.release(release).model], { ok: anyCode });
  return (service) => isStartedByDocker(stdout, service);
}

/** Compose names a service that failed where others depend on it; its log shows why. */
async function culprit(
  site: StepSite,
  services: Services | null,
  error: unknown,
): Promise<RoostError | null> {
  if (!(error instanceof RoostError) || error.code !== 'Unhealthy') return null;
  const uptime = await readUptime(site.host);
  for (const container of await releaseContainers(site, services)) {
    const wrong = fault(container, uptime);
    if (wrong) return unhealthy(site, container, wrong);
  }
  return null;
}

/** A refusal by Compose is final; a Docker that does not answer is waited for. */
export async function up(site: StepSite, argv: string[], wait: number): Promise<void> {
  try {
    await site.change(argv, { timeout: wait + 5 * 60_000 });
  } catch (error) {
    if (!(error instanceof RoostError) || error.code !== 'CommandFailed') throw error;
    const stderr = String(error.details.stderr ?? error.message).trim();
    if (DAEMON_DOWN.test(stderr) || /error during connect|connection refused/i.test(stderr)) throw error;
    throw new RoostError(
      'Unhealthy',
      `Docker Compose could not start ${site.app.name}: ${lastLines(stderr)}`,
      { app: site.app.name },
      { cause: error },
    );
  }
}
