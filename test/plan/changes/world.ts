/**
 * A service, the container that Docker Compose has made of it, and its
 * image; tests change what they are about.
 */
import { isSection, type Loose } from '../../../src/lib/unchecked';
import { changesOf, type Compared } from '../../../src/plan/changes';

export const model: Loose = {
  name: 'wiki',
  services: {
    web: {
      command: ['serve', '--cost=$$5'],
      entrypoint: null,
      environment: { DB_URL: 'postgres://u:p$$w@db', EMPTY: '', UNSET: null },
      healthcheck: { test: ['CMD', 'curl', 'http://127.0.0.1'], interval: '5s' },
      image: 'wiki:1',
      labels: { 'traefik.enable': 'true' },
      networks: { default: null, proxy: { aliases: ['wiki'] } },
      ports: [{ mode: 'ingress', host_ip: '127.0.0.1', target: 80, published: '8080', protocol: 'tcp' }],
      volumes: [
        { type: 'volume', source: 'data', target: '/data', volume: {} },
        { type: 'bind', source: '/srv/stacks/wiki/site.conf', target: '/etc/site.conf', read_only: true },
        { type: 'volume', target: '/cache' },
      ],
      secrets: [{ source: 'pw' }],
      tmpfs: ['/run:size=1m'],
      deploy: { resources: { limits: { cpus: 0.5, memory: '536870912' } } },
      restart: 'unless-stopped',
    },
  },
  networks: { default: { name: 'wiki_default' }, proxy: { name: 'proxy', external: true } },
  volumes: { data: { name: 'wiki_data' } },
  secrets: { pw: { name: 'wiki_pw', file: '/srv/stacks/wiki/pw.txt' } },
};

export const image: Loose = {
  Id: 'sha256:one',
  Config: {
    Cmd: ['run'],
    Entrypoint: ['/entry'],
    Env: ['PATH=/bin', 'LANG=C'],
    Labels: { 'org.opencontainers.image.title': 'wiki' },
    User: 'app',
    WorkingDir: '/srv',
    Volumes: { '/extra': {} },
  },
};

const anonymous = 'f'.repeat(64);

export const container: Loose = {
  Id: 'c1',
  Image: 'sha256:one',
  State: { Status: 'running' },
  Config: {
    Image: 'wiki:1',
    Cmd: ['serve', '--cost=$5'],
    Entrypoint: ['/entry'],
    Env: ['DB_URL=postgres://u:p$w@db', 'EMPTY=', 'PATH=/bin', 'LANG=C', 'UNSET', 'HTTP_PROXY=http://proxy'],
    Healthcheck: { Test: ['CMD', 'curl', 'http://127.0.0.1'] },
    Labels: {
      'com.docker.compose.service': 'web',
      'com.docker.compose.project': 'wiki',
      'roost.content': 'x',
      'org.opencontainers.image.title': 'wiki',
      'traefik.enable': 'true',
    },
    User: 'app',
    WorkingDir: '/srv',
  },
  HostConfig: {
    NetworkMode: 'wiki_default',
    PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }] },
    RestartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 },
    Memory: 536870912,
    NanoCpus: 500000000,
    PidsLimit: null,
    ShmSize: 67108864,
    Tmpfs: { '/run': 'size=1m' },
    Privileged: false,
  },
  Mounts: [
    {
      Type: 'volume',
      Name: 'wiki_data',
      Source: '/var/lib/docker/volumes/wiki_data/_data',
      Destination: '/data',
      RW: true,
    },
    { Type: 'bind', Source: '/srv/stacks/wiki/site.conf', Destination: '/etc/site.conf', RW: false },
    { Type: 'bind', Source: '/srv/stacks/wiki/pw.txt', Destination: '/run/secrets/pw', RW: false },
    {
      Type: 'volume',
      Name: anonymous,
      Source: `/var/lib/docker/volumes/${anonymous}/_data`,
      Destination: '/extra',
      RW: true,
    },
    {
      Type: 'volume',
      Name: anonymous,
      Source: `/var/lib/docker/volumes/${anonymous}/_data`,
      Destination: '/cache',
      RW: true,
    },
  ],
  NetworkSettings: { Networks: { wiki_default: {}, proxy: {} } },
};

/** Sections are merged, other values replaced; `undefined` takes a key away. */
export function over(base: Loose, change: Loose): Loose {
  const all: Loose = { ...base };
  for (const [key, value] of Object.entries(change))
    if (value === undefined) delete all[key];
    else all[key] = isSection(value) && isSection(all[key]) ? over(all[key], value) : value;
  return all;
}

export const web = (change: Loose): Loose => over(model, { services: { web: change } });

export const compared = (change: Partial<Compared> = {}): Compared => ({
  model,
  containers: [container],
  images: new Map([
    ['sha256:one', image],
    ['wiki:1', image],
  ]),
  references: new Map(),
  kept: new Map(),
  keptOf: null,
  builtFrom: 'bbbbbbb',
  service: 'web',
  dataServices: [],
  gone: [],
  redefined: [],
  files: {},
  configs: [],
  real: new Map(),
  ...change,
});

export const changes = (change: Partial<Compared> = {}) => changesOf(compared(change));
