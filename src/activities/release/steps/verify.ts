/** The release as its users meet it: the URL through the proxy, then a while of watching. */
import { RoostError } from '../../../errors';
import { readUptime, type Uptime } from '../../../host/uptime';
import type { ReleaseRecord } from '../../../protocol/release-record';
import type { ReleaseStepArgs, UrlCheck } from '../../../protocol/steps/release';
import { bringBack } from '../../app/containers/bring-back';
import { appContainers, isRunning, mayEnd, type Container } from '../../app/containers/containers';
import { ask, fault, endedWithHost, pause, unhealthy } from '../../app/containers/health';
import { releaseContainers, servicesIn } from '../../app/containers/services';
import { readRecord, requireRecord, storedOf, writeRecord } from '../../app/folder/records';
import type { StepSite } from '../../app/site';

/** The proxy may keep a name's old address for a moment. */
const FIRST_ANSWER_MS = 10_000;
/** How long a container may take to come back by itself; its own health check ends this sooner. */
const START_MS = 120_000;
const WATCH_MS = 500;
/** One bad answer may be the network's; this many in a row are the app's. */
const BAD_ANSWERS = 3;

export async function verifyRelease(site: StepSite, args: ReleaseStepArgs['verifyRelease']): Promise<string> {
  const uptime = await readUptime(site.host);
  // What runs before roost's first deploy is release 0 and has no record.
  const record = await (args.release > 0 ? requireRecord : readRecord)(site, args.release);
  const services = await servicesIn(site, record);
  const all = async (): Promise<Container[]> =>
    (await releaseContainers(site, services)).filter((c) => c.id !== args.former);
  const look = async (): Promise<Container[]> =>
    (await all()).filter((c) => c.service === args.service || !args.ignore?.includes(c.service));
  // A plan without the list does not say what a person has stopped.
  if (args.ignore) await bringBack(site, await look(), look, uptime);
  await untilServes(site, args, uptime);
  if (record) await noteReplicas(site, record, await all());
  const first = new Map((await look()).map((c) => [c.id, c]));
  const end = Date.now() + args.settle;
  let bad = 0;
  while (Date.now() < end) {
    await pause(Math.min(WATCH_MS, Math.max(0, end - Date.now())));
    await servingContainer(site, args);
    const now = await look();
    const isLast = Date.now() >= end;
    for (const c of now) {
      const wrong = faultWhileWatched(c, first.get(c.id), uptime, {
        serving: c.service === args.service,
        isLast,
        asItRuns: args.asItRuns,
      });
      if (wrong) throw await unhealthy(site, c, `${wrong} while it was watched`);
    }
    const gone = [...first.values()].find(({ id }) => !now.some((c) => c.id === id));
    if (gone) throw await unhealthy(site, gone, 'went while it was watched');
    const answer = args.url ? await ask(site, [], args.url) : null;
    bad = answer ? bad + 1 : 0;
    if (bad >= BAD_ANSWERS)
      throw new RoostError(
        'UrlFailed',
        `${label(args.url)} answered wrongly while it was watched: ${answer}.`,
        { app: site.app.name },
      );
  }
  return args.url ? `${label(args.url)} answers` : 'serves';
}

/** The same for all of a release but the services `ignore`. */
export async function bringBackRelease(site: StepSite, release: number, ignore: string[]): Promise<void> {
  const uptime = await readUptime(site.host);
  // It costs Compose a second, and hosts seldom restart.
  if (!(await appContainers(site)).some((c) => endedWithHost(c, uptime))) return;
  const services = await servicesIn(site, await readRecord(site, release));
  const look = async (): Promise<Container[]> =>
    (await releaseContainers(site, services)).filter((c) => !ignore.includes(c.service));
  await bringBack(site, await look(), look, uptime);
}

/** Where a service runs more than once, its record says how often. */
async function noteReplicas(site: StepSite, record: ReleaseRecord, started: Container[]): Promise<void> {
  const counts = new Map<string, number>();
  for (const { service } of started) counts.set(service, (counts.get(service) ?? 0) + 1);
  const replicas = Object.fromEntries([...counts].filter(([, count]) => count > 1));
  if (Object.keys(replicas).length > 0) await writeRecord(site, { ...storedOf(record), replicas });
}

/**
 * `first`: the container when the watch began. One that Docker
 * retries has until the last check to end well.
 */
function faultWhileWatched(
  now: Container,
  first: Container | undefined,
  uptime: Uptime,
  { serving, isLast, asItRuns }: { serving: boolean; isLast: boolean; asItRuns?: true | undefined },
): string | null {
  const before = asItRuns ? (first?.restartCount ?? 0) : 0;
  const wrong = fault({ ...now, restartCount: now.restartCount - before }, uptime);
  if (wrong) return wrong;
  if (endedWithHost(now, uptime)) return null;
  if (!isRunning(now) && (serving || !mayEnd(now))) return `is ${now.state}`;
  if (!first || now.startedAt === first.startedAt) return null;
  const mayStillEnd = now.restartPolicy === 'on-failure' && !isLast;
  return isRunning(now) && !mayStillEnd ? 'was restarted' : null;
}

/**
 * As long as Docker is still bringing the container up, as after a
 * restart of the engine, no answer says nothing.
 */
async function untilServes(
  site: StepSite,
  args: ReleaseStepArgs['verifyRelease'],
  uptime: Uptime,
): Promise<void> {
  const limit = Date.now() + START_MS;
  let end = Date.now() + FIRST_ANSWER_MS;
  for (;;) {
    const wrong = args.url ? await ask(site, [], args.url) : null;
    if (args.url && !wrong) return;
    const container = await servingContainer(site, args);
    const comes = container.health === 'starting' || endedWithHost(container, uptime);
    if (!args.url && !comes) return;
    const now = Date.now();
    if (comes && now < limit) end = now + FIRST_ANSWER_MS;
    else if (!args.url) return;
    if (now > end)
      throw new RoostError('UrlFailed', `${label(args.url)} does not answer as it should: ${wrong}.`, {
        app: site.app.name,
      });
    await pause(200);
  }
}

async function servingContainer(site: StepSite, args: ReleaseStepArgs['verifyRelease']): Promise<Container> {
  const found = (await appContainers(site)).filter((c) => c.service === args.service && c.id !== args.former);
  const container = found.find(isRunning) ?? found[0];
  if (!container)
    throw new RoostError(
      'Unhealthy',
      `Service ${args.service} of ${site.app.name} has no container any more.`,
      { service: args.service },
    );
  return container;
}

const label = (url: UrlCheck | null): string => (url?.host ? `${url.host} (${url.url})` : (url?.url ?? ''));
