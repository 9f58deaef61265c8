/** A fleet with an account, and states of that account. */
import { parseFleet } from '../../../src/fleet/file';
import { planAdoption } from '../../../src/plan/cloudflare/adopt';
import { planCloudflare, type ApplyOptions } from '../../../src/plan/cloudflare/apply';
import type { CloudflareFleet } from '../../../src/plan/cloudflare/desired';
import { plainName } from '../../../src/plan/cloudflare/marks';
import { planRotation } from '../../../src/plan/cloudflare/rotate';
import type { CloudflarePlan } from '../../../src/protocol/plan';
import type { CloudflareState, RecordState } from '../../../src/protocol/steps/cloudflare';

export const account = '4f1c0a9b7d3e2c1f4f1c0a9b7d3e2c1f';

const hostKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINtHytKvO3/0EHdNJ0JvwSdgYSwGehctGewLV/rK3GD1';

/** Two apps on hornbill, one on toucan; phone is behind Access. */
export const fleetText = `
fleet: sgos
secrets: { file: /etc/roost/secrets.env.sops }
cloudflare:
  account: ${account}
  token: { secret: CLOUDFLARE_TOKEN }
  zones: [sgos.example]
  records:
    - { name: sgos.example, type: MX, content: mail.example, priority: 10 }
    - { name: www.sgos.example, type: A, content: 192.0.2.1, proxied: true }
  policies:
    staff: { include: [{ emailDomain: sonnenglas.example }] }
    machines: { decision: non_identity, include: [{ anyServiceToken: true }] }
hosts:
  toucan:
    user: deploy
    addresses: [192.0.2.11]
    hostKey: ${hostKey}
    cloudflare:
      ingress:
        - { hostname: status.sgos.example, service: 'http://127.0.0.1:3004', access: [staff] }
  hornbill:
    user: deploy
    addresses: [192.0.2.12]
    hostKey: ${hostKey}
    proxy: { container: proxy, network: sgos, flags: /srv/flags, live: /srv/live }
    cloudflare: {}
apps:
  phone:
    host: hornbill
    contract: sgos
    repository: git@github.example:sgos/sgos-phone.git
    domain: phone.sgos.example
    cloudflare: { access: [staff, machines] }
  ikhaya:
    host: hornbill
    contract: sgos
    repository: git@github.example:sgos/sgos-ikhaya.git
    domain: ikhaya.sgos.example
    cloudflare: {}
`;

export function fleetOf(text = fleetText): CloudflareFleet {
  const { cloudflare, ...fleet } = parseFleet(text, { file: 'fleet.yaml', home: '/home/deploy' });
  return { ...fleet, cloudflare: cloudflare! };
}

/** The fleet without that app. */
export function without(fleet: CloudflareFleet, app: string): CloudflareFleet {
  const { [app]: _, ...apps } = fleet.apps;
  void _;
  return { ...fleet, apps };
}

export const zoneId = 'zone1';

export const nothing = (): CloudflareState => ({
  zones: [{ id: zoneId, name: 'sgos.example' }],
  tunnels: [],
  records: [],
  policies: [],
  applications: [],
});

export const record = (given: Partial<RecordState> & Pick<RecordState, 'name' | 'type'>): RecordState => ({
  zone: 'sgos.example',
  zoneId,
  id: `id-${given.name}-${given.type}`,
  content: '192.0.2.1',
  ttl: 1,
  proxied: false,
  comment: null,
  ...given,
});

/** All of the sample fleet is there, as Cloudflare writes it. */
export const settledState = (): CloudflareState => ({
  zones: [{ id: zoneId, name: 'sgos.example' }],
  tunnels: [
    {
      id: 't1',
      name: 'roost.sgos.toucan',
      source: 'cloudflare',
      connected: true,
      rules: [
        { hostname: 'status.sgos.example', service: 'http://127.0.0.1:3004' },
        { service: 'http_status:404' },
      ],
    },
    {
      id: 't2',
      name: 'roost.sgos.hornbill',
      source: 'cloudflare',
      connected: true,
      rules: [
        { hostname: 'phone.sgos.example', service: 'http://127.0.0.1:80' },
        { hostname: 'ikhaya.sgos.example', service: 'http://127.0.0.1:80' },
        { service: 'http_status:404' },
      ],
    },
  ],
  records: [
    record({
      name: 'sgos.example',
      type: 'MX',
      content: 'mail.example',
      priority: 10,
      comment: 'roost fleet=sgos',
    }),
    record({ name: 'www.sgos.example', type: 'A', proxied: true, comment: 'roost fleet=sgos' }),
    toTunnel('status', 't1', 'host=toucan'),
    toTunnel('phone', 't2', 'app=phone'),
    toTunnel('ikhaya', 't2', 'app=ikhaya'),
  ],
  policies: [
    {
      id: 'p1',
      name: 'staff [roost sgos]',
      decision: 'allow',
      include: [{ email_domain: { domain: 'sonnenglas.example' } }],
      exclude: [],
      require: [],
      session: null,
    },
    {
      id: 'p2',
      name: 'machines [roost sgos]',
      decision: 'non_identity',
      include: [{ any_valid_service_token: {} }],
      exclude: [],
      require: [],
      session: null,
    },
  ],
  applications: [
    application('a1', 'status.sgos.example', ['p1']),
    application('a2', 'phone.sgos.example', ['p1', 'p2']),
  ],
});

const toTunnel = (name: string, tunnel: string, owner: string): RecordState =>
  record({
    name: `${name}.sgos.example`,
    type: 'CNAME',
    content: `${tunnel}.cfargotunnel.com`,
    proxied: true,
    comment: `roost fleet=sgos ${owner}`,
  });

const application = (id: string, domain: string, policies: string[]) => ({
  id,
  name: `${domain} [roost sgos]`,
  domain,
  type: 'self_hosted',
  session: '24h',
  policies,
  inline: [],
});

const planned = {
  scope: { kind: 'fleet' as const, directory: '/var/lib/roost/fleet' },
  operation: 'c0ffee0001',
  decideWait: 30 * 60_000,
};

/** Of an empty account. */
export const cloudflarePlan = (options: Partial<ApplyOptions> = {}): CloudflarePlan =>
  planCloudflare(fleetOf(), nothing(), { ...planned, ...options });

/** All that is wanted is there, made by hand. */
export function byHand(): CloudflareState {
  const { zones, tunnels, records, policies, applications } = settledState();
  return {
    zones,
    tunnels: tunnels.map((one) => ({ ...one, name: one.name.replace('roost.sgos.', '') })),
    records: records.map((one) => ({ ...one, comment: null })),
    policies: policies.map((one) => ({ ...one, name: plainName(one.name) })),
    applications: applications.map((one) => ({ ...one, name: `App of ${one.domain}` })),
  };
}

export const adoptionPlan = (): CloudflarePlan => planAdoption(fleetOf(), byHand(), planned);

export const rotationPlan = (): CloudflarePlan =>
  planRotation('sgos', fleetOf().cloudflare, { id: 'first', name: 'made by hand' }, planned);
