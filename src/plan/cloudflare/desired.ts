/** What a fleet file wants to be at Cloudflare. Pure. */
import type { IngressConfig } from '../../fleet/file/cloudflare/types';
import type { Fleet } from '../../fleet/file/types';
import type {
  IngressRule,
  Owner,
  WantedApplication,
  WantedPolicy,
  WantedRecord,
} from '../../protocol/steps/cloudflare';
import { markedName, recordComment, tunnelName } from './marks';

export interface Owned<T> {
  owner: Owner;
  wanted: T;
}

export interface Desired {
  tunnels: {
    host: string;
    name: string;
    rules: Owned<IngressRule & { hostname: string }>[];
    otherwise: string;
  }[];
  records: Owned<WantedRecord & { zone: string }>[];
  policies: WantedPolicy[];
  applications: Owned<WantedApplication>[];
}

export type CloudflareFleet = Pick<Fleet, 'name' | 'hosts' | 'apps'> & {
  cloudflare: NonNullable<Fleet['cloudflare']>;
};

/** The longest of these that the name is in; the fleet file's checks have found one. */
export const zoneOf = (name: string, zones: string[]): string =>
  zones.filter((zone) => name === zone || name.endsWith(`.${zone}`)).sort((a, b) => b.length - a.length)[0] ??
  '';

export function desiredOf({ name: fleet, hosts, apps, cloudflare }: CloudflareFleet): Desired {
  const { zones } = cloudflare;
  const desired: Desired = {
    tunnels: [],
    records: cloudflare.records.map((record) => ({
      owner: { fleet: true },
      wanted: {
        ...record,
        comment: recordComment(fleet, { fleet: true }),
        zone: zoneOf(record.name, zones),
      },
    })),
    policies: Object.entries(cloudflare.policies).map(([name, policy]) => ({
      ...policy,
      name: markedName(name, fleet),
    })),
    applications: [],
  };
  for (const host of Object.values(hosts)) {
    if (!host.cloudflare) continue;
    const name = tunnelName(fleet, host.name);
    const behind = [
      ...host.cloudflare.ingress.map((rule) => ({ owner: { host: host.name } as Owner, rule })),
      ...Object.values(apps).flatMap((app) =>
        app.host === host.name && app.cloudflare && app.archived === undefined
          ? [{ owner: { app: app.name } as Owner, rule: app.cloudflare }]
          : [],
      ),
    ];
    desired.tunnels.push({
      host: host.name,
      name,
      rules: behind.map(({ owner, rule }) => ({ owner, wanted: ruleOf(rule) })),
      otherwise: host.cloudflare.otherwise,
    });
    // Rules of one hostname that differ by path share a record and an application: the first rule has them.
    const first = behind.filter(
      ({ rule }, i) => behind.findIndex((other) => other.rule.hostname === rule.hostname) === i,
    );
    for (const { owner, rule } of first) {
      desired.records.push({ owner, wanted: recordOf(rule, name, recordComment(fleet, owner), zones) });
      if (rule.access.length > 0) desired.applications.push({ owner, wanted: applicationOf(rule, fleet) });
    }
  }
  return desired;
}

const ruleOf = ({ hostname, path, service }: IngressConfig): IngressRule & { hostname: string } => ({
  hostname,
  path,
  service,
});

const recordOf = (
  { hostname }: IngressConfig,
  tunnel: string,
  comment: string,
  zones: string[],
): WantedRecord & { zone: string } => ({
  name: hostname,
  type: 'CNAME',
  content: { tunnel },
  ttl: 1,
  proxied: true,
  comment,
  zone: zoneOf(hostname, zones),
});

const applicationOf = ({ hostname, access, session }: IngressConfig, fleet: string): WantedApplication => ({
  name: markedName(hostname, fleet),
  domain: hostname,
  session,
  policies: access.map((policy) => markedName(policy, fleet)),
});
