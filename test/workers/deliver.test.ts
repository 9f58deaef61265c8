/** An alert on its way to a target: by a run of Temporal, or straight from the watcher. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWatch } from '../../src/backup';
import { RoostError } from '../../src/errors';
import type { NotifyTarget } from '../../src/fleet/file/notify/types';
import { send } from '../../src/notify';
import type { RunEvent } from '../../src/protocol/reports/notification';
import { checkAlerts } from '../../src/workers/alerts/evaluate';
import type { WatchParts } from '../../src/workers/alerts/types';
import { deliverBy } from '../../src/workers/alerts/watcher';
import { parse, sample } from '../fleet/file/sample';
import { httpSink, type HttpSink } from '../notify/sinks';

const clock = Date.parse('2026-11-20T08:00:00Z');
const log = { warn: () => {}, info: () => {}, error: () => {} } as unknown as WatchParts['log'];
let folder: string;
let sink: HttpSink;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roost-telling-'));
  sink = await httpSink();
});
afterEach(async () => {
  await sink.close();
  rmSync(folder, { recursive: true });
});

const fleetOf = () =>
  parse(
    `secrets: { file: /s }\nnotify: { team: { json: { url: ${sink.url}/team } } }\nbackup: { repository: { url: /r, password: { secret: P } }, folder: ${folder} }\n${sample}`,
  );
/** Of a fleet whose Schedule is missing. */
const parts = (deliver: WatchParts['deliver']): WatchParts => ({
  fleet: async () => fleetOf(),
  schedule: async () => null,
  disk: async () => ({ free: 5e9, total: 10e9 }),
  deliver,
  record: () => true,
  file: join(folder, 'alerts.json'),
  now: () => new Date(clock),
  log,
});
const heard = () =>
  sink.received.map(
    ({ path, body }) => `${path} ${String(body.event)} ${(body.alert as { key: string }).key}`,
  );

/** What became of each message's run; a new one is open. */
const runs = new Map<string, 'open' | 'succeeded' | 'failed'>();
let away: boolean;
beforeEach(() => {
  runs.clear();
  away = false;
});
const answer = <T>(value: () => T): Promise<T> =>
  away ? Promise.reject(new RoostError('TemporalUnreachable', 'away')) : Promise.resolve(value());
const deliver = deliverBy({
  lastFleet: async () => fleetOf(),
  send: (target: NotifyTarget, event: RunEvent) => send(target, event, async () => ''),
  fate: (id) => answer(() => runs.get(id) ?? 'none'),
  notify: (id) => answer(() => void runs.set(id, 'open')),
  log,
});
const looks = async (): Promise<void> => {
  for (let time = 0; time < 3; time++) await checkAlerts(parts(deliver));
};
const missing = () => `alert-schedule-missing-${clock}-began-team`;

it('starts one, and asks until it has succeeded', async () => {
  await looks();
  expect([...runs.keys()]).toEqual([missing()]);
  runs.set(missing(), 'succeeded');
  await looks();
  // What Temporal forgets after its retention.
  runs.clear();
  await looks();
  expect([heard(), runs.size]).toEqual([[], 0]);
});

it('sends from here what Temporal does not take, and once', async () => {
  away = true;
  await looks();
  away = false;
  await looks();
  expect([heard(), runs.size]).toEqual([['/team alert schedule-missing'], 0]);
});

it('sends nothing beside a run that is under way while Temporal is away', async () => {
  await looks();
  away = true;
  await looks();
  expect([heard(), runs.size]).toEqual([[], 1]);
});

it('goes on from here when the run has given up', async () => {
  await looks();
  runs.set(missing(), 'failed');
  sink.answers = [{ status: 404 }, { status: 404 }, { status: 200 }];
  await looks();
  await looks();
  expect(heard()).toHaveLength(3);
  expect(readWatch(join(folder, 'alerts.json')).alerts[0]!.deliveries).toEqual({ team: 'delivered' });
});
