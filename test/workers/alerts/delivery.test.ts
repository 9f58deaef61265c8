/** That each alert reaches its targets once, whatever fails meanwhile. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWatch } from '../../../src/backup';
import type { ScheduleState } from '../../../src/protocol/schedule';
import { checkAlerts } from '../../../src/workers/alerts/evaluate';
import type { WatchParts } from '../../../src/workers/alerts/types';
import { appStatus } from '../../backup/sample';
import { at, backups, direct, freshWorlds, heard, HOUR, parts, pass, world, written } from './world';

freshWorlds();

it('sends an alert once where two workers share its file', async () => {
  backups({ phone: appStatus(at(-100)), wiki: appStatus(at(-5)) });
  await Promise.all([checkAlerts(parts()), checkAlerts(parts())]);
  await checkAlerts(parts());
  expect(heard()).toEqual(['/team alert stale:phone']);
});

it('notifies of nothing twice after a crash, wherever it comes', async () => {
  const ids: string[] = [];
  const crash = new Error('killed');
  // As Temporal does: a run under that id is there already.
  const once: WatchParts['deliver'] = async (id, target, event) => {
    if (!ids.includes(id)) await direct(id, target, event);
    ids.push(id);
    return 'delivered';
  };
  world.schedule = null;
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

it('notifies a target that was away when it is back, and not of alerts that are over by then', async () => {
  world.schedule = null;
  world.sink.answers = [{ status: 503 }];
  await pass(1);
  expect(world.sink.received).toHaveLength(4);
  expect(written()).toEqual(['alert schedule-missing  began']);
  world.sink.answers = [{ status: 200 }];
  await pass(1);
  expect(world.sink.received).toHaveLength(5);
  world.schedule = { paused: false, note: null, next: null, last: at(0) };
  world.sink.answers = [{ status: 503 }, { status: 200 }];
  await pass(1);
  expect(heard().slice(5)).toEqual(['/team recovery schedule-missing', '/team recovery schedule-missing']);

  world.sink.received.length = 0;
  world.sink.answers = [{ status: 503 }];
  world.disk = { free: 1, total: 100e9 };
  await checkAlerts(parts());
  world.disk = { free: 90e9, total: 100e9 };
  world.sink.answers = [{ status: 200 }];
  await pass(1);
  expect(world.sink.received).toHaveLength(1);
  expect(written().slice(-2)).toEqual(['alert staging  began', 'alert staging  over']);
  expect(readWatch(join(world.folder, 'alerts.json')).alerts).toEqual([]);
});

it('keeps an alert as it is while Temporal cannot be asked, and still finds an old backup', async () => {
  (world.schedule as ScheduleState).paused = true;
  await checkAlerts(parts());
  world.schedule = new Error('Temporal is away');
  await pass(30);
  expect(heard()).toEqual([
    '/team alert schedule-paused',
    '/team alert stale:phone',
    '/team alert stale:wiki',
  ]);
  world.schedule = { paused: false, note: null, next: null, last: at(0) };
  await checkAlerts(parts());
  expect(heard().at(-1)).toBe('/team recovery schedule-paused');
});

it('reports that the state cannot be read, and takes no app for backed up meanwhile', async () => {
  world.clock += 30 * HOUR;
  world.schedule = { paused: false, note: null, next: null, last: at(0) };
  await checkAlerts(parts());
  writeFileSync(join(world.folder, 'backups', 'status.json'), '{ half');
  await checkAlerts(parts());
  expect(heard()).toEqual(['/team alert stale:phone', '/team alert stale:wiki', '/team alert status']);
});
