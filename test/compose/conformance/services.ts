/** Attributes of services. */
import { app, attribute, attributes, type Feature } from './feature';

const db = { db: { image: 'db' } };

const process: Feature[] = [
  ...attribute('command and process', 'command', {
    'a line': "sh -c 'echo $$HOME'",
    'a list': ['sh', '-c', 'true'],
    'nothing, in place of the image’s': [],
  }),
  ...attribute('command and process', 'entrypoint', {
    'a line': '/start --x',
    'a list': ['/start'],
    nothing: '',
  }),
  ...attributes('command and process', {
    working_dir: '/app',
    user: '1000:1000',
    group_add: ['mail', 44],
    init: true,
    tty: true,
    stdin_open: true,
    restart: 'on-failure:3',
    stop_signal: 'SIGINT',
    stop_grace_period: '1m30s',
    hostname: 'web-1',
    domainname: 'example.org',
    platform: 'linux/amd64',
    runtime: 'runc',
    scale: 2,
  }),
  ...attributes('command and process', { attach: false }, { inert: 'it is of `up` in the foreground' }),
  ...attribute(
    'command and process',
    'post_start',
    { '': [{ command: ['./fill'], user: 'root', privileged: true, environment: ['A=1'] }] },
    { since: '2.30' },
  ),
  ...attribute(
    'command and process',
    'pre_stop',
    { '': [{ command: ['./drain'], working_dir: '/app' }] },
    { since: '2.30', refused: 'services\\.web\\.pre_stop.*stop_signal' },
  ),
];

const settings: Feature[] = [
  ...attribute('environment', 'environment', {
    'a list': ['A=1', 'B=', 'C'],
    'a section': { A: '1', B: null, C: '', D: 1, E: true },
    'a dollar': { A: 'pa$$word', B: '$$$$' },
  }),
  ...attribute(
    'environment',
    'env_file',
    {
      'one file': 'a.env',
      'a list, the last counts': ['a.env', 'b.env'],
      'a file that may be missing': [{ path: 'none.env', required: false }, 'a.env'],
    },
    {},
  ).map((feature) => ({
    ...feature,
    files: {
      ...feature.files,
      'a.env': `A=1\n# x\nB="two words"\nC='\${A}'\nD=\${A}x\nexport E=5\nF=a#b\nG=a # b\nH="l1\\nl2"\nI=\n`,
    },
    host: { 'b.env': 'A=2\n' },
  })),
  ...attribute(
    'environment',
    'env_file',
    { 'raw, as it is written': [{ path: 'raw.env', format: 'raw' }] },
    { since: '2.30' },
  ).map((feature) => ({ ...feature, files: { ...feature.files, 'raw.env': 'A="$x"\n' } })),
  ...attribute(
    'environment',
    'env_file',
    { 'a file that is not there': 'none.env' },
    { refused: 'none\\.env' },
  ),
  ...attribute('labels', 'labels', { 'a list': ['a=1', 'b'], 'a section': { a: '1', 'b.c': null } }),
  ...attribute('labels', 'label_file', { '': 'labels.txt' }, { since: '2.32.2' }).map((feature) => ({
    ...feature,
    files: { ...feature.files, 'labels.txt': 'a=1\n' },
  })),
  ...attribute('labels', 'annotations', { 'a list': ['a=1'], 'a section': { a: '1' } }),
  ...attributes('labels', {
    container_name: 'the-web',
    logging: { driver: 'json-file', options: { 'max-size': '1m' } },
  }),
];

const limits: Feature[] = [
  ...attributes('resources', {
    cpu_count: 1,
    cpu_percent: 50,
    cpu_period: 100000,
    cpu_quota: 50000,
    cpu_rt_period: 1400,
    cpu_rt_runtime: 400,
    cpu_shares: 512,
    cpus: 0.5,
    cpuset: '0,1',
    mem_limit: '256m',
    mem_reservation: '128m',
    mem_swappiness: 10,
    memswap_limit: '512m',
    oom_kill_disable: true,
    oom_score_adj: 100,
    pids_limit: 100,
    shm_size: '64m',
    storage_opt: { size: '1G' },
    blkio_config: {
      weight: 300,
      weight_device: [{ path: '/dev/sda', weight: 400 }],
      device_read_bps: [{ path: '/dev/sda', rate: '12mb' }],
      device_read_iops: [{ path: '/dev/sda', rate: 120 }],
      device_write_bps: [{ path: '/dev/sda', rate: '1024k' }],
      device_write_iops: [{ path: '/dev/sda', rate: 30 }],
    },
    ulimits: { nproc: 65535, nofile: { soft: 20000, hard: 40000 } },
  }),
  ...attribute('resources', 'gpus', { all: 'all', 'a list': [{ driver: 'x', count: 1 }] }, { since: '2.30' }),
];

const security: Feature[] = [
  ...attributes('isolation', {
    cap_add: ['NET_ADMIN'],
    cap_drop: ['ALL'],
    privileged: true,
    read_only: true,
    security_opt: ['no-new-privileges:true', 'label=disable'],
    sysctls: { 'net.core.somaxconn': 1024 },
    device_cgroup_rules: ['c 1:3 mr'],
    cgroup: 'host',
    cgroup_parent: 'm-executor-abcd',
    userns_mode: 'host',
    isolation: 'default',
    uts: 'host',
    credential_spec: { file: 'spec.json' },
  }),
  ...attribute('isolation', 'devices', {
    'a line': ['/dev/null:/dev/x:rwm'],
    'a CDI name': ['vendor.com/class=x'],
  }),
  ...attribute('isolation', 'ipc', { shareable: 'shareable', 'of a service': 'service:db' }, { others: db }),
  ...attribute('isolation', 'pid', { host: 'host', 'of a service': 'service:db' }, { others: db }),
  ...attributes('isolation', { use_api_socket: true }, { since: '2.38' }),
];

const storage: Feature[] = [
  ...attribute(
    'volumes of a service',
    'volumes',
    {
      'a named one': ['data:/data'],
      'a named one, read-only and with modes': ['data:/data:ro,z'],
      'a folder beside the file': ['./conf:/conf'],
      'an absolute path': ['/srv/x:/x'],
      'a path of a variable': ['${ROOT:-./conf}:/conf'],
      'one without a name': ['/scratch'],
      'the long form': [
        {
          type: 'volume',
          source: 'data',
          target: '/data',
          read_only: true,
          volume: { nocopy: true, subpath: 'a' },
        },
        {
          type: 'bind',
          source: './conf',
          target: '/c',
          bind: { propagation: 'rslave', create_host_path: true },
        },
        { type: 'tmpfs', target: '/t', tmpfs: { size: 1000, mode: 0o755 } },
      ],
    },
    { top: { volumes: { data: null } } },
  ).map((feature) => ({ ...feature, files: { ...feature.files, 'conf/x': '' } })),
  ...attribute(
    'volumes of a service',
    'volumes',
    { 'an image as a volume': [{ type: 'image', source: 'files', target: '/f' }] },
    { since: '2.35' },
  ),
  ...attribute(
    'volumes of a service',
    'volumes',
    {
      'a folder that Docker is not to make': [
        { type: 'bind', source: '/none', target: '/x', bind: { create_host_path: false } },
      ],
    },
    { refused: '/none is not on the host' },
  ),
  ...attribute(
    'volumes of a service',
    'volumes_from',
    { 'a service': ['db:ro'], 'a container': ['container:other'] },
    { others: db },
  ),
  ...attribute('volumes of a service', 'tmpfs', { 'a path': '/run', 'a list': ['/run:size=1m', '/tmp'] }),
];

const waiting: Feature[] = [
  ...attribute(
    'health and order',
    'healthcheck',
    {
      'a list': {
        test: ['CMD', 'true'],
        interval: '1m',
        timeout: '10s',
        retries: 3,
        start_period: '40s',
        start_interval: '5s',
      },
      'a line': { test: 'curl -f http://localhost || exit 1' },
      'switched off': { disable: true },
      NONE: { test: ['NONE'] },
      'the image’s own': { disable: false },
    },
    {
      keys: [
        'service.healthcheck',
        ...['disable', 'interval', 'retries', 'start_interval', 'start_period', 'test', 'timeout'].map(
          (key) => `healthcheck.${key}`,
        ),
      ],
    },
  ),
  ...attribute(
    'health and order',
    'depends_on',
    {
      'a list': ['db'],
      conditions: { db: { condition: 'service_healthy', restart: true } },
      'a service that ends': { db: { condition: 'service_completed_successfully' } },
      'a service of a profile that is not active': { off: { condition: 'service_started', required: false } },
    },
    { others: { ...db, off: { image: 'off', profiles: ['p'] } } },
  ),
  ...attribute(
    'health and order',
    'depends_on',
    { 'a service that is not there': ['none'] },
    { refused: 'depends on undefined service' },
  ),
];

const images: Feature[] = [
  ...attribute('images', 'image', {
    'a tag': 'app:1.2',
    'a digest': `app@sha256:${'a'.repeat(64)}`,
    'a registry with a port': 'registry.example:5000/a/b:1',
    'a version of a variable': 'app:${TAG:-latest}',
  }),
  ...attribute('images', 'pull_policy', {
    always: 'always',
    missing: 'missing',
    never: 'never',
    build: 'build',
  }),
  ...attribute('images', 'pull_policy', { 'after some time': 'daily' }, { since: '2.37' }),
  ...attributes(
    'images',
    { pull_refresh_after: '1h' },
    { since: '2.37', inert: 'no version of Docker Compose looks at it' },
  ),
  {
    name: 'provider',
    family: 'images',
    keys: ['service.provider'],
    since: '2.36',
    files: app({}, {}, { tunnel: { provider: { type: 'x', options: { a: 'b' } } } }),
    refused: 'services\\.tunnel\\.provider',
  },
];

export const serviceFeatures: Feature[] = [
  ...process,
  ...settings,
  ...limits,
  ...security,
  ...storage,
  ...waiting,
  ...images,
];
