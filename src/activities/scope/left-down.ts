/**
 * A run ends with its app as its last look found it. Docker does not start everything
 * again after a restart of the host: not what is in the network of a container that was
 * not up yet. A restart behind that look is answered when the lock is given back.
 */
import { RoostError } from '../../errors';
import { readUptime } from '../../host/uptime';
import type { Lease } from '../../protocol/lock';
import type { AppScope } from '../../protocol/scope';
import { bringBack, isLeftDown } from '../app/containers/bring-back';
import { appContainers, byFolder, isRunning, listContainers } from '../app/containers/containers';
import type { Site, StepSite } from '../app/site';
import type { ScopeSite } from './types';

const isOfApp = (site: ScopeSite): site is Site => site.scope.kind === 'app' && !site.scope.drill;

/**
 * The app's services without a running container. Undefined: Docker does not answer, or no app has the scope.
 */
export async function idleServices(site: ScopeSite): Promise<string[] | undefined> {
  if (!isOfApp(site)) return undefined;
  try {
    const { here } = await byFolder(site, await listContainers(site.host));
    const running = new Set(here.filter(isRunning).map((c) => c.service));
    return [...new Set(here.map((c) => c.service))].filter((name) => !running.has(name)).sort();
  } catch (error) {
    // The run's own steps ask Docker again, and say what is wrong.
    if (error instanceof RoostError) return undefined;
    throw error;
  }
}

/**
 * Starts what ran. What does not start stays down: the lock has to be given back, and `roost status` names
 * it.
 */
export async function startLeftDown(site: ScopeSite, { scope, idle }: Lease): Promise<void> {
  if (!idle || !isOfApp(site) || !isPlanned(scope)) return;
  const find = async () => (await appContainers({ ...site, scope })).filter((c) => !idle.includes(c.service));
  try {
    const found = await find();
    if (found.every(isRunning)) return;
    const uptime = await readUptime(site.host);
    const down = found.filter((c) => isLeftDown(c, uptime));
    if (down.length === 0) return;
    // The caller has seen that the lock is this run's; no fence fits, as the run is over.
    const change: StepSite['change'] = (argv, options) => site.host.exec(argv, options);
    await bringBack({ host: site.host, change, read: change }, down, find, uptime);
  } catch (error) {
    if (!(error instanceof RoostError)) throw error;
  }
}

const isPlanned = (scope: Lease['scope']): scope is AppScope => 'project' in scope;
