import { parseFleet } from '../../../src/fleet/file';
import type { StackProject } from '../../../src/host/stacks';
import { fleetText } from '../../../src/inspect/init/write';
import { draft, header, only, settings } from './drafted';
import { container, host, project } from './found';

describe('the proxy that was found', () => {
  const published = [{ target: 443, port: 443, address: '' }];
  const labels = { 'traefik.http.routers.a.rule': 'Host(`a.example`)' };
  test.each<[string, Parameters<typeof container>[0], string | undefined]>([
    [
      'Traefik',
      { image: 'docker.io/library/traefik:v3.1', labels },
      'kind: traefik, container: edge, network: web, dynamic: /srv/proxy/dynamic',
    ],
    [
      'Caddy',
      { image: 'caddy:2.7-alpine' },
      'kind: caddy, container: edge, network: web, flags: /srv/proxy/flags, live: /srv/proxy/live',
    ],
    [
      'a build with plugins',
      { image: 'ghcr.io/someone/caddy-cloudflare:latest' },
      'kind: caddy, container: edge',
    ],
    ['nginx', { image: 'nginx:1.27' }, 'kind: nginx, container: edge'],
    ['an app of that image without these ports', { image: 'nginx:1.27', published: [] }, undefined],
    ['another program', { image: 'nginxproxymanager-like:1' }, undefined],
  ])('%s', (_, more, section) => {
    const hosts = [
      host([project({ containers: [container({ name: 'edge', networks: ['web'], published, ...more })] })]),
    ];
    const written = fleetText(header, hosts, draft(hosts), [], []).replace(/\n\s*#\s*/g, ' ');
    if (section === undefined) expect(written).not.toContain('proxy: {');
    else expect(written).toContain(`proxy: { ${section}`);
  });
});

describe('which service serves, where and how it is asked', () => {
  test('what a Traefik rule leads to, at its port', () => {
    const labels = {
      'traefik.http.routers.a.rule': 'Host(`A.example`) || Host("b.example") && PathPrefix(`/x`)',
      'traefik.http.services.a.loadbalancer.server.port': '3000',
    };
    const { fields } = only({
      containers: [
        container({ service: 'web', published: [{ target: 80, port: 80, address: '' }] }),
        container({ service: 'api', labels, answers: [{ port: 3000, path: '/health', status: 200 }] }),
      ],
    });
    expect(fields).toMatchObject({ service: 'api', domain: 'a.example', port: 3000 });
    expect(fields.health).toBeUndefined();
  });

  test.each([
    [
      'Caddy labels',
      { labels: { caddy: 'https://c.example', 'caddy.reverse_proxy': '{{upstreams 8000}}' } },
      {},
      8000,
    ],
    ['VIRTUAL_HOST', { values: { VIRTUAL_HOST: 'c.example', VIRTUAL_PORT: '8000' } }, {}, 8000],
    [
      'a proxy on the host',
      { published: [{ target: 8000, port: 9000, address: '127.0.0.1' }] },
      { routes: [{ by: 'nginx', domain: 'c.example', to: '127.0.0.1', port: 9000 }] },
      8000,
    ],
  ])('a domain by %s', (_, one, more, port) => {
    expect(only({ containers: [container(one)] }, more).fields).toMatchObject({ domain: 'c.example', port });
  });

  test.each([
    [[{ port: 80, path: '/', status: 302 }], { port: 80, health: { path: '/', status: 302 } }],
    [
      [
        { port: 80, path: '/health', status: 404 },
        { port: 80, path: '/', status: 200 },
      ],
      { port: 80, health: { path: '/' } },
    ],
    [[{ port: 80, path: '/', status: 502 }], { port: 80, health: { tcp: 80 } }],
    [[], { port: 80, health: { tcp: 80 } }],
    [
      [
        { port: 443, path: '/', status: 400 },
        { port: 8080, path: '/', status: 404 },
        { port: 80, path: '/health', status: 200 },
      ],
      { port: 80 },
    ],
    [[{ port: 443, path: '/', status: 400 }], { port: 443, health: { tcp: 443 } }],
  ])('by its answers %j', (answers, fields) => {
    expect(only({ containers: [container({ exposed: [80], answers })] }).fields).toMatchObject(fields);
  });

  test('without a port its own health check is all there is, and without one nothing', () => {
    expect(only({ containers: [container({ health: 'healthy' })] }).fields.health).toBeUndefined();
    expect(only({ containers: [container()] }).fields.health).toBe('none');
  });

  test('others that may serve are named', () => {
    const published = [{ target: 80, port: 80, address: '' }];
    const { open } = only({
      containers: [container({ service: 'web', published }), container({ service: 'app', published })],
    });
    expect(open.join()).toContain('service: web');
  });
});

describe('where it is', () => {
  test('a Compose file in a subfolder of the working copy', () => {
    const files = ['/srv/mono/stacks/a/compose.yaml'];
    const git = { top: '/srv/mono', remote: 'git@git.example:mono.git', branch: 'dev', changed: 1, ahead: 0 };
    expect(only({ folder: '/srv/mono/stacks/a', files, git }).fields).toMatchObject({
      directory: '/srv/mono',
      compose: ['stacks/a/compose.yaml'],
      project: 'a',
      branch: 'dev',
    });
  });

  test('an override file that Compose finds itself needs no word; other files and env files do', () => {
    expect(
      only({ files: ['/srv/a/compose.yaml', '/srv/a/compose.override.yaml'] }).fields.compose,
    ).toBeUndefined();
    expect(only({ files: ['/srv/a/prod.yml'], envFiles: ['/srv/a/prod.env'] }).fields).toMatchObject({
      compose: ['prod.yml'],
      envFiles: ['prod.env'],
    });
  });

  test.each<[string, Partial<StackProject>, string]>([
    ['no git', { git: null }, 'git --git-dir /home/deploy/git/a.git --work-tree /srv/a add -- compose.yaml'],
    [
      'no remote',
      { git: { top: '/srv/a', changed: 0, ahead: 0 } },
      'clone -q --bare /srv/a /home/deploy/git/a.git',
    ],
    ['no folder', { gone: true, folder: '/data/compose/7' }, 'is not there'],
    ['another owner', { git: null, foreign: 'root' }, 'belongs to root'],
    ['a part of another tool', { folder: '/data/coolify/source' }, 'leave it to Coolify'],
    ['files outside', { files: ['/etc/x.yaml'] }, 'outside'],
  ])('is left out as a comment, with what to do: %s', (_, one, says) => {
    expect(only(one).left?.join('\n')).toContain(says);
  });

  test('without git, but with a repository beside, it is an app', () => {
    const app = only({ git: null, bare: { path: '/home/deploy/git/a.git', branch: 'trunk' } });
    expect(app).toMatchObject({ fields: { repository: '/home/deploy/git/a.git', branch: 'trunk' } });
    expect(app.left).toBeUndefined();
  });

  test('two projects of one working copy are both left out', () => {
    const git = { top: '/srv/m', remote: 'git@git.example:m.git', branch: 'main', changed: 0, ahead: 0 };
    const at = (name: string) =>
      project({ name, git, folder: `/srv/m/${name}`, files: [`/srv/m/${name}/compose.yaml`] });
    const apps = draft([host([at('a'), at('b')])]);
    expect(apps.map(({ left }) => left?.join('').includes('same working copy'))).toEqual([true, true]);
  });

  test.each([
    ['/etc/dokploy/compose/a-x1/code', 'Dokploy'],
    ['/data/coolify/services/k3j', 'Coolify'],
    ['/data/coolify/applications/k3j', 'Coolify'],
    ['/etc/komodo/stacks/a', 'Komodo'],
    ['/opt/stacks/a', 'Dockge'],
  ])('%s is of %s', (folder, tool) => {
    expect(only({ folder, files: [`${folder}/compose.yaml`] }).found.join('\n')).toContain(`(${tool})`);
  });
});

/** What a host may say to mislead a terminal, an editor, YAML or the parser. */
const hostile = [
  'a\napps: {}',
  '\u001b]0;x\u0007',
  '"*&!%@`',
  '#: {[',
  '\u202etxt.exe',
  'AGE-SECRET-KEY-1QQQQ',
  '-----BEGIN OPENSSH PRIVATE KEY-----',
  '__proto__',
  '../../x',
  'x'.repeat(5000),
  '<<: *a',
  '',
];

test.each(hostile)('what a host says makes neither a line nor a section of the file: %j', (text) => {
  const one = project({
    name: text,
    folder: `/srv/${text}`,
    files: [`/srv/${text}/compose.yaml`],
    envFiles: [`/srv/${text}/x.env`],
    git: { top: `/srv/${text}`, remote: text, branch: text, changed: 0, ahead: 0 },
    foreign: undefined,
    containers: [
      container({
        project: text,
        service: text,
        image: text,
        title: text,
        values: { POSTGRES_DB: text },
        health: text,
      }),
    ],
  });
  const hosts = [host([one, project()], { loose: [text], docker: { version: text } })];
  const apps = draft(hosts);
  const row = { subject: 'vps1', check: text, state: 'warn' as const, says: text, remedy: text };
  const written = fleetText(header, hosts, apps, [row], [row]);
  expect(Object.keys(parseFleet(written, settings).apps).join()).toMatch(/\ba(-vps1)?$/);
  expect(written).not.toMatch(/[^\P{Cc}\n]|[\u202e\u2028]/u);
});
