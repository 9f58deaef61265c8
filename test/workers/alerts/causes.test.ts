/** What the watcher reports over days, and when it is over. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readWatch } from '../../../src/backup';
import type { ScheduleState } from '../../../src/protocol/schedule';
import { checkAlerts } from '../../../src/workers/alerts/evaluate';
import { appStatus, emptyStatus } from '../../backup/sample';
import { at, backups, freshWorlds, heard, HOUR, parts, pass, world, written } from './world';

freshWorlds();

it('is silent while all is well, whether the watcher checks often or for the first time', async () => {
  await pass(20);
  expect([world.sink.received, written()]).toEqual([[], []]);
});

it('reports once that an app has no backup, and once that it is over, to the targets of alerts', async () => {
  backups({ phone: appStatus(at(-5)), wiki: appStatus(at(100)) });
  await pass(40);
  expect(heard()).toEqual(['/team alert stale:phone']);
  const { body } = world.sink.received[0]!;
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
  expect(world.sink.received[1]!.body).toMatchObject({
    title: 'Over: no backup of phone',
    at: '2026-11-22T00:00:00.000Z',
  });
  expect(written()).toEqual(['alert stale phone began', 'alert stale phone over']);
  expect(world.audit.list({})[1]).toMatchObject({ seconds: 16.75 * 3600, who: 'roost', host: 'hornbill' });
  await pass(20);
  expect(heard().slice(2)).toEqual(['/team alert stale:phone']);
});

it('gives a new installation its first night', async () => {
  rmSync(join(world.folder, 'backups'), { recursive: true });
  world.schedule = { paused: false, note: null, next: null, last: null };
  await pass(25);
  expect(heard()).toEqual([]);
  await pass(2);
  expect(heard()).toEqual(['/team alert stale:phone', '/team alert stale:wiki']);
});

it('reports pause, absence, a missed night, budget and staging, each once and once more', async () => {
  const said = async (hours = 1): Promise<string[]> => {
    world.sink.received.length = 0;
    await pass(hours);
    return heard().map((line) => line.replace('/team ', ''));
  };
  const fresh = (bytes: number | null = null) =>
    backups({ phone: appStatus(at(1)), wiki: appStatus(at(1)) }, { ...emptyStatus().repository, bytes });
  const usual = world.schedule as ScheduleState;
  await pass(1);
  world.schedule = { ...usual, paused: true };
  expect(await said(2)).toEqual(['alert schedule-paused']);
  world.schedule = null;
  expect(await said()).toEqual(['recovery schedule-paused', 'alert schedule-missing']);
  world.schedule = { ...usual };
  expect(await said()).toEqual(['recovery schedule-missing']);
  fresh(11e9);
  world.disk = { free: 1e9, total: 40e9 };
  expect(await said()).toEqual(['alert budget', 'alert staging']);
  fresh(9e9);
  world.disk = { free: 30e9, total: 40e9 };
  expect(await said()).toEqual(['recovery budget', 'recovery staging']);
  // A night that does not come, though Temporal has it planned.
  for (let time = 0; time < 3; time++) {
    world.clock += 10 * HOUR;
    fresh();
    world.schedule = { ...usual };
    await checkAlerts(parts());
  }
  expect(heard().at(-1)).toBe('/team alert schedule-missed');
  world.schedule = { ...usual, last: at(0) };
  fresh();
  expect(await said()).toEqual(['recovery schedule-missed']);
});

it('reports once that data are gone, and once that it is over', async () => {
  const fell = (bytes: number, fallen: object) => {
    const apps = { phone: appStatus(at(-1)), wiki: appStatus(at(-1)) };
    Object.assign(apps.phone.lastSuccess!, { sources: { 'folders/data': { bytes, files: 1 } }, fallen });
    backups(apps);
  };
  fell(10, { 'folders/data': { was: { bytes: 1e9, files: 1 }, since: at(-1) } });
  await pass(3);
  expect(heard()).toEqual(['/team alert fallen:phone:folders/data']);
  expect(world.sink.received[0]!.body).toMatchObject({
    app: 'phone',
    title: 'Alert: much of the data of phone is gone',
  });
  fell(1e9, {});
  await pass(3);
  expect(heard().slice(1)).toEqual(['/team recovery fallen:phone:folders/data']);
  expect(written()).toEqual(['alert fallen phone began', 'alert fallen phone over']);
});

it('reports each change of a host once, and that it is over when the host is right again', async () => {
  const differs = (...states: string[]) => {
    const drifts = states.map((is) => ({ kind: 'file' as const, name: '/etc/a', is, want: 'b' }));
    world.hosts = { hornbill: { at: at(0), provisioned: true, drifts } };
  };
  differs('x');
  await pass(2);
  expect(heard()).toEqual(['/team alert hostDrift:hornbill']);
  expect(world.sink.received[0]!.body).toMatchObject({
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
  expect(readWatch(join(world.folder, 'alerts.json')).alerts[0]!.says).toMatch(/1 thing differed/);
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
  world.isWikiOff = true;
  await checkAlerts(parts());
  expect(heard()).toEqual(['/team alert stale:wiki', '/team recovery stale:wiki']);
});
