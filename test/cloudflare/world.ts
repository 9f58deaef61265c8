/** An account in the fake, with a fleet's plan and its steps run against it, as the engine runs them. */
import { createSerial, openCloudflare, type CloudflareAccount } from '../../src/cloudflare';
import { planAdoption } from '../../src/plan/cloudflare/adopt';
import { planCloudflare, type ApplyOptions } from '../../src/plan/cloudflare/apply';
import type { CloudflareFleet } from '../../src/plan/cloudflare/desired';
import { hostIn, isMarked } from '../../src/plan/cloudflare/marks';
import type { CloudflarePlan } from '../../src/protocol/plan';
import type { CloudflareState } from '../../src/protocol/steps/cloudflare';
import { account as accountId, fleetOf, zoneId } from '../plan/cloudflare/sample';
import { FakeCloudflare } from './fake/server';
import type { ApiToken } from './fake/state';

export const token = 'cf-token-0123456789';

export class World {
  fleet: CloudflareFleet = fleetOf();

  private constructor(
    readonly fake: FakeCloudflare,
    readonly account: CloudflareAccount,
  ) {}

  static async start(): Promise<World> {
    const fake = await FakeCloudflare.start();
    const world = new World(fake, await open(fake, token));
    world.empty();
    return world;
  }

  /** The same account by another token. */
  by(value: string): Promise<CloudflareAccount> {
    return open(this.fake, value);
  }

  /** The account has its zone, and nothing else. */
  empty(): void {
    this.fleet = fleetOf();
    this.fake.lag = 0;
    this.fake.clear({
      zones: [{ id: zoneId, name: 'sgos.example', records: [] }],
      tunnels: [],
      policies: [],
      applications: [],
      tokens: [firstToken()],
    });
  }

  read(): Promise<CloudflareState> {
    const tunnels = (name: string): boolean => hostIn(name, 'sgos') !== null || !isMarked(name);
    return this.account.read({ zones: this.fleet.cloudflare.zones, tunnels });
  }

  async plan(options: Partial<ApplyOptions> = {}): Promise<CloudflarePlan> {
    return planCloudflare(this.fleet, await this.read(), { ...planned, ...options });
  }

  async adoption(options: Partial<ApplyOptions> & { tunnel?: string } = {}): Promise<CloudflarePlan> {
    return planAdoption(this.fleet, await this.read(), { ...planned, ...options });
  }

  /** One after another; each once, or again after a failure that may pass. */
  async run({ steps }: CloudflarePlan, tries = 1): Promise<string[]> {
    const notes: string[] = [];
    for (const { call } of steps) notes.push(await this.step(call, tries));
    return notes;
  }

  private async step({ run, args }: CloudflarePlan['steps'][number]['call'], tries: number): Promise<string> {
    for (;;) {
      try {
        return await this.account[run as 'createTunnel'](args as never);
      } catch (error) {
        if (--tries === 0) throw error;
      }
    }
  }

  /** Plans and runs; answers the ids of the steps. */
  async apply(options: Partial<ApplyOptions> = {}, tries = 1): Promise<string[]> {
    const plan = await this.plan(options);
    await this.run(plan, tries);
    return plan.steps.map(({ id }) => id);
  }
}

const open = (fake: FakeCloudflare, value: string): Promise<CloudflareAccount> =>
  openCloudflare({
    account: accountId,
    token: value,
    api: fake.url,
    fleet: 'sgos',
    serial: createSerial(),
    pause: 5,
  });

const planned = {
  scope: { kind: 'fleet' as const, directory: '/var/lib/roost/fleet' },
  operation: 'abcdef0123',
  decideWait: 1,
};

const firstToken = (): ApiToken => ({
  id: 'first',
  name: 'made by hand',
  value: token,
  status: 'active',
  policies: [
    {
      effect: 'allow',
      permission_groups: [{ id: 'dns' }, { id: 'tunnels' }],
      resources: { 'com.cloudflare.api.account.zone.zone1': '*' },
    },
  ],
  owner: 'user',
});

/** The fleet with that host's own hostname, or none. */
export function withIngress(
  fleet: CloudflareFleet,
  hostname: string | null,
  service: string,
  host = 'hornbill',
): CloudflareFleet {
  const one = fleet.hosts[host]!;
  const ingress = hostname === null ? [] : [{ hostname, service, access: [], session: '24h' }];
  return {
    ...fleet,
    hosts: { ...fleet.hosts, [host]: { ...one, cloudflare: { ...one.cloudflare!, ingress } } },
  };
}
