import { parseInspect } from '../../../src/host/parse/containers';

const inspected = {
  Id: 'abc',
  Name: '/phone-web-1',
  Image: 'sha256:1',
  RestartCount: 2,
  State: {
    Status: 'running',
    ExitCode: 0,
    Error: '',
    OOMKilled: false,
    StartedAt: '2026-01-01T00:00:00.1Z',
    FinishedAt: '0001-01-01T00:00:00Z',
    Health: { Status: 'healthy' },
  },
  Config: {
    Image: 'phone:x',
    Labels: {
      'com.docker.compose.project': 'phone',
      'com.docker.compose.service': 'web',
      'com.docker.compose.project.working_dir': '/srv/phone/src',
      'com.docker.compose.project.config_files': '/srv/a.yml,/srv/b.yml',
      'com.docker.compose.config-hash': 'hash',
      'com.docker.compose.container-number': '1',
      'com.docker.compose.oneoff': 'False',
    },
  },
  NetworkSettings: {
    Networks: { edge: { IPAddress: '10.0.0.2', Aliases: ['web'] }, none: null },
    Ports: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }], '81/tcp': null },
  },
  Mounts: [{ Type: 'volume', Source: '/var/lib/x', Destination: '/data' }],
};

test('a container of Compose', () => {
  expect(parseInspect(JSON.stringify([inspected]))).toEqual([
    {
      id: 'abc',
      name: 'phone-web-1',
      project: 'phone',
      service: 'web',
      workingDir: '/srv/phone/src',
      configFiles: ['/srv/a.yml', '/srv/b.yml'],
      configHash: 'hash',
      number: 1,
      oneOff: false,
      image: 'phone:x',
      imageId: 'sha256:1',
      state: 'running',
      health: 'healthy',
      check: null,
      restartCount: 2,
      restartPolicy: 'no',
      exitCode: 0,
      error: '',
      oomKilled: false,
      startedAt: '2026-01-01T00:00:00.1Z',
      finishedAt: null,
      networks: { edge: { ip: '10.0.0.2', aliases: ['web'] }, none: { ip: '', aliases: [] } },
      ports: { '80/tcp': [{ address: '127.0.0.1', port: 8080 }] },
      mounts: [{ type: 'volume', source: '/var/lib/x', target: '/data' }],
      labels: inspected.Config.Labels,
    },
  ]);
});

test('whatever is missing, it is a container', () => {
  const [bare] = parseInspect('[{}]');
  expect(bare).toMatchObject({
    id: '',
    health: null,
    exitCode: null,
    startedAt: null,
    number: null,
    networks: {},
    ports: {},
    mounts: [],
  });
  expect(
    parseInspect(
      '[{"State":{"Health":{"Status":"none"}},"Config":{"Labels":null},"NetworkSettings":{"Networks":null,"Ports":null},"Mounts":null}]',
    )[0]?.health,
  ).toBeNull();
});

test.each([
  [{ Healthcheck: { Test: ['CMD', 'curl', 'http://x/'] } }, ['curl', 'http://x/']],
  [{ Healthcheck: { Test: ['CMD-SHELL', 'curl x || exit 1'] } }, ['/bin/sh', '-c', 'curl x || exit 1']],
  [{ Healthcheck: { Test: ['CMD-SHELL', 'true'] }, Shell: ['/bin/bash', '-c'] }, ['/bin/bash', '-c', 'true']],
  [{ Healthcheck: { Test: ['NONE'] } }, null],
  [{ Healthcheck: { Test: [] } }, null],
  [{ Healthcheck: null }, null],
])('the health check of %j', (Config, check) => {
  expect(parseInspect(JSON.stringify([{ Config }]))[0]?.check).toEqual(check);
});

test.each(['', 'nonsense', '{}', '[1'])('%j is no answer', (text) => {
  expect(() => parseInspect(text)).toThrow(expect.objectContaining({ code: 'CommandFailed' }));
});
