/** What a file has beside its services, and how several files become one. */
import { app, type Feature } from './feature';

const text = (value: object): string => JSON.stringify(value, null, 1);
const top = (
  family: string,
  name: string,
  section: string,
  value: object,
  web: object,
  more: Partial<Feature> = {},
): Feature => ({
  name: `${section}: ${name}`,
  family,
  keys: [
    `compose.${section}`,
    ...Object.keys(Object.values(value)[0] ?? {}).map((key) => `${section.replace(/s$/, '')}.${key}`),
  ],
  files: app(web as Record<string, unknown>, { [section]: value }),
  ...more,
});

const sections: Feature[] = [
  top(
    'networks',
    'driver, options and labels',
    'networks',
    {
      n: { driver: 'bridge', driver_opts: { a: 'b' }, labels: { l: '1' }, attachable: true, internal: true },
    },
    { networks: ['n'] },
  ),
  top(
    'networks',
    'addresses',
    'networks',
    {
      n: {
        name: 'other',
        enable_ipv6: true,
        ipam: {
          driver: 'default',
          config: [
            {
              subnet: '172.30.0.0/16',
              gateway: '172.30.0.1',
              ip_range: '172.30.5.0/24',
              aux_addresses: { a: '172.30.0.2' },
            },
          ],
        },
      },
    },
    { networks: ['n'] },
  ),
  top(
    'networks',
    'no IPv4',
    'networks',
    { n: { enable_ipv4: false } },
    { networks: ['n'] },
    { since: '2.31' },
  ),
  top(
    'networks',
    'external, and there',
    'networks',
    { n: { external: true, name: 'here' } },
    { networks: ['n'] },
  ),
  top(
    'networks',
    'external, and not there',
    'networks',
    { n: { external: true, name: 'gone' } },
    { networks: ['n'] },
    { refused: 'docker network create gone' },
  ),
  top(
    'volumes',
    'driver, options and labels',
    'volumes',
    {
      vol: {
        driver: 'local',
        driver_opts: { type: 'nfs', o: 'addr=10.0.0.1,rw', device: ':/x' },
        labels: { l: '1' },
        name: 'other',
      },
    },
    { volumes: ['vol:/v'] },
  ),
  top(
    'volumes',
    'external, and there',
    'volumes',
    { vol: { external: true, name: 'here' } },
    { volumes: ['vol:/v'] },
  ),
  top(
    'volumes',
    'external, and not there',
    'volumes',
    { vol: { external: true, name: 'gone' } },
    { volumes: ['vol:/v'] },
    { refused: 'docker volume create gone' },
  ),
  top(
    'configs',
    'a file',
    'configs',
    { c: { file: './c', name: 'n', labels: { l: '1' }, template_driver: 't' } },
    { configs: [{ source: 'c', target: '/c', mode: 0o440, uid: '103', gid: '103' }] },
    {
      keys: [
        'compose.configs',
        'service.configs',
        'config.file',
        'config.name',
        'config.labels',
        'config.template_driver',
      ],
    },
  ),
  top('configs', 'in the file itself', 'configs', { c: { content: 'a$$b ${X:-y}\n' } }, { configs: ['c'] }),
  top(
    'configs',
    'of a variable',
    'configs',
    { c: { environment: 'X' } },
    { configs: ['c'] },
    { host: { '.env': 'X=1\n' } },
  ),
  top(
    'configs',
    'external',
    'configs',
    { c: { external: true } },
    { configs: ['c'] },
    { keys: ['config.external'], refused: 'configs\\.c\\.external' },
  ),
  top(
    'secrets',
    'a file',
    'secrets',
    {
      s: {
        file: './s',
        name: 'n',
        labels: { l: '1' },
        driver: 'd',
        driver_opts: { a: 'b' },
        template_driver: 't',
      },
    },
    { secrets: [{ source: 's', target: 't', mode: 0o400, uid: '1', gid: '1' }] },
    {
      keys: [
        'compose.secrets',
        'service.secrets',
        'secret.file',
        'secret.name',
        'secret.labels',
        'secret.driver',
        'secret.driver_opts',
        'secret.template_driver',
      ],
      host: { s: 'x' },
    },
  ),
  top(
    'secrets',
    'of a variable',
    'secrets',
    { s: { environment: 'X' } },
    { secrets: ['s'] },
    { host: { '.env': 'X=1\n' } },
  ),
  top(
    'secrets',
    'a file that is not there',
    'secrets',
    { s: { file: './gone' } },
    { secrets: ['s'] },
    { refused: 'gone is not on the host' },
  ),
  top(
    'secrets',
    'external',
    'secrets',
    { s: { external: true } },
    { secrets: ['s'] },
    { keys: ['secret.external'], refused: 'secrets\\.s\\.external' },
  ),
  top(
    'models',
    'one that a service uses',
    'models',
    { m: { model: 'ai/x', context_size: 1024, runtime_flags: ['--a'] } },
    { models: ['m'] },
    { since: '2.38', keys: ['compose.models', 'service.models'] },
  ),
].map((feature) => ({ ...feature, files: { ...feature.files, c: 'x\n' } }));

const files = (name: string, all: Record<string, string>, more: Partial<Feature> = {}): Feature => ({
  name,
  family: 'files',
  keys: [],
  files: all,
  ...more,
});
const web = (value: object): string => text({ services: { web: { image: 'app', ...value } } });

const several: Feature[] = [
  files(
    'name',
    {
      'compose.yaml': `name: other\n${app({}, {})['compose.yaml']}`.replace(
        /^name: other\n\{/,
        '{"name": "other",',
      ),
    },
    { keys: ['compose.name'], inert: 'the project’s name is looked at by itself' },
  ),
  files(
    'version of old files',
    { 'compose.yaml': text({ version: '3.8', services: { web: { image: 'app' } } }) },
    { keys: ['compose.version'], inert: 'it means nothing any more' },
  ),
  files(
    'extensions, anchors and merges',
    {
      'compose.yaml':
        'x-a: &a\n  labels: { a: "1" }\n  environment: &e { A: "1" }\nservices:\n  web:\n    <<: *a\n    image: app\n    environment: { <<: *e, B: "2" }\n    x-own: 1\n',
    },
    { keys: ['compose.services'] },
  ),
  files('two documents in one file', {
    'compose.yaml': 'services: { web: { image: app } }\n---\nservices: { web: { command: x } }\n',
  }),
  files('an override file', {
    'compose.yaml': web({ ports: ['80:80'] }),
    'compose.override.yaml': web({ ports: ['81:81'], environment: { A: '1' } }),
  }),
  files(
    '!reset',
    {
      'compose.yaml': web({ ports: ['80:80'], command: 'x' }),
      'compose.override.yaml': 'services: { web: { ports: !reset [], command: y } }\n',
    },
    { since: '2.24' },
  ),
  files(
    '!override',
    {
      'compose.yaml': web({ ports: ['80:80'] }),
      'compose.override.yaml': 'services: { web: { ports: !override ["81:81"] } }\n',
    },
    { since: '2.24' },
  ),
  files(
    'include',
    {
      'compose.yaml': text({ include: ['sub/a.yaml'], services: { web: { image: 'app' } } }),
      'sub/a.yaml': text({ services: { db: { image: 'db', volumes: ['./d:/d'] } } }),
    },
    { keys: ['compose.include'] },
  ),
  files(
    'include: path, folder and variables of its own',
    {
      'compose.yaml': text({
        include: [{ path: ['sub/a.yaml', 'sub/b.yaml'], project_directory: '.', env_file: 'sub/x.env' }],
        services: { web: { image: 'app' } },
      }),
      'sub/a.yaml': text({ services: { db: { image: 'db:${T}' } } }),
      'sub/b.yaml': text({ services: { db: { command: 'x' } } }),
      'sub/x.env': 'T=1\n',
    },
    { keys: ['include.path', 'include.project_directory', 'include.env_file'] },
  ),
  files(
    'include: the same service twice',
    {
      'compose.yaml': text({ include: ['a.yaml'], services: { web: { image: 'app' } } }),
      'a.yaml': text({ services: { web: { image: 'b' } } }),
    },
    { refused: 'conflicts with imported resource' },
  ),
  files(
    'include: a circle',
    { 'compose.yaml': text({ include: ['a.yaml'] }), 'a.yaml': text({ include: ['compose.yaml'] }) },
    { refused: 'include cycle' },
  ),
  files(
    'include: a file that is not there',
    { 'compose.yaml': text({ include: ['none.yaml'] }) },
    { refused: 'none\\.yaml' },
  ),
  files(
    'extends of the same file',
    {
      'compose.yaml': text({
        services: {
          base: { image: 'app', environment: ['A=1'] },
          web: { extends: 'base', environment: ['B=2'] },
        },
      }),
    },
    { keys: ['service.extends'] },
  ),
  files('extends of another file, twice', {
    'compose.yaml': text({ services: { web: { extends: { file: 'sub/a.yaml', service: 'b' } } } }),
    'sub/a.yaml': text({ services: { b: { extends: { file: 'c.yaml', service: 'c' }, build: '.' } } }),
    'sub/c.yaml': text({ services: { c: { image: 'app', env_file: 'c.env' } } }),
    'sub/c.env': 'A=1\n',
  }),
  files(
    'extends: a circle',
    { 'compose.yaml': text({ services: { web: { extends: 'b' }, b: { extends: 'web' } } }) },
    { refused: 'ircular reference' },
  ),
  files(
    'profiles: one that is not active',
    {
      'compose.yaml': text({ services: { web: { image: 'app' }, more: { image: 'more', profiles: ['p'] } } }),
    },
    { keys: ['service.profiles'], inert: 'its services are not started' },
  ),
  files(
    'profiles: one of .env',
    {
      'compose.yaml': text({ services: { web: { image: 'app' }, more: { image: 'more', profiles: ['p'] } } }),
    },
    { host: { '.env': 'COMPOSE_PROFILES=p\n' } },
  ),
  files(
    'COMPOSE_FILE',
    { 'a.yml': web({}), 'b/c.yml': web({ command: 'c' }) },
    { host: { '.env': 'COMPOSE_FILE=a.yml:b/c.yml\n' } },
  ),
  files('links between the files', { 'compose.yaml': web({ env_file: 'a.env' }), 'a.env': 'A=1\n' }),
  files(
    'a service without image and build',
    { 'compose.yaml': text({ services: { web: { command: 'x' } } }) },
    { refused: 'neither an image nor a build context' },
  ),
  files('an attribute that is not there', { 'compose.yaml': web({ imagge: 'x' }) }, { refused: 'imagge' }),
  files('broken YAML', { 'compose.yaml': 'services:\n web: {\n' }, { refused: 'yaml' }),
  files(
    'a service that depends on itself',
    { 'compose.yaml': web({ depends_on: ['web'] }) },
    { refused: '(cycle|ependency)' },
  ),
];

const forms: [name: string, value: string][] = [
  ['${A}', '${A}'],
  ['$A', '$A'],
  ['default, if unset or empty', '${B:-x}'],
  ['default, if unset', '${B-x}'],
  ['another value, if set and filled', '${A:+x}'],
  ['another value, if set', '${E+x}'],
  ['required, and there', '${A:?no A}'],
  ['one in the other', '${B:-${A}}'],
  ['two dollars', '$$A'],
];

const interpolation: Feature[] = [
  ...forms.map(([name, value]): Feature => ({
    name: `interpolation: ${name}`,
    family: 'interpolation',
    keys: [],
    files: app({ image: 'app', environment: { V: value } }),
    host: { '.env': 'A=one\nE=\n' },
    title: `\`${value}\``,
  })),
  {
    name: 'interpolation: required, and not there',
    family: 'interpolation',
    keys: [],
    files: app({ environment: { V: '${GONE:?write GONE}' } }),
    refused: 'write GONE',
    title: '`${A:?…}` of a variable that is not there',
  },
  {
    name: 'interpolation: broken',
    family: 'interpolation',
    keys: [],
    files: app({ environment: { V: '${' } }),
    refused: '[Ii]nvalid interpolation',
    title: 'broken ones',
  },
  {
    name: 'interpolation: of keys of another kind',
    family: 'interpolation',
    keys: [],
    files: app({ read_only: '${R:-true}', deploy: { replicas: '${N:-2}' } }),
    title: 'numbers and truth values',
  },
];

export const fileFeatures: Feature[] = [...sections, ...several, ...interpolation];
