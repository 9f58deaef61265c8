/** The rehearsal at Cloudflare: the account is read, and only what rehearsals have made is removed. */
import { RoostError } from '../../errors';
import { sentences } from '../../lib/sentences';
import { plural } from '../../lib/units';
import { hostIn } from '../../plan/cloudflare/marks';
import { tunnelAddress } from '../../plan/cloudflare/records';
import { differences, madeByRehearsals } from '../../plan/rehearsal/cloudflare';
import type { RehearsalStepArgs } from '../../protocol/steps/rehearsal';
import type { CloudflareSite } from '../cloudflare/site';

export async function verifyAccount({ account, signal }: CloudflareSite): Promise<string> {
  const { name } = await account.tokens.current(signal);
  return `the token ${JSON.stringify(name)} is valid`;
}

/** By the fleet file as it is now. Errors: `CloudflareDiffers`, `CloudflareNotOurs`. */
export async function compareAccount({ account, deps, signal, context }: CloudflareSite): Promise<string> {
  const { name, hosts, apps, cloudflare } = await deps.lastFleet();
  if (!cloudflare)
    throw new RoostError('BadRequest', 'The fleet file names no account at Cloudflare any more.');
  const state = await account.read({
    zones: cloudflare.zones,
    tunnels: (tunnel) => hostIn(tunnel, name) !== null,
    signal,
  });
  const options = { scope: context.scope, operation: context.operation, decideWait: 1 };
  const { titles, same } = differences({ name, hosts, apps, cloudflare }, state, options);
  if (titles.length === 0) return `${plural(same, 'thing')} as the fleet file wants`;
  throw new RoostError(
    'CloudflareDiffers',
    sentences(
      'The account is not what the fleet file wants:',
      `${titles.slice(0, 10).join('; ')}${titles.length > 10 ? `; ${titles.length - 10} more` : ''}.`,
    ),
    { differences: titles.length },
  );
}

/** Errors: `CloudflareFailed`: what was made may be known everywhere only after a moment. */
export async function readRehearsal(
  { account, signal }: CloudflareSite,
  { zone, tunnel: name, record: wanted }: RehearsalStepArgs['readRehearsal'],
): Promise<string> {
  const { tunnels, records } = await account.read({ zones: [zone], tunnels: () => false, signal });
  const tunnel = tunnels.find((one) => one.name === name);
  const record = records.find((one) => one.name === wanted);
  if (tunnel && record?.content === tunnelAddress(tunnel.id)) return `${wanted} leads to the tunnel ${name}`;
  throw new RoostError(
    'CloudflareFailed',
    `${tunnel ? `${wanted} does not lead to the tunnel ${name}` : `The tunnel ${name} is not there`}.`,
  );
}

/** Also what other operations have left: the fleet's lock is held. */
export async function removeRehearsals({ account, fleet, signal }: CloudflareSite): Promise<string> {
  const { zones } = fleet.cloudflare!;
  const state = await account.read({ zones, tunnels: () => false, signal });
  const { records, tunnels } = madeByRehearsals(state, fleet.name);
  for (const { zone, zoneId, id, name, type } of records)
    await account.removeDnsRecord({ zone, zoneId, id, name, type }, signal);
  for (const { id, name } of tunnels) await account.removeTunnel({ id, name }, signal);
  if (records.length + tunnels.length === 0) return 'nothing is left';
  return `${plural(records.length, 'record')} and ${plural(tunnels.length, 'tunnel')} removed`;
}
