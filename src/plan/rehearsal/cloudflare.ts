/**
 * Plans the rehearsal at Cloudflare: what is there is compared, and a tunnel and a record of its own made and
 * removed. Pure.
 */
import { RoostError } from '../../errors';
import type { Fleet } from '../../fleet/file/types';
import { plural } from '../../lib/units';
import type { RehearsalPlan } from '../../protocol/plan';
import type { CloudflareState, WantedRecord } from '../../protocol/steps/cloudflare';
import { planCloudflare } from '../cloudflare/apply';
import type { CloudflareFleet } from '../cloudflare/desired';
import { hostIn, ownerIn, recordComment, tunnelName } from '../cloudflare/marks';
import { brief, rehearsalOf, type RehearsalOptions } from './plan';

/** In place of a host's name in the marks of what a rehearsal makes. */
const REHEARSAL = /^rehearsal-[0-9a-f]{10}$/;

/** What rehearsals of the fleet have made, whichever operation. */
export function madeByRehearsals(
  { records, tunnels }: Pick<CloudflareState, 'records' | 'tunnels'>,
  fleet: string,
): Pick<CloudflareState, 'records' | 'tunnels'> {
  return {
    records: records.filter(({ comment }) => {
      const owner = ownerIn(comment, fleet);
      return owner !== null && 'host' in owner && REHEARSAL.test(owner.host);
    }),
    tunnels: tunnels.filter(({ name }) => REHEARSAL.test(hostIn(name, fleet) ?? '')),
  };
}

/** What `roost cloudflare apply` would change: nothing is expected. Errors: `CloudflareNotOurs`. */
export function differences(
  fleet: CloudflareFleet,
  state: CloudflareState,
  options: RehearsalOptions,
): { titles: string[]; same: number; warnings: string[] } {
  const left = madeByRehearsals(state, fleet.name);
  const known: CloudflareState = {
    ...state,
    records: state.records.filter((one) => !left.records.includes(one)),
    tunnels: state.tunnels.filter((one) => !left.tunnels.includes(one)),
  };
  const { steps, warnings, cloudflare } = planCloudflare(fleet, known, { ...options, force: true });
  return { titles: steps.map(({ title }) => title), same: cloudflare.counts.same, warnings };
}

/** The zone of the rehearsal's record: the first of the file. Errors: `BadRequest`. */
export function requireZone({ cloudflare }: Pick<Fleet, 'cloudflare'>): string {
  if (!cloudflare)
    throw new RoostError(
      'BadRequest',
      'The fleet file names no account at Cloudflare: add the section cloudflare',
      { setting: 'cloudflare' },
    );
  const [zone] = cloudflare.zones;
  if (zone !== undefined) return zone;
  throw new RoostError(
    'BadRequest',
    'A rehearsal needs a zone for its record: name one by cloudflare.zones',
    {
      setting: 'cloudflare.zones',
    },
  );
}

/** Errors: `BadRequest`, `CloudflareNotOurs`. */
export function planCloudflareRehearsal(
  fleet: CloudflareFleet,
  state: CloudflareState,
  options: RehearsalOptions,
): RehearsalPlan {
  const zone = requireZone(fleet);
  const zoneId = state.zones.find(({ name }) => name === zone)!.id;
  const host = `rehearsal-${options.operation}`;
  const tunnel = tunnelName(fleet.name, host);
  const record: WantedRecord = {
    name: `${host}.${zone}`,
    type: 'CNAME',
    content: { tunnel },
    ttl: 1,
    proxied: true,
    comment: recordComment(fleet.name, { host }),
  };
  const { titles, same, warnings } = differences(fleet, state, options);
  const remove = { run: 'removeRehearsals', args: {} } as const;
  return rehearsalOf(
    {
      scenario: 'cloudflare',
      summary: `the account ${fleet.cloudflare.account} is what the fleet file says, and can be changed`,
      pairs: [
        ['account', fleet.cloudflare.account],
        [
          'differs',
          titles.length > 0 ? titles.slice(0, 10).join('; ') : `nothing, of ${plural(same, 'thing')}`,
        ],
        ['made and removed', `${tunnel}, ${record.name}`],
      ],
    },
    {
      warnings,
      steps: [
        { id: 'sweep', title: 'Remove what former rehearsals have left', call: remove, ...brief },
        {
          id: 'token',
          title: 'Verify the token',
          call: { run: 'verifyAccount', args: {} },
          ...brief,
        },
        {
          id: 'compare',
          title: 'Compare the account with the fleet file',
          call: { run: 'compareAccount', args: {} },
          ...brief,
        },
        {
          id: 'tunnel',
          title: `Create the tunnel ${tunnel}`,
          call: { run: 'createTunnel', args: { name: tunnel } },
          undo: { title: 'Remove what the rehearsal has made', call: remove },
          ...brief,
        },
        {
          id: 'record',
          title: `Create the record ${record.name}`,
          call: { run: 'writeDnsRecord', args: { zone, zoneId, record, id: null, replaces: [] } },
          ...brief,
        },
        {
          id: 'read',
          title: 'Read both back',
          call: { run: 'readRehearsal', args: { zone, tunnel, record: record.name } },
          ...brief,
        },
        { id: 'remove', title: 'Remove what the rehearsal has made', call: remove, ...brief },
      ],
    },
    options,
  );
}
