/** In drift.json, that a host is as wanted: each resource was inspected again after its change. */
import { noteLook } from '../../drift';
import type { Deps } from '../deps';
import type { FinishedRun } from './types';

export async function noteProvision(deps: Deps, { report, result, at }: FinishedRun): Promise<void> {
  const { host, planned } = report;
  if (host === null || !['succeeded', 'unchanged'].includes(result)) return;
  const present = (await deps.lastFleet()).hosts[host];
  // `--address` names another machine than the fleet file.
  const addresses = planned?.hosts[host]?.addresses ?? present?.addresses;
  if (!present || addresses?.join(' ') !== present.addresses.join(' ')) return;
  noteLook(deps.ownFiles.drift, host, { at, provisioned: true, drifts: [] });
}
