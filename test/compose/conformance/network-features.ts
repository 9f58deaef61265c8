/** Networks, ports, deploy, build. */
import { app, attribute, attributes, type Feature } from './feature';

const db = { db: { image: 'db' } };
const nets = { networks: { front: null, back: null } };

const network: Feature[] = [
  ...attribute(
    'networks of a service',
    'networks',
    {
      'a list': ['front', 'back'],
      aliases: { front: { aliases: ['www'] }, back: null },
      addresses: {
        front: { ipv4_address: '172.30.0.5', ipv6_address: 'fd00::5', link_local_ips: ['169.254.1.1'] },
      },
      'priority and MAC address': { front: { priority: 10, mac_address: '02:42:ac:11:65:43' } },
    },
    { top: nets },
  ),
  ...attribute(
    'networks of a service',
    'networks',
    { 'driver options': { front: { driver_opts: { a: 'b' } } } },
    { top: nets, since: '2.26' },
  ),
  ...attribute(
    'networks of a service',
    'networks',
    { 'gateway priority and name of the interface': { front: { gw_priority: 100, interface_name: 'eth9' } } },
    { top: nets, since: '2.36' },
  ),
  ...attribute(
    'networks of a service',
    'networks',
    { 'one that is not there': ['none'] },
    { refused: 'undefined network none' },
  ),
  ...attribute(
    'networks of a service',
    'network_mode',
    {
      host: 'host',
      none: 'none',
      bridge: 'bridge',
      'of a service': 'service:db',
      'of a container': 'container:other',
    },
    { others: db },
  ),
  ...attribute(
    'networks of a service',
    'ports',
    {
      'short forms': ['80', '127.0.0.1:81:80', '8000-8002:9000-9002', '53:53/udp', '[::1]:82:80'],
      'the long form': [
        {
          target: 80,
          published: '8080',
          host_ip: '127.0.0.1',
          protocol: 'tcp',
          mode: 'host',
          name: 'http',
          app_protocol: 'http',
        },
      ],
    },
    {},
  ),
  ...attribute('networks of a service', 'expose', { '': ['80', '53/udp', '1000-1003'] }),
  ...attribute('networks of a service', 'links', { '': ['db:database'] }, { others: db }),
  ...attributes('networks of a service', {
    external_links: ['other:o'],
    dns: ['9.9.9.9', '1.1.1.1'],
    dns_opt: ['use-vc'],
    dns_search: 'example.org',
    mac_address: '02:42:ac:11:65:43',
  }),
  ...attribute('networks of a service', 'extra_hosts', {
    'a list': ['host.docker.internal:host-gateway', 'a=1.2.3.4'],
    'a section': { a: '1.2.3.4' },
  }),
];

const deployed = (name: string, value: object, more: Partial<Feature> = {}): Feature => ({
  name: `deploy: ${name}`,
  family: 'deploy',
  keys: ['service.deploy', ...Object.keys(value).map((key) => `deploy.${key}`)],
  files: app({ deploy: value }),
  ...more,
});
const swarm = 'Docker Compose leaves it to Swarm, which is not what is deployed here';

const deploy: Feature[] = [
  deployed('replicas', { replicas: 3 }),
  deployed('limits and reservations', {
    resources: {
      limits: { cpus: '0.5', memory: '50M', pids: 10 },
      reservations: { cpus: '0.25', memory: '20M' },
    },
  }),
  deployed('devices', {
    resources: {
      reservations: { devices: [{ driver: 'nvidia', count: 1, capabilities: ['gpu'], options: { a: 'b' } }] },
    },
  }),
  deployed('restart policy', {
    restart_policy: { condition: 'on-failure', delay: '5s', max_attempts: 3, window: '120s' },
  }),
  deployed('labels', { labels: { a: '1' } }, { inert: swarm }),
  deployed(
    'mode, endpoint and placement',
    { mode: 'replicated', endpoint_mode: 'vip', placement: { constraints: ['node.role==manager'] } },
    { inert: swarm },
  ),
  deployed(
    'update and rollback',
    { update_config: { parallelism: 2, order: 'start-first' }, rollback_config: { parallelism: 0 } },
    { inert: swarm },
  ),
];

const built = (
  name: string,
  build: unknown,
  files: Record<string, string> = {},
  more: Partial<Feature> = {},
): Feature => ({
  name: `build: ${name}`,
  family: 'build',
  keys: [
    'service.build',
    ...(typeof build === 'string' ? [] : Object.keys(build as object).map((key) => `build.${key}`)),
  ],
  files: {
    ...app({ build }, { secrets: { s: { file: './s' } } }, { base: { image: 'base' } }),
    Dockerfile: 'FROM app\n',
    s: 'x\n',
    ...files,
  },
  ...more,
});

const build: Feature[] = [
  built('a folder', '.'),
  built('a context that is a repository', 'https://git.example/a.git#main:sub'),
  built(
    'context, Dockerfile and target',
    { context: './sub', dockerfile: 'Other', target: 'run' },
    { 'sub/Other': 'FROM app AS run\n' },
  ),
  built('inline', { dockerfile_inline: 'FROM app\nRUN echo $$HOME\n' }),
  built('arguments', { context: '.', args: ['A=1', 'B'] }),
  built(
    'additional contexts',
    { context: '.', additional_contexts: { more: './sub', img: 'docker-image://app' } },
    { 'sub/x': '' },
  ),
  built('secrets and SSH', { context: '.', secrets: ['s'], ssh: ['default'] }),
  built('caches', {
    context: '.',
    cache_from: ['app:cache'],
    cache_to: ['type=inline'],
    no_cache: true,
    pull: true,
  }),
  built('network and hosts', {
    context: '.',
    network: 'host',
    extra_hosts: ['a=1.2.3.4'],
    shm_size: '64m',
    isolation: 'default',
  }),
  built('labels, tags and platforms', {
    context: '.',
    labels: { a: '1' },
    tags: ['app:x'],
    platforms: ['linux/amd64'],
  }),
  built('limits and privileges', { context: '.', ulimits: { nofile: 1024 }, privileged: true }),
  built('entitlements', { context: '.', entitlements: ['network.host'] }, {}, { since: '2.27' }),
  built('provenance and SBOM', { context: '.', provenance: true, sbom: true }, {}, { since: '2.39' }),
  {
    ...attributes('build', {
      develop: { watch: [{ action: 'sync', path: './sub', target: '/x', ignore: ['y'] }] },
    })[0]!,
    keys: ['service.develop', 'develop.watch'],
    inert: 'it is of `watch`',
    since: '2.22',
  },
];

export const networkFeatures: Feature[] = [...network, ...deploy, ...build];
