import type { Loose } from '../../../src/lib/unchecked';
import type { Compared } from '../../../src/plan/changes';
import { shownChanges } from '../../../src/plan/changes/shown';
import { changeLines, NO_CHANGE } from '../../../src/plan/changes/text';
import { changes, container, image, model, over, web } from './world';

const lines = (change: Partial<Compared> = {}): string[] => changeLines(changes(change));
const runs = (change: Loose): Partial<Compared> => ({ containers: [over(container, change)] });

it('finds no change where what Compose will make is what runs', () => {
  expect(changes()).toEqual({ services: [] });
  expect(lines()).toEqual([NO_CHANGE]);
});

it.each<[string, Partial<Compared>, string[]]>([
  ['an image', { model: web({ image: 'wiki:2' }) }, ['web: image wiki:1 → wiki:2']],
  [
    'an image without a tag',
    { model: web({ image: 'wiki' }), references: new Map([['web', 'wiki:latest']]) },
    [NO_CHANGE],
  ],
  [
    'a name that roost gave to the image of the serving release',
    {
      references: new Map([['web', 'wiki:0']]),
      containers: [over(container, { Config: { Image: 'roost/wiki-web:1' } })],
    },
    ['web: image wiki:0 → wiki:1'],
  ],
  [
    'a name that means another image by now',
    {
      images: new Map([
        ['sha256:one', image],
        ['wiki:1', { ...image, Id: 'sha256:two' }],
      ]),
    },
    ['web: image wiki:1 means another image by now'],
  ],
  [
    'a build of another commit',
    { model: web({ build: { context: '/x' } }) },
    ['web: image built from bbbbbbb'],
  ],
  ['a build of the same commit', { model: web({ build: { context: '/x' } }), builtFrom: null }, [NO_CHANGE]],
  [
    'an image that a rollback takes',
    { kept: new Map([['web', 'sha256:zero']]), keptOf: 3 },
    ['web: image that of release 3'],
  ],
  ['the same image in a rollback', { kept: new Map([['web', 'sha256:one']]), keptOf: 3 }, [NO_CHANGE]],
  ['a command', { model: web({ command: ['serve', '--cost=secret'] }) }, ['web: command']],
  ['a command that is left to the image', { model: web({ command: null }) }, ['web: command']],
  [
    'an entrypoint, which takes the command of the image away',
    { model: web({ entrypoint: ['/own'], command: null }) },
    ['web: command; entrypoint'],
  ],
  [
    'variables',
    { model: web({ environment: { DB_URL: 'postgres://u:other@db', NEW: 's3cret', EMPTY: undefined } }) },
    ['web: environment + NEW - EMPTY DB_URL'],
  ],
  ['a variable of the image', { model: web({ environment: { LANG: 'de_DE' } }) }, ['web: environment LANG']],
  [
    'a variable of the image that is taken away',
    { model: web({ environment: { LANG: null } }) },
    ['web: environment - LANG'],
  ],
  [
    'labels',
    { model: web({ labels: { 'traefik.enable': 'false', a: 'b' } }) },
    ['web: labels + a traefik.enable'],
  ],
  ['a health check', { model: web({ healthcheck: { test: ['NONE'] } }) }, ['web: health check']],
  ['a user', { model: web({ user: 'root' }) }, ['web: user']],
  ['a restart policy', { model: web({ restart: undefined }) }, ['web: restart unless-stopped → no']],
  [
    'mounts',
    {
      model: web({
        volumes: [{ type: 'bind', source: '/other', target: '/data' }],
        secrets: undefined,
        tmpfs: undefined,
      }),
    },
    [
      'web: mounts + /other:/data - /srv/stacks/wiki/pw.txt:/run/secrets/pw:ro, /srv/stacks/wiki/site.conf:/etc/site.conf:ro, a volume without a name:/cache, tmpfs:/run, wiki_data:/data',
    ],
  ],
  [
    'one folder by two paths',
    {
      ...runs({
        Mounts: (container.Mounts as Loose[]).map((one) =>
          one.Destination === '/etc/site.conf' ? { ...one, Source: '/home/deploy/site.conf' } : one,
        ),
      }),
      real: new Map([
        ['/home/deploy/site.conf', '/real/site.conf'],
        ['/srv/stacks/wiki/site.conf', '/real/site.conf'],
      ]),
    },
    [NO_CHANGE],
  ],
  [
    'ports',
    { model: web({ ports: [{ target: 80, published: '8080' }] }) },
    ['web: ports + 8080:80/tcp - 127.0.0.1:8080:80/tcp'],
  ],
  ['networks', { model: web({ networks: { proxy: undefined } }) }, ['web: networks - proxy']],
  [
    "another's network",
    { model: web({ network_mode: 'service:vpn', networks: undefined }) },
    ['web: networks + that of vpn - proxy, wiki_default'],
  ],
  [
    'limits',
    { model: web({ deploy: { resources: { limits: { memory: '1073741824' } } } }) },
    ['web: limits + memory 1.1 GB (1073741824) - memory 537 MB (536870912)'],
  ],
  ['a new service', { model: over(model, { services: { worker: { image: 'w' } } }) }, ['worker: new']],
  [
    'a service of which no container is wanted',
    { model: over(model, { services: { worker: { image: 'w', scale: 0 } } }) },
    [NO_CHANGE],
  ],
  [
    'a service that goes',
    { gone: ['web'], model: over(model, { services: { web: undefined } }) },
    ['web: goes; its volumes stay'],
  ],
  ['mounted files', { files: { web: ['site.conf'] } }, ['web: files site.conf']],
  ['configs in the Compose file', { configs: ['web'] }, ['web: configs']],
  [
    'mounted files of what holds data',
    { files: { web: ['init.sql'] }, dataServices: ['web'] },
    [NO_CHANGE, 'web holds data and runs on: what changes in init.sql counts when somebody makes it anew'],
  ],
  ['a setting that is not compared by itself', { redefined: ['web'] }, ['web: other settings']],
  [
    'services that run to an end',
    {
      model: over(model, {
        services: {
          web: { depends_on: { migrate: { condition: 'service_completed_successfully' } } },
          migrate: { image: 'm' },
          init: { image: 'i', restart: 'no' },
        },
      }),
    },
    ['init: new', 'migrate: new', 'runs to its end with the release, and may change data: init, migrate'],
  ],
  [
    'data whose image name means another one by now',
    {
      dataServices: ['web'],
      images: new Map([
        ['sha256:one', image],
        ['wiki:1', { ...image, Id: 'sha256:two' }],
      ]),
    },
    [NO_CHANGE, 'keeps the image that it runs, though the name means another one by now: web'],
  ],
])('says by name what changes: %s', (_, change, wanted) => {
  expect(lines(change)).toEqual(wanted);
});

it('names a network of a container of the project, and of one that is gone', () => {
  const vpn = over(container, { Id: 'v1', Config: { Labels: { 'com.docker.compose.service': 'vpn' } } });
  const behind = over(container, {
    HostConfig: { NetworkMode: 'container:v1' },
    NetworkSettings: { Networks: undefined },
  });
  const wanted = over(web({ network_mode: 'service:vpn', networks: undefined }), {
    services: { vpn: (model.services as Loose).web },
  });
  expect(lines({ model: wanted, containers: [behind, vpn] })).toEqual([NO_CHANGE]);
  expect(lines({ model: wanted, containers: [behind] })).toEqual([
    'vpn: new',
    'web: networks + that of vpn - that of a container that is gone',
  ]);
});

it('never records a value, whatever it is', () => {
  const secrets = ['p$w', 's3cret', 'tok3n'];
  const all = changes({
    model: web({ environment: { DB_URL: 's3cret' }, labels: { l: 's3cret' }, command: ['tok3n'] }),
  });
  for (const secret of secrets) expect(JSON.stringify(all)).not.toContain(secret);
});

it.each<[string, unknown]>([
  ['nothing', {}],
  ['other shapes', { Config: 3, HostConfig: [], Mounts: 'x', NetworkSettings: null, State: 'running' }],
  ['odd entries', { Config: { Env: [1, null, 'A'], Labels: { a: 3 }, Cmd: 'x' }, Mounts: [3, {}] }],
])('reads what Docker shows as it is: %s', (_, odd) => {
  const labels = { 'com.docker.compose.service': 'web' };
  const one = over({ Config: { Labels: labels }, Image: 'sha256:one' }, odd as Loose);
  expect(() => changes({ containers: [one] })).not.toThrow();
});

it('shows short lists of plain names', () => {
  const names = Array.from({ length: 500 }, (_, i) => `K${i}`);
  const shown = shownChanges(
    {
      services: [
        {
          service: 'web\u001b[31m',
          is: 'changed',
          differences: [{ part: 'environment', added: [...names, 'x'.repeat(1e6)] }],
        },
        ...names.map((service) => ({ service, is: 'new' as const })),
      ],
      volumes: ['pw'],
    },
    (text) => text.replace('pw', '[redacted]'),
  );
  expect(shown.volumes).toEqual(['[redacted]']);
  expect(shown.services[0]).toMatchObject({
    service: 'web',
    differences: [{ added: expect.arrayContaining(['and 481 more']) as unknown }],
  });
  expect(shown.services.at(-1)?.service).toBe('and 441 more');
  expect(JSON.stringify(shown).length).toBeLessThan(5_000);
});
