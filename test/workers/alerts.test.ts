/** The watcher over days: real files and a real receiver; only the clock, Temporal and the disk are told. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAudit, type Audit } from '../../src/audit';
import { readWatch, type AppStatus } from '../../src/backup';
import type { HostLooks } from '../../src/drift';
import type { NotifyTarget } from '../../src/fleet/file/notify/types';
import { send } from '../../src/notify';
import type { RunEvent } from '../../src/protocol/reports/notification';
import type { ScheduleState } from '../../src/protocol/schedule';
import { checkAlerts, diskOf } from '../../src/workers/alerts/evaluate';
import type { WatchParts } from '../../src/workers/alerts/types';
import { keepWatching } from '../../src/workers/alerts/watcher';
import { appStatus, emptyStatus } from '../backup/sample';
import { parse, sample } from '../fleet/file/sample';
import { httpSink, type HttpSink } from '../notify/sinks';

const HOUR = 3_600_000;
const log = { warn: () => {}, info: () => {}, error: () => {} } as unknown as WatchParts['log'];

let folder: string;
let sink: HttpSink;
let audit: Audit;
let clock: number;
let schedule: ScheduleState | null | Error;
let disk: { free: number; total: number };
let more: string;
let hosts: HostLooks;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roost-alerts-'));
  sink = await httpSink();
  audit = openAudit(join(folder, 'audit.db'), { info: () => {} });
  clock = Date.parse('2026-11-20T08:00:00Z');
  schedule = { paused: false, note: null, next: null, last: at(-5) };
  disk = { free: 500e9, total: 1000e9 };
  more = '';
  hosts = {};
  backups({ phone: appStatus(at(-5)), wiki: appStatus(at(-5)) });
});
afterEach(async () => {
  await sink.close();
  audit.close();
  rmSync(folder, { recursive: true });
});

function at(hours: number): string {
  return new Date(clock + hours * HOUR).toISOString();
}

function backups(apps: Record<string, AppStatus>, repository = emptyStatus().repository): void {
  mkdirSync(join(folder, 'backups'), { recursive: true });
  writeFileSync(join(folder, 'backups', 'status.json'), JSON.stringify(emptyStatus({ apps, repository })));
}

const fleetOf = () =>
  parse(`secrets: { file: /s }
notify: { team: { json: { url: ${sink.url}/team } }, quiet: { json: { url: ${sink.url}/quiet }, events: [failure, recovery] } }
backup: { repository: { url: /srv/r, password: { secret: P } }, folder: ${join(folder, 'backups')}, budget: 10 GB }
${more === 'no backup of wiki' ? sample.replace('service: web', 'service: web\n    backup: { from: off }') : sample}`);

const direct = async (_: string, target: string, event: RunEvent): Promise<'delivered'> => {
  await send(fleetOf().notify[target] as NotifyTarget, event, async () => '');
  return 'delivered';
};

/** A new watcher each time: nothing is known but what it has written down. */
const parts = (changes: Partial<WatchParts> = {}): WatchParts => ({
  fleet: async () => fleetOf(),
  schedule: async () => {
    if (schedule instanceof Error) throw schedule;
    return schedule && { ...schedule };
  },
  disk: async () => disk,
  hosts: () => hosts,
  deliver: direct,
  record: (entry) => audit.record(entry),
  file: join(folder, 'alerts.json'),
  now: () => new Date(clock),
  log,
  ...changes,
});

/** Looks every quarter of an hour for so long; the nights go on. */
async function pass(hours: number, changes: Partial<WatchParts> = {}): Promise<void> {
  for (const end = clock + hours * HOUR; clock < end; clock += HOUR / 4) {
    if (schedule && !(schedule instanceof Error) && !schedule.paused && new Date(clock).getUTCHours() === 3)
      schedule.last = new Date(clock).toISOString();
    await checkAlerts(parts(changes));
  }
}

const heard = () =>
  sink.received.map(
    ({ path, body }) => `${path} ${String(body.event)} ${(body.alert as { key: string }).key}`,
  );
const written = () =>
  audit.list({}).map(({ kind, what, app, result }) => [kind, what, app, result].join(' '));

it('is silent while all is well, whether anybody looks often or for the first time', async () => {
  await pass(20);
  expect([sink.received, written()]).toEqual([[], []]);
});

it('sends an alert once where two workers share its file', async () => {
  backups({ phone: appStatus(at(-100)), wiki: appStatus(at(-5)) });
  await Promise.all([checkAlerts(parts()), checkAlerts(parts())]);
  await checkAlerts(parts());
  expect(heard()).toEqual(['/team alert stale:phone']);
});

it('says once that an app has no backup, and once that it is over, to those who hear alerts', async () => {
  backups({ phone: appStatus(at(-5)), wiki: appStatus(at(100)) });
  await pass(40);
  expect(heard()).toEqual(['/team alert stale:phone']);
  const { body } = sink.received[0]!;
  expect(body).toMatchObject({
    app: 'phone',
    host: 'hornbill',
    fleet: 'lab',
    title: 'Alert: no backup of phone',
    alert: { since: '2026-11-21T07:15:00.000Z' },
  });
  backups({ phone: appStatus(at(-1)), wiki: appStatus(at(100)) });
  await pass(20);
  expect(heard()).toEqual(['/team alert stale:phone', '/team recovery stale:phone']);
  expect(sink.received[1]!.body).toMatchObject({
    title: 'Over: no backup of phone',
    at: '2026-11-22T00:00:00.000Z',
  });
  expect(written()).toEqual(['alert stale phone began', 'alert stale phone over']);
  expect(audit.list({})[1]).toMatchObject({ seconds: 16.75 * 3600, who: 'roost', host: 'hornbill' });
  await pass(20);
  expect(heard().slice(2)).toEqual(['/team alert stale:phone']);
});

it('gives a new installation its first night', async () => {
  rmSync(join(folder, 'backups'), { recursive: true });
  schedule = { paused: false, note: null, next: null, last: null };
  await pass(25);
  expect(heard()).toEqual([]);
  await pass(2);
  expect(heard()).toEqual(['/team alert stale:phone', '/team alert stale:wiki']);
});

it('says of pause, absence, a missed night, budget and staging, each once and once more', async () => {
  const said = async (hours = 1): Promise<string[]> => {
    sink.received.length = 0;
    await pass(hours);
    return heard().map((line) => line.replace('/team ', ''));
  };
  const fresh = (bytes: number | null = null) =>
    backups({ phone: appStatus(at(1)), wiki: appStatus(at(1)) }, { ...emptyStatus().repository, bytes });
  const usual = schedule as ScheduleState;
  await pass(1);
  schedule = { ...usual, paused: true };
  expect(await said(2)).toEqual(['alert schedule-paused']);
  schedule = null;
  expect(await said()).toEqual(['recovery schedule-paused', 'alert schedule-missing']);
  schedule = { ...usual };
  expect(await said()).toEqual(['recovery schedule-missing']);
  fresh(11e9);
  disk = { free: 1e9, total: 40e9 };
  expect(await said()).toEqual(['alert budget', 'alert staging']);
  fresh(9e9);
  disk = { free: 30e9, total: 40e9 };
  expect(await said()).toEqual(['recovery budget', 'recovery staging']);
  // A night that does not come, though Temporal says that it will.
  for (let time = 0; time < 3; time++) {
    clock += 10 * HOUR;
    fresh();
    schedule = { ...usual };
    await checkAlerts(parts());
  }
  expect(heard().at(-1)).toBe('/team alert schedule-missed');
  schedule = { ...usual, last: at(0) };
  fresh();
  expect(await said()).toEqual(['recovery schedule-missed']);
});

it('tells nothing twice after a crash, wherever it comes', async () => {
  const ids: string[] = [];
  const crash = new Error('killed');
  // As Temporal does: a run under that id is there already.
  const once: WatchParts['deliver'] = async (id, target, event) => {
    if (!ids.includes(id)) await direct(id, target, event);
    ids.push(id);
    return 'delivered';
  };
  schedule = null;
  const dying: WatchParts['deliver'] = async (...args) => {
    await once(...args);
    throw crash;
  };
  await checkAlerts(parts({ deliver: dying }));
  await checkAlerts(parts({ record: () => { throw crash; }, deliver: once })); // prettier-ignore
  await checkAlerts(parts({ deliver: once }));
  await checkAlerts(parts({ deliver: once }));
  expect(new Set(ids).size).toBe(1);
  expect(heard()).toEqual(['/team alert schedule-missing']);
  expect(written()).toEqual(['alert schedule-missing  began']);
});

it('tells a target that is away when it is back, and not of what is over by then', async () => {
  schedule = null;
  sink.answers = [{ status: 503 }];
  await pass(1);
  expect(sink.received).toHaveLength(4);
  expect(written()).toEqual(['alert schedule-missing  began']);
  sink.answers = [{ status: 200 }];
  await pass(1);
  expect(sink.received).toHaveLength(5);
  schedule = { paused: false, note: null, next: null, last: at(0) };
  sink.answers = [{ status: 503 }, { status: 200 }];
  await pass(1);
  expect(heard().slice(5)).toEqual(['/team recovery schedule-missing', '/team recovery schedule-missing']);

  sink.received.length = 0;
  sink.answers = [{ status: 503 }];
  disk = { free: 1, total: 100e9 };
  await checkAlerts(parts());
  disk = { free: 90e9, total: 100e9 };
  sink.answers = [{ status: 200 }];
  await pass(1);
  expect(sink.received).toHaveLength(1);
  expect(written().slice(-2)).toEqual(['alert staging  began', 'alert staging  over']);
  expect(readWatch(join(folder, 'alerts.json')).alerts).toEqual([]);
});

it('keeps an alert as it is while Temporal cannot be asked, and still finds an old backup', async () => {
  (schedule as ScheduleState).paused = true;
  await checkAlerts(parts());
  schedule = new Error('Temporal is away');
  await pass(30);
  expect(heard()).toEqual([
    '/team alert schedule-paused',
    '/team alert stale:phone',
    '/team alert stale:wiki',
  ]);
  schedule = { paused: false, note: null, next: null, last: at(0) };
  await checkAlerts(parts());
  expect(heard().at(-1)).toBe('/team recovery schedule-paused');
});

it('says that the state cannot be read, and takes no app for backed up meanwhile', async () => {
  clock += 30 * HOUR;
  schedule = { paused: false, note: null, next: null, last: at(0) };
  await checkAlerts(parts());
  writeFileSync(join(folder, 'backups', 'status.json'), '{ half');
  await checkAlerts(parts());
  expect(heard()).toEqual(['/team alert stale:phone', '/team alert stale:wiki', '/team alert status']);
});

it('says once that data are gone, and once that it is over', async () => {
  const fell = (bytes: number, fallen: object) => {
    const apps = { phone: appStatus(at(-1)), wiki: appStatus(at(-1)) };
    Object.assign(apps.phone.lastSuccess!, { sources: { 'folders/data': { bytes, files: 1 } }, fallen });
    backups(apps);
  };
  fell(10, { 'folders/data': { was: { bytes: 1e9, files: 1 }, since: at(-1) } });
  await pass(3);
  expect(heard()).toEqual(['/team alert fallen:phone:folders/data']);
  expect(sink.received[0]!.body).toMatchObject({
    app: 'phone',
    title: 'Alert: much of the data of phone is gone',
  });
  fell(1e9, {});
  await pass(3);
  expect(heard().slice(1)).toEqual(['/team recovery fallen:phone:folders/data']);
  expect(written()).toEqual(['alert fallen phone began', 'alert fallen phone over']);
});

it('says once of each change of a host, and that it is over when the host is right again', async () => {
  const differs = (...states: string[]) => {
    const drifts = states.map((is) => ({ kind: 'file' as const, name: '/etc/a', is, want: 'b' }));
    hosts = { hornbill: { at: at(0), provisioned: true, drifts } };
  };
  differs('x');
  await pass(2);
  expect(heard()).toEqual(['/team alert hostDrift:hornbill']);
  expect(sink.received[0]!.body).toMatchObject({
    host: 'hornbill',
    title: 'Alert: hornbill is not as the fleet file says',
  });
  // Something else as well; then less of it.
  differs('x', 'y');
  await pass(2);
  expect(heard().slice(1)).toEqual(['/team alert hostDrift:hornbill']);
  differs('y');
  await pass(2);
  expect(heard()).toHaveLength(2);
  expect(readWatch(join(folder, 'alerts.json')).alerts[0]!.says).toMatch(/1 thing differed/);
  differs();
  await pass(2);
  expect(heard().slice(2)).toEqual(['/team recovery hostDrift:hornbill']);
  expect(written()).toEqual([
    'alert hostDrift  began',
    'alert hostDrift  over',
    'alert hostDrift  began',
    'alert hostDrift  over',
  ]);
});

it('is over for an app that is no longer backed up', async () => {
  backups({ phone: appStatus(at(100)), wiki: appStatus(at(-30)) });
  await checkAlerts(parts());
  more = 'no backup of wiki';
  await checkAlerts(parts());
  expect(heard()).toEqual(['/team alert stale:wiki', '/team recovery stale:wiki']);
});

it('looks at once, again and again, and after a look that failed', async () => {
  const ending = new AbortController();
  let looks = 0;
  await keepWatching(
    async () => {
      looks += 1;
      if (looks === 3) ending.abort();
      else throw new Error('no fleet file');
    },
    log,
    ending.signal,
    1,
  );
  expect(looks).toBe(3);
});

it('asks for the disk of a folder that is not there yet', async () => {
  const { free, total } = await diskOf(join(folder, 'not', 'there'));
  expect(free).toBeGreaterThan(0);
  expect(total).toBeGreaterThan(free);
});
