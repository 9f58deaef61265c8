import { hostFactsArgv, parseHostFacts } from '../../../../src/inspect/check/host/facts';
import { hostFindings } from '../../../../src/inspect/check/host/findings';
import { scene, type Scene } from '../../../client/scene';

let at: Scene;
beforeEach(() => {
  at = scene();
  at.program(
    'docker',
    `case "$1 $2" in
      'version --format') echo 27.1.0;;
      'compose version') echo 2.29.1;;
      'info --format') echo ${at.root};;
      'inspect --format') case $3 in proxy*) echo 'proxy running';; *) printf 'mount ${at.root}/flags\\t/flags\\n\\n';; esac;;
    esac`,
  );
});
afterEach(() => at.remove());

const host = () => at.fleet().hosts.hornbill!;
const facts = async () =>
  parseHostFacts((await at.host.exec(hostFactsArgv(host(), [at.fleet().apps.phone!]))).stdout);
const findings = async (change: Partial<Awaited<ReturnType<typeof facts>>> = {}, skew = 0) =>
  hostFindings(host(), { ...(await facts()), ...change }, skew);
const bad = async (...change: Parameters<typeof findings>) =>
  (await findings(...change))
    .filter(({ state }) => state !== 'ok')
    .map(({ check, state, says }) => [check, state, says]);

test('one round trip tells all of a host', async () => {
  expect(await facts()).toEqual({
    time: expect.closeTo(Date.now() / 1000, -1),
    user: expect.any(String),
    docker: { version: '27.1.0' },
    compose: '2.29.1',
    missing: [],
    disks: [{ path: expect.any(String), totalBytes: expect.any(Number), freeBytes: expect.any(Number) }],
    proxy: { state: 'running', mounts: [{ source: `${at.root}/flags`, target: '/flags' }], network: true },
    unwritable: [],
  });
});

test('what a fleet needs besides is looked for', async () => {
  const argv = hostFactsArgv(
    host(),
    [at.fleet().apps.phone!],
    ['rsync', 'no-such-program', 'no-such-program/sh', 'this/that'],
  );
  const { missing } = parseHostFacts((await at.host.exec(argv)).stdout);
  expect(missing).toEqual(['no-such-program', 'this/that']);
  expect(await bad({ missing: ['sqlite3/python3'], disks: [] })).toContainEqual([
    'programs',
    'fail',
    'missing: sqlite3 or python3',
  ]);
});

test('a flag folder that the proxy does not see is found', async () => {
  expect(await bad({ disks: [] })).toEqual([
    ['flags', 'fail', `${at.root}/live is not mounted in the proxy`],
  ]);
});

test.each([
  [{ docker: { version: '20.10.24' } }, 'docker', 'fail', 'Docker 20.10.24 is too old'],
  [
    { docker: { failure: 'permission denied' } },
    'docker',
    'fail',
    expect.stringContaining('cannot use Docker: permission denied'),
  ],
  [{ compose: null }, 'compose', 'fail', 'there is no `docker compose`'],
  [{ compose: '2.19.9' }, 'compose', 'fail', 'Compose 2.19.9 is too old'],
  [{ compose: 'v2.23.0' }, 'compose', 'warn', 'Compose v2.23.0 cannot do rolling deploys'],
  [{ missing: ['flock', 'git'] }, 'programs', 'fail', 'missing: flock, git'],
  [
    { disks: [{ path: '/', totalBytes: 100e9, freeBytes: 9e9 }] },
    'disk',
    'warn',
    '9.0 GB of 100 GB free on /',
  ],
  [
    { disks: [{ path: '/', totalBytes: 10e9, freeBytes: 1.9e9 }] },
    'disk',
    'warn',
    '1.9 GB of 10.0 GB free on /',
  ],
  [{ proxy: null }, 'proxy', 'fail', 'there is no container proxy'],
  [
    { proxy: { state: 'exited', mounts: [], network: false } },
    'network',
    'fail',
    'there is no Docker network sgos',
  ],
  [{ unwritable: ['/srv/flags'] }, 'flags', 'fail', expect.anything()],
])('%j', async (change, check, state, says) => {
  const found = (await findings({ disks: [], ...change })).filter((finding) => finding.check === check);
  expect(found).toContainEqual({ check, state, says, remedy: expect.any(String) });
});

test('a clock that is off', async () => {
  expect(await bad({ disks: [], proxy: null }, -7.4)).toContainEqual([
    'clock',
    'warn',
    '7 s behind this machine',
  ]);
  expect(await bad({ disks: [], proxy: null }, 4)).not.toContainEqual(expect.arrayContaining(['clock']));
});
