import { parseStacks } from '../../../src/host/stacks/parse';
import { routesOf } from '../../../src/host/stacks/routes';

const container = (more: object): string =>
  `container ${JSON.stringify({ project: 'a', service: 'web', oneOff: 'False', folder: '/srv/a', files: '/srv/a/compose.yaml', id: 'f'.repeat(64), name: '/a-web-1', image: 'x:1', state: 'running', ...more })}`;

test('a project is its containers, its folder and what was said after its name', () => {
  const { projects, loose, cut } = parseStacks(
    [
      container({
        exposed: { '80/tcp': {}, '53/udp': {} },
        published: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] },
      }),
      container({ project: null, service: null, name: '/other' }),
      container({ oneOff: 'True' }),
      'project a',
      'writable',
      'top /srv/a',
      'remote git@git.example:a.git',
      'branch dev',
      'changed 2',
      'env untracked',
      '{"service":"web","image":"x:1","state":"running","mounts":[{"Type":"bind","Source":"/srv/a/data","Destination":"/data"}]}',
      `answers ${'f'.repeat(12)} 80 / 302`,
      'end',
    ].join('\n'),
  );
  expect(projects).toMatchObject([
    {
      name: 'a',
      folder: '/srv/a',
      writable: true,
      git: { top: '/srv/a', remote: 'git@git.example:a.git', branch: 'dev', changed: 2, ahead: 0 },
      env: 'untracked',
      containers: [
        { exposed: [80], published: [{ target: 80, port: 8080 }], answers: [{ port: 80, status: 302 }] },
      ],
      keepers: [{ service: 'web', mounts: [{ source: '/srv/a/data' }] }],
    },
  ]);
  expect(projects[0]!.containers).toHaveLength(1);
  expect(loose).toEqual(['other']);
  expect(cut).toBe(false);
});

test.each([
  '',
  'container null',
  'container {"project":7}',
  'project a\nchanged x\n{',
  'answers zz 99999 / 200',
  '\u0000',
])('what is odd counts as not written: %j', (output) =>
  expect(parseStacks(output)).toMatchObject({ projects: [], cut: true }),
);

const file = (kind: string, text: string): string[] => [
  `file ${kind} /x`,
  ...text.split('\n').map((line) => `${kind} ${line.trim()}`),
];

test('nginx: server blocks, upstreams below them, what is within http, and other blocks', () => {
  const text = `{
    server {
    server_name a.example www.a.example;
    {
    }
    location / {
    proxy_pass http://shop/x;
    }
    }
    server {
    server_name b.example _ 10.0.0.1;
    proxy_pass http://127.0.0.1:3000;
    }
    }
    upstream shop {
    server web:8080 weight=3;
    }`;
  expect(routesOf(file('nginx', text))).toEqual([
    { by: 'nginx', domain: 'a.example', to: 'web', port: 8080 },
    { by: 'nginx', domain: 'www.a.example', to: 'web', port: 8080 },
    { by: 'nginx', domain: 'b.example', to: '127.0.0.1', port: 3000 },
  ]);
});

test('Caddy: sites with their first upstream; global options, snippets and ports are no sites', () => {
  const text = `{
    }
    (snippet) {
    reverse_proxy no:1
    }
    https://c.example, d.example:443 {
    handle /api/* {
    reverse_proxy api:80 {
    }
    }
    reverse_proxy web
    }
    :8080 {
    reverse_proxy x:1
    }`;
  expect(routesOf(file('caddy', text))).toEqual([
    { by: 'caddy', domain: 'c.example', to: 'api', port: 80 },
    { by: 'caddy', domain: 'd.example', to: 'api', port: 80 },
  ]);
});
