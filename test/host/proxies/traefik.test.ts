import { parse } from 'yaml';
import { parseFlag, personFlag, roostFlag } from '../../../src/host/maintenance';
import { proxyOf, type ProxiedApp } from '../../../src/host/proxies';
import { byName, inSlot, maintenance, probes } from '../../../src/host/proxies/traefik/files';

const config = {
  kind: 'traefik' as const,
  container: 'traefik',
  network: 'web',
  flags: '/srv/dynamic',
  live: '/srv/dynamic',
  url: 'http://127.0.0.1',
  probe: 'http://127.0.0.1:8079',
};
const proxy = proxyOf(config);
const phone: ProxiedApp = { name: 'phone', domain: 'phone.example', port: 8080, container: 'phone-app-1' };
const line = roostFlag('deploy-phone', 'op', '2026-01-01T00:00:00Z');

/** The part of the published schema of file-provider configurations (draft-07) that roost's files use. */
const allowed = {
  routers: ['entryPoints', 'rule', 'ruleSyntax', 'priority', 'middlewares', 'service', 'tls'],
  services: ['loadBalancer', 'weighted', 'mirroring', 'failover'],
  middlewares: ['headers', 'redirectRegex'],
};
type Loose = Record<string, Record<string, Record<string, unknown>>>;

function wrongBySchema(text: string): string[] {
  const { http = {}, ...others } = parse(text) as { http?: Loose };
  const wrong = Object.keys(others);
  for (const [kind, section] of Object.entries(http))
    for (const [name, one] of Object.entries(section)) {
      if (!(kind in allowed)) wrong.push(kind);
      for (const key of Object.keys(one))
        if (!allowed[kind as keyof typeof allowed]?.includes(key)) wrong.push(`${kind}.${name}.${key}`);
      if (kind === 'routers') {
        const { rule, service, priority, middlewares } = { priority: 0, middlewares: [], ...one } as {
          rule?: unknown;
          service?: unknown;
          priority: number;
          middlewares: string[];
        };
        if (typeof rule !== 'string' || typeof service !== 'string')
          wrong.push(`${name} lacks rule or service`);
        if (!Number.isInteger(priority) || priority < 0) wrong.push(`${name}.priority`);
        if (!(String(service) in (http.services ?? {}))) wrong.push(`${name}: no service ${String(service)}`);
        for (const used of middlewares)
          if (!(used in (http.middlewares ?? {}))) wrong.push(`${name}: no middleware ${used}`);
      }
      if (kind === 'services') {
        const { servers } = one.loadBalancer as { servers: { url: string }[] };
        if (servers.length === 0 || !servers.every(({ url }) => URL.canParse(url)))
          wrong.push(`${name}.servers`);
      }
    }
  return wrong;
}

const all: [string, string][] = [
  ['slot', inSlot(config, phone, 'blue')],
  ['name', byName(config, phone)],
  ['probes', probes(config, phone)],
  ['probes without a domain', probes(config, { ...phone, domain: undefined })],
  ['maintenance', maintenance(config, line, 'phone', [phone])],
  ['maintenance of a host', maintenance({ ...config, maintenance: 'http://page:80' }, line, null, [phone, { ...phone, name: 'wiki', domain: 'wiki.example' }])],
  ['maintenance without a probe', maintenance({ ...config, probe: undefined }, line, 'phone', [phone])],
]; // prettier-ignore

test.each(all)('the file of %s is valid by the published schema, and opens no template', (_, text) => {
  expect(wrongBySchema(text)).toEqual([]);
  expect(text).not.toContain('{{');
});

test('a slot comes before the other ones by the name of its file, and these before the container by name', () => {
  const names = [
    proxy.slot('phone', 'blue'),
    proxy.slot('phone', 'green'),
    '/srv/dynamic/roost-phone.name.yml',
  ];
  expect([...names].sort()).toEqual(names);
});

test('the page comes before any rule of a person, for all domains, with and without TLS', () => {
  const { http } = parse(all[5]![1]) as {
    http: { routers: Record<string, { rule: string; priority?: number; tls?: object }> };
  };
  const rule = 'Host(`phone.example`) || Host(`wiki.example`)';
  expect(http.routers['roost-global_maintenance']).toMatchObject({ rule, priority: 1_000_000_000 });
  expect(http.routers['roost-global_maintenance_tls']).toMatchObject({ rule, tls: {} });
});

test('the flag is the file: its first line names the owner, whatever a person writes', () => {
  expect(parseFlag(proxy.flagText(line, 'phone', [phone]))).toMatchObject({
    owner: 'roost',
    workflowId: 'deploy-phone',
  });
  const text = proxy.flagText(personFlag('eve', 'now', 'a\nb: {{{ env "HOME" }}}'), 'phone', [phone]);
  expect(parseFlag(text)).toMatchObject({ owner: 'person', by: 'eve' });
  expect([text.includes('{{'), wrongBySchema(text)]).toEqual([false, []]);
});

const args = '["--providers.docker=true","--providers.file.directory=/dynamic"]';
const loaded = (...lines: string[]): string => [`args ${args}`, 'folder /dynamic', ...lines].join('\n');
const labels = (more: object): string =>
  `labels ${JSON.stringify({ 'traefik.http.routers.phone.rule': 'Host(`phone.example`)', ...more })}`;
const yes = { site: true, maintenance: true, slots: true };

test.each<[string, string, object | null]>([
  ['a label that names the service', loaded(labels({ 'traefik.http.routers.phone.service': 'roost-phone@file' })), yes],
  ['a router that leaves the service to Traefik', loaded(labels({})), { ...yes, slots: false }],
  ['a second router past the service', loaded(labels({ 'traefik.http.routers.phone.service': 'roost-phone@file', 'traefik.http.routers.api.rule': 'Host(`phone.example`) && PathPrefix(`/api`)' })), { ...yes, slots: false }],
  ['a router in a file', loaded('file http:', 'file   routers:', 'file     phone:', 'file       service: roost-phone # of roost', 'file       rule: Host(`phone.example`)'), yes],
  ['a router in a file to another service', loaded('file   routers:', 'file     a:', 'file       rule: "Host(`phone.example`)"', 'file       service: web', 'file     b:', 'file       service: roost-phone'), { ...yes, slots: false }],
  ['no router', loaded(labels({ 'traefik.http.routers.phone.rule': 'Host(`my-phone.example`)' })), { site: false, maintenance: true, slots: false }],
  ['another folder', ['args ["--providers.file.directory=/other"]', 'folder /dynamic'].join('\n'), { site: false, maintenance: false, slots: false }],
  ['a folder that is not mounted', `args ${args}`, { site: false, maintenance: false, slots: false }],
  ['labels that are none', loaded('labels null', 'labels {'), { site: false, maintenance: true, slots: false }],
  ['a proxy that is not there', '', null],
])('%s', (_, text, expected) => expect(proxy.configured(text, phone)).toEqual(expected)); // prettier-ignore

test('nothing of one app has a name of another one', () => {
  const names = (name: string): string[] => {
    const app = { ...phone, name };
    const texts = [inSlot(config, app, 'blue'), byName(config, app), probes(config, app)];
    const sections = [...texts, maintenance(config, line, name, [app])].map(
      (text) => parse(text) as { http: Loose },
    );
    return sections.flatMap(({ http }) => Object.values(http).flatMap((section) => Object.keys(section)));
  };
  const others = ['phone-blue', 'phone-host', 'phone-maintenance'].flatMap(names);
  expect(names('phone').filter((one) => others.includes(one))).toEqual([]);
});

test('without an address to ask it no deploy is rolling', () => {
  expect(proxyOf({ ...config, probe: undefined }).obstacles).toEqual([
    expect.stringContaining('proxy.probe'),
  ]);
  expect(proxy.obstacles).toEqual([]);
});

test('the lines to paste are what is looked for', () => {
  const lines = proxy.lines(phone, [{ source: '/srv', target: '/etc/traefik' }]);
  expect(lines).toContain('--providers.file.directory=/etc/traefik/dynamic');
  const pasted = Object.fromEntries(
    lines
      .filter((one) => one.startsWith('  traefik'))
      .map((one) =>
        one
          .trim()
          .split(/: (.*)/)
          .slice(0, 2),
      ),
  ) as Record<string, string>;
  expect(proxy.configured(loaded(`labels ${JSON.stringify(pasted)}`), phone)).toEqual(yes);
});
