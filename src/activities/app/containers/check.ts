/** The app's own check (`scripts.check`): whether it works with its data. */
import { RoostError } from '../../../errors';
import { execIn } from '../../../host/commands/docker';
import { readUptime } from '../../../host/uptime';
import { lastLine, lastLines } from '../../../lib/output-tail';
import { fencedJob } from '../job';
import type { StepSite } from '../site';
import { appContainers, isRunning, type Container } from './containers';
import { endedWithHost, pause } from './health';

/** Seconds; it is to read a little, and not to work. */
const LIMIT_S = 15 * 60;
/** How long a container has to come back, or to get well, after a restart of Docker or the host. */
const BACK_MS = 120_000;

/** In the running container of the service, by `sh -c`. Returns its last line. Errors: `AppCheckFailed`. */
export async function runCheck(site: StepSite, service: string, command: string): Promise<string> {
  const name = site.scope.app;
  const container = await runningOf(site, service);
  if (!container)
    throw new RoostError(
      'AppCheckFailed',
      `Service ${service} of ${name} does not run: it cannot be checked.`,
      {
        app: name,
      },
    );
  const argv = ['timeout', String(LIMIT_S), ...execIn(container.id, ['sh', '-c', command])];
  const { code, tail } = await fencedJob(site, argv, { part: 'check' });
  if (code === 0) return lastLine(tail) || 'checked';
  const end = lastLines(tail, 20);
  throw new RoostError(
    'AppCheckFailed',
    `The check of ${name} ended with code ${code}${end ? `:\n${end}` : ' and said nothing.'}`,
    { app: name, code },
  );
}

async function runningOf(site: StepSite, service: string): Promise<Container | undefined> {
  const uptime = await readUptime(site.host);
  for (const end = Date.now() + BACK_MS; ; await pause(500)) {
    const all = (await appContainers(site)).filter((one) => one.service === service);
    const running = all.find(isRunning);
    const comes = running ? running.health === 'starting' : all.some((one) => endedWithHost(one, uptime));
    if (!comes || Date.now() > end) return running;
  }
}
