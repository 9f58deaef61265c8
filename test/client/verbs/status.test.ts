import { rmSync } from 'node:fs';
import { FakeRuns, roost, view } from '../support';
import { scene, type Scene } from '../scene';

let at: Scene;
beforeEach(() => (at = scene()));
afterEach(() => at.remove());

const tab = (...cells: string[]): string => cells.join('\t');
const lock = { plane: 'p', workflowId: 'deploy-phone-dead', runId: 'r', workflow: 'deploy', by: 'op@laptop', token: 3, since: '2026-03-04T01:10:00Z' };
const nothingHeld = { show: async () => null, current: async () => null };

function deployed(oneOff = 'exited'): void {
  const record = { commit: 'a1b2c3d9', version: '1.5.0', committedAt: '2026-03-04T00:10:00Z', project: 'sgos-phone', slot: 'green' };
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
  phone  release 4 (a1b2c3d, 1.5.0), since 2 h 00 min, on green  2 containers up
    last run: deploy-phone-0a1b2c3d, succeeded, 2 h 00 min ago
`);
});

test('one app shows every container, and works with Temporal down', async () => {
  deployed();
  const ran = await roost('status phone', { fleet: at.fleet, hosts: { hornbill: at.host }, guard: serving });
  expect(ran.code).toBe(0);
  expect(ran.stdout).toBe(`hornbill
  phone  release 4 (a1b2c3d, 1.5.0), since 2 h 00 min, on green  2 containers up
    sgos-phone-app  running, healthy
    sgos-phone-db  running

Temporal not asked: Temporal does not answer at 127.0.0.1:7233
  so nothing is said of runs, and a lock may be that of a run that is over
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
  phone  release 4 (a1b2c3d, 1.5.0), since 2 h 00 min, on green  2 containers up
    maintenance page: set by run deploy-phone-dead 59 min ago
    lock: deploy deploy-phone-dead, by op@laptop, since 2026-03-04T01:10:00Z (1 h 00 min ago) (its run: closed)
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
    '    on hold: release 5 (b4c5d6e, 1.6.0) was left 1 h 00 min ago by op@laptop: calls lost; no automatic deploy of it until `roost resume phone`\n',
  );
});

test('a run at work leaves nothing behind', async () => {
  deployed();
  at.write('app/.roost/releases/5/release.json', '{}');
  const guard = { ...serving, show: async () => lock };
  const ran = await roost('status --json', { fleet: at.fleet, hosts: { hornbill: at.host }, guard, runs: new FakeRuns([view()]) });
  expect(ran.json().hosts[0]?.apps[0]).toMatchObject({ leftovers: [], lock: { run: 'running', by: 'op@laptop' }, slot: 'green' });
});

test('a proxy that still points to the other slot is told', async () => {
  deployed();
  rmSync(`${at.root}/live/phone.green`);
  at.write('live/phone.blue', '');
  const ran = await roost('status', { fleet: at.fleet, hosts: { hornbill: at.host }, guard: serving });
  expect(ran.stdout).toContain('left behind: a proxy that sends requests to blue, while release 4 is on green\n');
});

test('two containers of one service are told', async () => {
  const source = `${at.root}/app/src`;
  const twins = ['a', 'b'].map((name) => tab(name, 'app', 'x', source, 'running', 'Up', 'False'));
  at.program('docker', `cat <<'ROWS'\n${twins.join('\n')}\nROWS`);
  const ran = await roost('status', { fleet: at.fleet, hosts: { hornbill: at.host }, guard: nothingHeld });
  expect(ran.stdout).toContain('phone  not deployed by roost  2 containers up\n    left behind: more than one container of service app\n');
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
  expect((await roost('status', { fleet: at.fleet })).stdout).toContain('hornbill  not seen\n  HostUnreachable: hornbill does not answer\n');
});
