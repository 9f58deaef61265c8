/** Whether a host that was provisioned is still what the fleet file says. */
import { driftNames, lookAt } from '../../../drift';
import type { Fleet, HostConfig } from '../../../fleet/file';
import type { Host } from '../../../host/types';
import { plural } from '../../../lib/units';
import { toReport } from '../../../temporal/runs/errors';
import { within } from '../../within';
import { ok, unknown, warn, type Finding } from '../types';

const LIMIT_MS = 20_000;

/** Nothing of a host that roost has never provisioned. */
export async function driftFindings(host: Host, fleet: Fleet, config: HostConfig): Promise<Finding[]> {
  const { name } = config;
  try {
    const { provisioned, drifts, same } = await within(name, lookAt(host, fleet, config), LIMIT_MS);
    if (!provisioned) return [];
    if (drifts.length === 0) return [ok('drift', `all ${same} resources are as the fleet file says`)];
    return [
      warn(
        'drift',
        `${plural(drifts.length, 'thing')} not as the fleet file says: ${driftNames(drifts)}`,
        `roost provision ${name} --plan shows both values, roost provision ${name} makes it so`,
      ),
    ];
  } catch (error) {
    const { code, message } = toReport(error);
    // Without root roost has provisioned nothing.
    return code === 'NotRoot' ? [] : [unknown('drift', `not compared: ${message}`)];
  }
}
