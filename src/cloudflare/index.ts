/** One account of Cloudflare: what is there, and each kind of change. */
import { RoostError } from '../errors';
import { accessWrites, readApplications, readPolicies } from './access';
import { openClient } from './client';
import { asked } from './failures';
import { all, type Parts } from './part';
import { readRecords, recordWrites } from './records';
import { tokenWork } from './tokens';
import { readTunnels, tunnelWrites } from './tunnels';
import type { AccountOptions, CloudflareAccount } from './types';

export type { CloudflareAccount } from './types';
export { createSerial } from './serial';

export async function openCloudflare(options: AccountOptions): Promise<CloudflareAccount> {
  const parts: Parts = { ...options, client: await openClient(options) };
  return {
    async read({ zones: names, tunnels, signal }) {
      const zones = await readZones(parts, names, signal);
      const records = [];
      for (const { id, name } of zones)
        records.push(...(await readRecords(parts, { zone: name, zoneId: id }, undefined, signal)));
      return {
        zones,
        records,
        tunnels: await readTunnels(parts, tunnels, signal),
        policies: await readPolicies(parts, signal),
        applications: await readApplications(parts, signal),
      };
    },
    tokens: tokenWork(parts),
    ...tunnelWrites(parts),
    ...recordWrites(parts),
    ...accessWrites(parts),
  };
}

async function readZones(
  { client, account }: Parts,
  names: string[],
  signal?: AbortSignal,
): Promise<{ id: string; name: string }[]> {
  const zones = [];
  for (const name of names) {
    const found = await asked(`find the zone ${name}`, () =>
      all(client.zones.list({ name, account: { id: account } }, { signal })),
    );
    const zone = found.find((one) => one.name === name);
    if (!zone)
      throw new RoostError('CloudflareRefused', `The account has no zone ${name} that the token may read.`);
    zones.push({ id: zone.id, name });
  }
  return zones;
}
