import type { HostReport } from '../../protocol/steps/provision';
import { activity } from '../run/activities';

/** Started by a Schedule: finds what differs from the fleet file on hosts that were provisioned. */
export async function compareHosts(): Promise<HostReport[]> {
  return activity('compareHosts', 'Compare the hosts with the fleet file')();
}
