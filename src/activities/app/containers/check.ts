/** The app's own check (`scripts.check`): whether it works with its data. */
import { RoostError } from '../../../errors';
import { execIn } from '../../../host/commands/docker';
import { lastLine, lastLines } from '../../../lib/output-tail';
import { fencedJob } from '../job';
import type { StepSite } from '../site';
import { isRunning, type Container } from './containers';

/** Seconds; it is to read a little, and not to work. */
const LIMIT_S = 15 * 60;

/** In the running container of the service, by `sh -c`. Returns its last line. Errors: `AppCheckFailed`. */
export async function runCheck(
  site: StepSite,
  containers: Container[],
  service: string,
  command: string,
): Promise<string> {
  const name = site.scope.app;
  const container = containers.find((one) => one.service === service && isRunning(one));
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
