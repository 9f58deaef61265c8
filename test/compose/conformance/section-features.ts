/** What a file has beside its services: networks, volumes, configs, secrets and models. */
import { app, type Feature } from './feature';

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

export const sectionFeatures: Feature[] = [
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
