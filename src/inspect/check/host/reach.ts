/** Whether each address of a host lets us in. */
import { fillIn } from '../../../errors/hint';
import type { HostConfig } from '../../../fleet/file';
import { toReport } from '../../../temporal/runs/errors';
import type { InspectDeps } from '../../deps';
import { within } from '../../within';
import { fail, ok, type Finding } from '../types';

const checks: Record<string, string> = { HostKeyChanged: 'host key', HostAuthFailed: 'login' };

/** Every address by itself: the emergency one is of no use if it fails unseen. */
export function reachFindings(deps: InspectDeps, host: HostConfig): Promise<Finding[]> {
  return Promise.all(
    host.addresses.map(async (address) => {
      try {
        await within(
          host.name,
          (async () => (await deps.host({ ...host, addresses: [address] })).exec(['true']))(),
        );
        return ok('reach', `${address} answers, with the right key, and lets ${host.user} in`);
      } catch (error) {
        const { code, message, hint } = toReport(error);
        return fail(checks[code] ?? 'reach', message, fillIn(hint, { HOST: host.name }));
      }
    }),
  );
}
