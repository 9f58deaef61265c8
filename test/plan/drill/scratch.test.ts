import type { Loose } from '../../../src/lib/unchecked';
import { dangers, scratchModel, type Scratch } from '../../../src/plan/drill/scratch';

const scratch: Scratch = {
  app: 'phone',
  operation: 'c0ffee0001',
  directory: '/srv/apps/phone',
  scratch: '/home/op/drills/phone/c0ffee0001',
  limits: {
    cpus: 1,
    memory: 1e9,
    env: { SMTP_HOST: 'drill.invalid', PRICE: '5$' },
    drop: ['/var/run/docker.sock'],
  },
  engine: { version: 28, limitsCpus: true },
  imageOf: (service) => `roost/phone.drill-${service}:c0ffee0001`,
};
const made = (services: Loose, more: Loose = {}, change: Partial<Scratch> = {}) =>
  scratchModel({ name: 'phone', services, ...more }, { ...scratch, ...change });
const service = (value: Loose, name = 'app') =>
  (made({ [name]: value }).model?.services as Record<string, Loose>)[name]!;

it('keeps what a service does, and gives it a network without a way out', () => {
  const { model } = made({
    app: {
      command: ['node', 'x'],
      environment: { A: '$$1', SMTP_HOST: 'mail.example' },
      healthcheck: { test: ['CMD', 'true'] },
      depends_on: {
        db: { condition: 'service_healthy', restart: true },
        gone: { condition: 'service_started' },
      },
      container_name: 'sgos-phone-app',
      networks: { proxy: { aliases: ['phone'] }, default: null },
    },
    db: { image: 'postgres:17' },
  });
  const services = model!.services as Record<string, Loose>;
  expect(services.app).toMatchObject({
    command: ['node', 'x'],
    healthcheck: { test: ['CMD', 'true'] },
    image: 'roost/phone.drill-app:c0ffee0001',
    pull_policy: 'never',
    restart: 'no',
    environment: { A: '$$1', SMTP_HOST: 'drill.invalid', PRICE: '5$$' },
    depends_on: { db: { condition: 'service_healthy', required: true } },
    networks: { drill: { aliases: ['sgos-phone-app', 'phone'] } },
    mem_limit: '1000000000',
    cpus: 1,
  });
  expect(model!.networks).toMatchObject({
    drill: {
      internal: true,
      driver_opts: { 'com.docker.network.bridge.gateway_mode_ipv4': 'isolated' },
    },
  });
  expect(made({ app: {} }, {}, { engine: { version: 27, limitsCpus: true } }).model!.networks).toMatchObject({
    drill: { driver_opts: { 'com.docker.network.bridge.inhibit_ipv4': 'true' } },
  });
});

it('leaves out all that reaches the host, other containers or the world, and says what might be missed', () => {
  const reaching: Loose = {
    privileged: true,
    network_mode: 'host',
    pid: 'host',
    ipc: 'host',
    uts: 'host',
    userns_mode: 'host',
    cgroup: 'host',
    devices: ['/dev/kmsg'],
    gpus: 'all',
    device_cgroup_rules: ['a'],
    cap_add: ['SYS_ADMIN'],
    security_opt: ['seccomp:unconfined'],
    volumes_from: ['other'],
    external_links: ['db'],
    links: ['db'],
    extra_hosts: { host: 'host-gateway' },
    dns: ['1.1.1.1'],
    sysctls: { a: '1' },
    cgroup_parent: 'x',
    runtime: 'x',
    credential_spec: {},
    use_api_socket: true,
    post_start: [{ command: 'x', privileged: true }],
    provider: { type: 'x' },
    ports: [{ published: '80' }],
    labels: { 'traefik.enable': 'true', caddy: 'x' },
    annotations: { x: 'y' },
    logging: { driver: 'gelf' },
    restart: 'always',
    deploy: { replicas: 3 },
    hostname: 'x',
    mac_address: 'x',
    'x-any': 1,
  };
  const own = service(reaching);
  for (const key of Object.keys(reaching).filter((key) => !['labels', 'logging', 'restart'].includes(key)))
    expect(own).not.toHaveProperty(key);
  expect(own.labels).toEqual({ 'roost.drill': 'phone', 'roost.drill.operation': 'c0ffee0001' });
  expect(own.logging).toMatchObject({ driver: 'json-file' });
  const { remarks } = made({ app: reaching });
  expect(remarks).toEqual([expect.stringContaining('app goes without cap_add, cgroup')]);
  expect(remarks[0]).toContain('privileged');
  expect(remarks[0]).not.toContain('ports');
});

describe('mounts', () => {
  const mount = (source: string, more: Loose = {}): Loose => ({
    volumes: [{ type: 'bind', source, target: '/t', ...more }],
  });

  it('of the app are those of the copy, by whichever path the file names them', () => {
    for (const source of ['/srv/apps/phone/data/x', `${scratch.scratch}/data/x`])
      expect(service(mount(source)).volumes).toEqual([
        {
          type: 'bind',
          source: `${scratch.scratch}/data/x`,
          target: '/t',
          bind: { create_host_path: false },
        },
      ]);
  });

  it.each([
    '/var/run/docker.sock.other',
    '/',
    '/etc',
    '/srv/apps/phone2/data',
    '/srv/apps/phone/../site',
    '/dev/shm',
  ])('of %s refuse the drill by name', (source) => {
    const { model, refused } = made({ app: mount(source) });
    expect(model).toBeNull();
    expect(refused).toEqual([`service app mounts ${source} of the host`]);
  });

  it('that the fleet file lets go, and clocks of the host, are left out', () => {
    const { remarks, model } = made({
      app: {
        volumes: ['/var/run/docker.sock', '/etc/localtime'].map((source) => ({
          type: 'bind',
          source,
          target: '/t',
        })),
      },
    });
    expect((model!.services as Record<string, Loose>).app!.volumes).toEqual([]);
    expect(remarks).toHaveLength(2);
  });

  it('of volumes are of the drill, whatever name, driver or other project they have live', () => {
    const { model } = made(
      { app: { volumes: [{ type: 'volume', source: 'uploads', target: '/u', volume: {} }] } },
      {
        volumes: {
          uploads: { name: 'phone_uploads', external: true, driver: 'nfs', driver_opts: { device: '/x' } },
        },
      },
    );
    expect(model!.volumes).toEqual({ uploads: { labels: expect.anything() } });
  });

  it('of configs and secrets are files of the copy', () => {
    const { model, mounts } = made(
      { app: {} },
      { configs: { c: { file: '/srv/apps/phone/c' }, inline: { content: 'x' } } },
    );
    expect(model!.configs).toEqual({ c: { file: `${scratch.scratch}/c` }, inline: { content: 'x' } });
    expect(mounts).toEqual([`${scratch.scratch}/c`]);
    expect(made({ app: {} }, { secrets: { s: { file: '/etc/shadow' } } }).refused).toEqual([
      'secret s is /etc/shadow of the host',
    ]);
    expect(made({ app: {} }, { secrets: { s: { environment: 'HOME' } } }).refused).toEqual([
      'secret s is no file of the app',
    ]);
  });
});

describe('a container as Docker made it', () => {
  const good = {
    Name: '/a',
    HostConfig: {
      Privileged: false,
      NetworkMode: 'p_drill',
      PortBindings: {},
      RestartPolicy: { Name: 'no' },
      IpcMode: 'private',
      Memory: 1e9,
    },
    Mounts: [
      { Type: 'bind', Source: '/s/data' },
      { Type: 'volume', Name: 'p_db', Source: '/var/lib/docker/volumes/p_db/_data' },
    ],
    NetworkSettings: { Networks: { p_drill: {} } },
  };
  const found = (change: Loose) =>
    dangers([{ ...good, ...change }], { scratch: '/s', project: 'p' }).map((text) =>
      text.replace('/a: ', ''),
    );
  const host = (change: Loose) => found({ HostConfig: { ...good.HostConfig, ...change } });

  it('can touch nothing', () => expect(found({})).toEqual([]));

  it.each<[Loose, string]>([
    [{ Privileged: true }, 'Privileged'],
    [{ PortBindings: { '80/tcp': [] } }, 'PortBindings'],
    [{ PublishAllPorts: true }, 'PublishAllPorts'],
    [{ NetworkMode: 'host' }, 'NetworkMode'],
    [{ PidMode: 'host' }, 'PidMode'],
    [{ IpcMode: 'host' }, 'IpcMode'],
    [{ Devices: [{}] }, 'Devices'],
    [{ CapAdd: ['ALL'] }, 'CapAdd'],
    [{ SecurityOpt: ['apparmor=unconfined'] }, 'SecurityOpt'],
    [{ RestartPolicy: { Name: 'always' } }, 'RestartPolicy'],
    [{ Memory: 0 }, 'Memory'],
  ])('is named with %j', (change, what) => expect(host(change)).toEqual([what]));

  it('is named with a mount or a network of somebody else', () => {
    for (const mount of [
      { Type: 'bind', Source: '/s2/x' },
      { Type: 'bind', Source: '/var/run/docker.sock' },
      { Type: 'volume', Name: 'phone_db', Source: '/v' },
    ])
      expect(found({ Mounts: [mount] })).toEqual([`mount of ${mount.Source}`]);
    expect(found({ NetworkSettings: { Networks: { p_drill: {}, proxy: {} } } })).toEqual(['Networks']);
  });
});

it('sets no limit of processors where the kernel has none: Docker would refuse the container', () => {
  const cpusOf = (limitsCpus: boolean) =>
    made({ app: {} }, {}, { engine: { version: 28, limitsCpus } }).model!;
  expect(cpusOf(true).services).toMatchObject({ app: { cpus: 1, cpu_shares: 128 } });
  expect(cpusOf(false).services).toMatchObject({ app: { cpus: undefined, cpu_shares: 128 } });
});
