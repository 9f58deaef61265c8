/** Inspects all hosts, a few at once, and keeps what it found for `roost status` and the alerts. */
import { Context } from '@temporalio/activity';
import pLimit from 'p-limit';
import { keepHosts, lookAt, noteFailedLook, noteLook, readLooks } from '../../drift';
import { reportOf } from '../../errors';
import type { Fleet, HostConfig } from '../../fleet/file';
import type { HostReport } from '../../protocol/steps/provision';
import type { Deps } from '../deps';
import { hostSite } from '../scope/site';

const AT_ONCE = 8;
/** ms for one host. */
const LIMIT_MS = 120_000;

export async function compareHosts(deps: Deps): Promise<HostReport[]> {
  const fleet = await deps.fleet();
  const hosts = Object.values(fleet.hosts);
  keepHosts(
    deps.ownFiles.drift,
    hosts.map(({ name }) => name),
  );
  const limit = pLimit(AT_ONCE);
  return Promise.all(hosts.map((config) => limit(() => compareHost(deps, fleet, config))));
}

async function compareHost(deps: Deps, fleet: Fleet, config: HostConfig): Promise<HostReport> {
  const { name: host } = config;
  const file = deps.ownFiles.drift;
  const signal = AbortSignal.any([Context.current().cancellationSignal, AbortSignal.timeout(LIMIT_MS)]);
  try {
    const { provisioned, drifts } = await lookAt(deps.host(config), fleet, config, signal);
    // A run that changes the host has not come to its end: that will say how it is.
    if (drifts.length > 0 && (await isHeld(deps, host))) return { host, state: 'at work' };
    noteLook(file, host, { at: new Date().toISOString(), provisioned, drifts });
    if (!provisioned) return { host, state: 'never provisioned' };
    return drifts.length === 0
      ? { host, state: 'as wanted' }
      : { host, state: 'differs', differ: drifts.length };
  } catch (error) {
    if (Context.current().cancellationSignal.aborted) throw error;
    const { code, message } = reportOf(error);
    const wasProvisioned = readLooks(file)[host]?.provisioned === true;
    // Where roost may not become root it has never provisioned; a host that it has is another matter.
    if (code === 'NotRoot' && !wasProvisioned) return { host, state: 'never provisioned' };
    noteFailedLook(file, host, { at: new Date().toISOString(), code, message: deps.redactor.scrub(message) });
    return { host, state: 'not seen', why: code };
  }
}

const isHeld = async (deps: Deps, host: string): Promise<boolean> =>
  (await (await hostSite(deps, host)).guard.show()) !== null;
