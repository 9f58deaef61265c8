import { list, own, section, text, type Loose } from '../../../lib/unchecked';
import type { Finding } from '../problems/issues';
import { didYouMean } from '../problems/suggest';
import type { Path } from '../yaml/lines';

/** A hostname that somebody wants. */
interface Claim {
  path: Path;
  hostname: string;
  /** Of an ingress rule; null: of all paths, or no rule. */
  pattern: string | null;
  isRule: boolean;
  hasAccess: boolean;
}

/** Checks beyond the schema: sections that need one another, names that exist, hostnames that two claim. */
export function checkCloudflare(fleet: Loose): Finding[] {
  const [hosts, apps, cloudflare] = [section(fleet.hosts), section(fleet.apps), section(fleet.cloudflare)];
  const tunnels = Object.entries(hosts).filter(([, host]) => 'cloudflare' in section(host));
  const users = Object.entries(apps).filter(([, app]) => 'cloudflare' in section(app));
  if (!('cloudflare' in fleet))
    return [...tunnels.map(([name]) => ['hosts', name]), ...users.map(([name]) => ['apps', name])].map(
      (path) => ({ path: [...path, 'cloudflare'], message: 'needs the account; add the section cloudflare' }),
    );
  const found: Finding[] = [];
  if ('token' in cloudflare && !('file' in section(fleet.secrets)))
    found.push({
      path: ['cloudflare', 'token'],
      message: 'needs the file that holds the secret; add secrets.file',
    });
  found.push(...ruleFindings(section(cloudflare.policies)), ...recordFindings(cloudflare));
  const claims = [...recordClaims(cloudflare)];
  for (const [name, value] of tunnels) {
    const rules = list(section(section(value).cloudflare).ingress);
    rules.forEach((rule, i) => {
      const path = ['hosts', name, 'cloudflare', 'ingress', i];
      claims.push(...ruleClaim(path, section(rule), undefined));
      found.push(...policyFindings(path, section(rule), cloudflare));
    });
  }
  for (const [name, value] of users) {
    const app = section(value);
    const path = ['apps', name, 'cloudflare'];
    claims.push(...ruleClaim(path, section(app.cloudflare), text(app.domain)));
    found.push(
      ...appFindings(path, app, hosts),
      ...policyFindings(path, section(app.cloudflare), cloudflare),
    );
  }
  return [...found, ...zoneFindings(claims, cloudflare), ...clashes(claims)];
}

function appFindings(path: Path, app: Loose, hosts: Loose): Finding[] {
  const host = own(hosts, text(app.host) ?? '');
  const own_ = section(app.cloudflare);
  const found: Finding[] = [];
  if (host && !('cloudflare' in host))
    found.push({ path, message: `needs a tunnel; add hosts.${String(app.host)}.cloudflare` });
  if (!('hostname' in own_) && !('domain' in app))
    found.push({
      path: [...path, 'hostname'],
      message: 'is missing; add a hostname, or the domain of the app',
    });
  if (!('service' in own_) && host && !('proxy' in host))
    found.push({
      path: [...path, 'service'],
      message: 'is missing; add what cloudflared asks, such as http://127.0.0.1:8080',
    });
  return found;
}

function policyFindings(path: Path, rule: Loose, { policies }: Loose): Finding[] {
  const names = Object.keys(section(policies));
  return list(rule.access).flatMap((value, i) => {
    const name = text(value);
    if (name === undefined || name === '' || names.includes(name)) return [];
    const meant = didYouMean(name, names);
    return [{ path: [...path, 'access', i], message: `names no policy under cloudflare.policies${meant}` }];
  });
}

function ruleFindings(policies: Loose): Finding[] {
  return Object.entries(policies).flatMap(([name, policy]) =>
    ['include', 'exclude', 'require'].flatMap((key) =>
      list(section(policy)[key]).flatMap((rule, i) => {
        const chosen = Object.keys(section(rule));
        if (chosen.length === 1) return [];
        return [
          {
            path: ['cloudflare', 'policies', name, key, i],
            message: `should have one key; it has ${chosen.join(' and ') || 'none'}`,
          },
        ];
      }),
    ),
  );
}

function recordFindings(cloudflare: Loose): Finding[] {
  return list(cloudflare.records).flatMap((value, i) => {
    const record = section(value);
    const path = ['cloudflare', 'records', i];
    const found: Finding[] = [];
    if ((record.type === 'MX') !== 'priority' in record && typeof record.type === 'string')
      found.push({
        path: [...path, 'priority'],
        message: record.type === 'MX' ? 'is missing; add a number, such as 10' : 'is only for MX; remove it',
      });
    if (record.proxied === true && !['A', 'AAAA', 'CNAME'].includes(text(record.type) ?? ''))
      found.push({ path: [...path, 'proxied'], message: 'is only for A, AAAA and CNAME; remove it' });
    if (record.proxied === true && 'ttl' in record && record.ttl !== 1)
      found.push({
        path: [...path, 'ttl'],
        message: 'is chosen by Cloudflare where proxied is true; remove it',
      });
    return found;
  });
}

const recordClaims = (cloudflare: Loose): Claim[] =>
  list(cloudflare.records).flatMap((value, i) => {
    const hostname = text(section(value).name);
    if (hostname === undefined) return [];
    return [
      {
        path: ['cloudflare', 'records', i, 'name'],
        hostname,
        pattern: null,
        isRule: false,
        hasAccess: false,
      },
    ];
  });

function ruleClaim(path: Path, rule: Loose, domain: string | undefined): Claim[] {
  const hostname = text(rule.hostname) ?? domain;
  if (hostname === undefined) return [];
  return [
    {
      path: [...path, 'hostname'],
      hostname,
      pattern: text(rule.path) ?? null,
      isRule: true,
      hasAccess: 'access' in rule,
    },
  ];
}

function zoneFindings(claims: Claim[], cloudflare: Loose): Finding[] {
  const zones = list(cloudflare.zones).flatMap((zone) => text(zone) ?? []);
  return claims
    .filter(({ hostname }) => !zones.some((zone) => hostname === zone || hostname.endsWith(`.${zone}`)))
    .map(({ path }) => ({
      path,
      message: `is in none of cloudflare.zones${zones.length > 0 ? ` (${zones.join(', ')})` : ''}`,
    }));
}

/** One hostname leads to one place, but for rules of one host that differ by path. */
function clashes(claims: Claim[]): Finding[] {
  return claims.flatMap((later, i) => {
    const earlier = claims.slice(0, i).find(({ hostname }) => hostname === later.hostname);
    if (!later.isRule || !earlier) return [];
    const isSameTunnel = earlier.isRule && owner(earlier) === owner(later);
    if (!isSameTunnel || earlier.pattern === later.pattern) {
      const whose = earlier.path.map(String).join('.');
      return [{ path: later.path, message: `is that of ${whose} as well; give each its own` }];
    }
    if (!later.hasAccess) return [];
    const path = [...later.path.slice(0, -1), 'access'];
    return [{ path, message: 'holds for the whole hostname; write it in the first rule of this hostname' }];
  });
}

const owner = ({ path }: Claim): string => path.slice(0, 2).join('.');
