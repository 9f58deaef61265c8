/** The container that a database runs in. */
import { RoostError, type ErrorCode } from '../../errors';
import { readUptime } from '../../host/uptime';
import { sentences } from '../../lib/sentences';
import type { RunningContainer } from '../../plan/release/facts';
import { appContainers, isRunning, type AppPlace } from '../app/containers/containers';
import { endedWithHost, pause } from '../app/containers/health';
import type { Site, StepSite } from '../app/site';

/** How long a database may take until it runs. */
const RUNS_MS = 30_000;

/** Its id; null: it does not run. */
export const containerIn = (
  all: Pick<RunningContainer, 'id' | 'service' | 'state'>[],
  service: string,
): string | null => all.find((one) => one.service === service && isRunning(one))?.id ?? null;

/** Errors: `code` where it does not run by then. */
export async function waitForContainer(
  site: AppPlace & Pick<Site, 'app'>,
  { service }: { service: string },
  code: ErrorCode,
): Promise<string> {
  const end = Date.now() + RUNS_MS;
  for (;;) {
    const container = containerIn(await appContainers(site), service);
    if (container) return container;
    if (Date.now() > end)
      throw new RoostError(code, `Service ${service} of ${site.app.name} does not run.`, { service });
    await pause(200);
  }
}

/**
 * Of a copy. One that ended with its host is waited for: Docker starts it again.
 * Errors: `SourceMissing` where it does not run.
 */
export async function runningContainer(site: StepSite, service: string): Promise<string> {
  const end = Date.now() + RUNS_MS;
  for (;;) {
    const all = await appContainers(site);
    const container = containerIn(all, service);
    if (container) return container;
    const uptime = await readUptime(site.host);
    const comes = all.some((one) => one.service === service && endedWithHost(one, uptime));
    if (!comes || Date.now() > end) break;
    await pause(200);
  }
  throw new RoostError(
    'SourceMissing',
    sentences(
      `Service ${service} of ${site.app.name} does not run on ${site.host.name}:`,
      'its database cannot be dumped.',
    ),
    { service },
    { afterRestart: 'retry' },
  );
}
