import { linesOf, parse, sample } from './sample';

const file = 'secrets: { file: ~/.config/roost/secrets.env.sops }\n';
const section = (more = ''): string => `cloudflare:
  account: 4f1c0a9b7d3e2c1f4f1c0a9b7d3e2c1f
  token: { secret: CLOUDFLARE_TOKEN }
  zones: [sgos.example]
${more}`;
const policies = '  policies: { staff: { include: [{ emailDomain: sgos.example }] } }\n';

/** With a tunnel on hornbill, and phone behind it. */
const fleet = (more = policies, app = 'access: [staff]', tunnel = '{}', before = file): string =>
  `${before}${section(more)}${sample
    .replace('    proxy: { container', `    cloudflare: ${tunnel}\n    proxy: { container`)
    .replace('    port: 8080\n', `    port: 8080\n    cloudflare: { ${app} }\n`)}`;
const slips = (...args: Parameters<typeof fleet>): string[] =>
  linesOf(fleet(...args)).map((line) => line.replace(/^\d+ /, ''));

it('fills in defaults', () => {
  const { cloudflare, hosts, apps } = parse(
    fleet(`${policies}  records: [{ name: www.sgos.example, type: A, content: 192.0.2.1 }]\n`),
  );
  expect(cloudflare).toEqual({
    account: '4f1c0a9b7d3e2c1f4f1c0a9b7d3e2c1f',
    token: { secret: 'CLOUDFLARE_TOKEN' },
    api: 'https://api.cloudflare.com/client/v4',
    zones: ['sgos.example'],
    records: [{ name: 'www.sgos.example', type: 'A', content: '192.0.2.1', ttl: 1, proxied: false }],
    policies: {
      staff: { decision: 'allow', include: [{ emailDomain: 'sgos.example' }], exclude: [], require: [] },
    },
  });
  expect(hosts.hornbill!.cloudflare).toEqual({ ingress: [], otherwise: 'http_status:404' });
  expect(apps.phone!.cloudflare).toEqual({
    hostname: 'phone.sgos.example',
    service: 'http://127.0.0.1:80',
    access: ['staff'],
    session: '24h',
  });
  expect(apps.wiki!.cloudflare).toBeUndefined();
});

it('needs the account, the file of the token, and the tunnel of the host', () => {
  const alone = sample.replace('    port: 8080\n', '    port: 8080\n    cloudflare: {}\n');
  expect(linesOf(alone)).toEqual([
    expect.stringContaining('apps.phone.cloudflare: needs the account; add the section cloudflare'),
  ]);
  expect(linesOf(`${section()}${alone}`)).toEqual([
    expect.stringContaining('cloudflare.token: needs the file that holds the secret; add secrets.file'),
    expect.stringContaining('apps.phone.cloudflare: needs a tunnel; add hosts.hornbill.cloudflare'),
  ]);
});

it.each([
  [['', 'access: [staf]'], ['apps.phone.cloudflare.access.0: names no policy under cloudflare.policies']],
  [
    [policies, 'access: [staf]'],
    ['apps.phone.cloudflare.access.0: names no policy under cloudflare.policies; did you mean staff?'],
  ],
  [
    [policies, 'hostname: phone.other.example'],
    ['apps.phone.cloudflare.hostname: is in none of cloudflare.zones (sgos.example)'],
  ],
  [
    ['  policies: { all: { include: [{ everyone: true, ip: 192.0.2.1 }, {}] } }\n', 'path: ^/x'],
    [
      'cloudflare.policies.all.include.0: should have one key; it has everyone and ip',
      'cloudflare.policies.all.include.1: should have one key; it has none',
    ],
  ],
  [
    ['  records: [{ name: phone.sgos.example, type: A, content: 192.0.2.1 }]\n', ''],
    ['apps.phone.cloudflare.hostname: is that of cloudflare.records.0.name as well; give each its own'],
  ],
  [
    [policies, '', '{ ingress: [{ hostname: phone.sgos.example, service: "http://127.0.0.1:1" }] }'],
    [
      'apps.phone.cloudflare.hostname: is that of hosts.hornbill.cloudflare.ingress.0.hostname as well; give each its own',
    ],
  ],
  [
    ['  records: [{ name: sgos.example, type: MX, content: mail.example, proxied: true, ttl: 300 }]\n', ''],
    [
      'cloudflare.records.0.priority: is missing; add a number, such as 10',
      'cloudflare.records.0.proxied: is only for A, AAAA and CNAME; remove it',
      'cloudflare.records.0.ttl: is chosen by Cloudflare where proxied is true; remove it',
    ],
  ],
  [
    [
      policies,
      '',
      `{ ingress: [{ hostname: a.sgos.example, path: ^/x, service: "http://127.0.0.1:1", access: [staff] }, { hostname: a.sgos.example, service: "http://127.0.0.1:2", access: [staff] }] }`,
    ],
    [
      'hosts.hornbill.cloudflare.ingress.1.access: holds for the whole hostname; write it in the first rule of this hostname',
    ],
  ],
] as [Parameters<typeof fleet>, string[]][])('%j', (args, lines) => {
  expect(slips(...args).sort()).toEqual([...lines].sort());
});

it('takes rules of one hostname that differ by path', () => {
  const tunnel = `{ ingress: [{ hostname: a.sgos.example, path: ^/x, service: "http://127.0.0.1:1" }, { hostname: a.sgos.example, service: "http://127.0.0.1:2" }] }`;
  expect(slips(policies, '', tunnel)).toEqual([]);
});
