/** Asks one host what differs from the fleet file. Changes nothing. */
import type { Fleet, HostConfig } from '../fleet/file';
import { askHost } from '../host/provision';
import type { Host } from '../host/types';
import { wantedOf } from '../plan/provision/desired';
import { callOf } from '../plan/provision/kinds';
import { compare, isProvisioned, questionKey, questions } from '../plan/provision/plan';
import type { Drift } from '../protocol/steps/provision';

export interface Looked {
  provisioned: boolean;
  drifts: Drift[];
  /** How many resources are as wanted. */
  same: number;
}

/**
 * Of a host that was never provisioned nothing is compared. Errors: `NotRoot`, `HostNotSupported`, those of
 * the host.
 */
export async function lookAt(
  host: Host,
  fleet: Pick<Fleet, 'operators' | 'provision' | 'apps'>,
  config: HostConfig,
  signal?: AbortSignal,
): Promise<Looked> {
  const wanted = wantedOf(fleet, config);
  const asked = questions(wanted);
  const { said, states } = await askHost(host, asked.map(callOf), signal);
  const facts = { ...said, states: new Map(asked.map((one, i) => [questionKey(one), states[i]!])) };
  if (!isProvisioned(facts)) return { provisioned: false, drifts: [], same: 0 };
  return { provisioned: true, ...compare(wanted, facts) };
}
