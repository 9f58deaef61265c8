import { mkdirSync, rmSync } from 'node:fs';
import { scene, type Scene } from '../../scene';
import { FakeRuns, roost, view } from '../../support';

let at: Scene;
beforeEach(() => (at = scene()));
afterEach(() => at.remove());

const tab = (...cells: string[]): string => cells.join('\t');
const lock = {
  plane: 'p',
  workflowId: 'deploy-phone-dead',
  runId: 'r',
  workflow: 'deploy',
  by: 'op@laptop',
  token: 3,
  since: '2026-03-04T01:10:00Z',
};
const nothingHeld = { show: async () => null, current: async () => null };

function deployed(oneOff = 'exited'): void {
  const record = {
    commit: 'a1b2c3d9',
    version: '1.5.0',
    committedAt: '2026-03-04T00:10:00Z',
    project: 'sgos-phone',
    slot: 'green',
    replicas: { worker: 2 },
    images: { app: { ref: 'roost/phone-app:0a1b', id: 'sha256:aaaa' } },
  };
  at.write('app/.roost/releases/4/release.json', JSON.stringify(record, null, 2));
  at.write('live/phone.green', '');
  const source = `${at.root}/app/src`;
  const rows = [
    tab('sgos-phone-app', 'app', 'sgos-phone', source, 'running', 'Up 2 hours (healthy)', 'False'),
    tab('sgos-phone-db', 'db', 'sgos-phone', source, 'running', 'Up 2 hours', 'False'),
    tab('roost-phone-x', 'app', 'sgos-phone', source, oneOff, 'Up', 'True'),
    tab('other', 'app', 'sgos-phone', '/srv/other/src', 'exited', 'Exited (1)', 'False'),
  ];
  at.program('docker', `cat <<'ROWS'\n${rows.join('\n')}\nROWS`);
}
const serving = { show: async () => null, current: async () => ({ release: 4, operation: 'o', runId: 'r' }) };

test('what serves, with the last run', async () => {
  deployed();
  const runs = new FakeRuns();
  runs.summaries = [view({ status: 'completed', outcome: 'succeeded', closedAt: '2026-03-04T00:10:00Z' })];
  const ran = await roost('status', { fleet: at.fleet, hosts: { hornbill: at.host }, guard: serving, runs });
  expect(ran.code).toBe(0);
  expect(ran.stdout).toBe(`hornbill
  phone  release 4 (a1b2c3d, 1.5.0), since 2 h, on green  2 containers up
    last run: deploy-phone-0a1b2c3d, succeeded, 2 h ago
`);
});

test('an app that has moved names the host that serves it, and where it came from', async () => {
  deployed();
  at.write('app/.roost/away', 'shuttle 0123456789 2026-03-04T01:00:00.000Z\n');
  const ask = () => roost('status', { fleet: at.fleet, hosts: { hornbill: at.host }, guard: serving });
  const away = await ask();
  expect(away.stdout).toContain('serves on shuttle: the fleet file is to say so');
  expect(away.stdout).toContain('it runs here all the same: stop it, shuttle serves it');
  rmSync(`${at.root}/app/.roost/away`);
  at.write('app/.roost/came', 'shuttle 0123456789 2026-03-04T01:10:00.000Z\n');
  expect((await ask()).stdout).toContain(
    'came from shuttle, 1 h ago; `roost move phone --confirm` ends the way back',
  );
  at.write('app/.roost/came', '\u001b[31m$(x) 1 2\n');
  expect((await ask()).stdout).not.toContain('came from');
});

test('one app shows every container, and works with Temporal down', async () => {
  deployed();
  const ran = await roost('status phone', { fleet: at.fleet, hosts: { hornbill: at.host }, guard: serving });
  expect(ran.code).toBe(0);
  expect(ran.stdout).toBe(`hornbill
  phone  release 4 (a1b2c3d, 1.5.0), since 2 h, on green  2 containers up
    sgos-phone-app  running, healthy
    sgos-phone-db  running

Temporal did not answer: Temporal does not answer at 127.0.0.1:7233
  so runs are missing here, and a lock may be that of an ended run
`);
});

test('what a terminated run has left behind', async () => {
  deployed('running');
  at.write('app/.roost/releases/5/release.json', '{}');
  at.link('app/.roost/jobs/run1.4.0/claim', 'run:1:2:boot');
  at.link('app/.roost/jobs/run1.5.0/claim', 'run:1:2:boot');
  at.link('app/.roost/jobs/run1.5.0/rc', 'exit:0');
  at.write('flags/phone.flag', 'roost deploy-phone-dead 0a1b 2026-03-04T01:11:00Z\n');
  const ran = await roost('status', {
    fleet: at.fleet,
    hosts: { hornbill: at.host },
    guard: { ...serving, show: async () => lock },
    runs: new FakeRuns([view({ status: 'terminated' })]),
  });
  expect(ran.stdout).toBe(`hornbill
  phone  release 4 (a1b2c3d, 1.5.0), since 2 h, on green  2 containers up
    maintenance page: set by run deploy-phone-dead 59 min ago
    lock: deploy deploy-phone-dead, by op@laptop, since 2026-03-04T01:10:00Z (1 h ago) (its run: closed)
    left behind: the lock of deploy-phone-dead, which is closed; the next run takes it over
    left behind: the maintenance flag of deploy-phone-dead; the next run removes it, or \`roost maintenance off\`
    left behind: release 5, which never served
    left behind: job run1.4.0, which has no result
    left behind: container roost-phone-x, which still runs
`);
});

test('an app on hold: which release was left, by whom, and what ends it', async () => {
  deployed();
  const hold = {
    release: 5,
    commit: 'b4c5d6e9',
    version: '1.6.0',
    commits: ['b4c5d6e9'],
    since: '2026-03-04T01:10:00Z',
    by: 'op@laptop',
    reason: 'calls lost',
  };
  const guard = { ...serving, current: async () => ({ release: 4, operation: 'o', runId: 'r', hold }) };
  const ran = await roost('status', { fleet: at.fleet, hosts: { hornbill: at.host }, guard });
  expect(ran.stdout).toContain(
    '    on hold: release 5 (b4c5d6e, 1.6.0) was left 1 h ago by op@laptop: calls lost; no automatic deploy of it until `roost resume phone`\n',
  );
});

test('a run at work leaves nothing behind', async () => {
  deployed();
  at.write('app/.roost/releases/5/release.json', '{}');
  const guard = { ...serving, show: async () => lock };
  const ran = await roost('status --json', {
    fleet: at.fleet,
    hosts: { hornbill: at.host },
    guard,
    runs: new FakeRuns([view()]),
  });
  expect(ran.json().hosts[0]?.apps[0]).toMatchObject({
    leftovers: [],
    lock: { run: 'running', by: 'op@laptop' },
    slot: 'green',
  });
});

test('a proxy that still points to the other slot is told', async () => {
  deployed();
  rmSync(`${at.root}/live/phone.green`);
  at.write('live/phone.blue', '');
  const ran = await roost('status', { fleet: at.fleet, hosts: { hornbill: at.host }, guard: serving });
  expect(ran.stdout).toContain(
    'left behind: a proxy that sends requests to blue, while release 4 is on green\n',
  );
});

/** Containers that run, each as name, service, folder and image. */
function runs(...all: [name: string, service: string, folder: string, image?: string][]): void {
  const rows = all.map(([name, service, folder, image = '']) =>
    tab(name, service, 'sgos-phone', folder, 'running', 'Up', 'False', image),
  );
  at.program('docker', `cat <<'ROWS'\n${rows.join('\n')}\nROWS`);
}

const status = async (guard: object = serving): Promise<string> =>
  (await roost('status', { fleet: at.fleet, hosts: { hornbill: at.host }, guard })).stdout;

test('more containers of a service than its release has are told', async () => {
  deployed();
  const source = `${at.root}/app/src`;
  runs(['a', 'app', source], ['b', 'app', source], ['w1', 'worker', source], ['w2', 'worker', source]);
  expect(await status()).toContain(
    '4 containers up\n    left behind: more than one container of service app\n',
  );
  rmSync(`${at.root}/app/.roost`, { recursive: true });
  expect(await status(nothingHeld)).toMatch(/not deployed by roost +4 containers up\n\n/);
});

test('a container that does not run the image of its release is told', async () => {
  deployed();
  const source = `${at.root}/app/src`;
  runs(['a', 'app', source, 'roost/phone-app:0a1b'], ['b', 'app', source, 'aaaa']);
  expect(await status()).not.toMatch(/not the image/);
  runs(['a', 'app', source, 'bbbbbbbbbbbb']);
  expect(await status()).toContain(
    'left behind: container a, which runs bbbbbbbbbbbb and not the image of release 4\n',
  );
});

test('an app that runs by another path is not called "not deployed", and its folder is named if it is another', async () => {
  mkdirSync(`${at.root}/real/src`, { recursive: true });
  rmSync(`${at.root}/app`, { recursive: true, force: true });
  at.link('app', `${at.root}/real`);
  runs(['a', 'app', `${at.root}/real/src`], ['sibling', '', '']);
  expect(await status(nothingHeld)).toMatch(/phone  not deployed by roost  1 container up\n\n/);
  runs(['a', 'app', '/srv/other/src']);
  expect(await status(nothingHeld)).toContain(
    'not deployed by roost  1 container up\n    left behind: the Compose project sgos-phone runs from /srv/other/src (app)\n',
  );
});

test('where roost has never been, a look leaves no trace', async () => {
  const ran = await roost('status', { fleet: at.fleet, hosts: { hornbill: at.host } });
  expect(ran.stdout).toContain('phone  not deployed  no containers');
});

test('a host out of reach: said, with exit code 6', async () => {
  const ran = await roost('status --json', { fleet: at.fleet });
  expect(ran.code).toBe(6);
  expect(ran.json()).toMatchObject({
    ok: false,
    error: { code: 'HostUnreachable' },
    hosts: [{ host: 'hornbill', apps: [], failure: { code: 'HostUnreachable' } }],
  });
  expect((await roost('status', { fleet: at.fleet })).stdout).toContain(
    'hornbill  no answer\n  HostUnreachable: hornbill does not answer\n',
  );
});
