/** The night's own forgetting over half a year, with real restic. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { forgetSnapshots } from '../../../../src/activities/backup/night/repository-maintenance';
import type { Deps } from '../../../../src/activities/deps';
import { backupPaths, readStatus } from '../../../../src/backup';
import type { StepReport } from '../../../../src/protocol/steps/activities';
import { appTag, openRestic, partialTag, type Restic } from '../../../../src/restic';
import { runRestic } from '../../../../src/restic/run';
import { findTool } from '../../../../src/tools';

jest.setTimeout(400_000);

let root: string;
let restic: Restic;
let call: (...args: string[]) => Promise<void>;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'roost-retention-'));
  const [executable, url, password, cache] = [
    await findTool('restic'),
    join(root, 'repository'),
    'a password',
    join(root, 'cache'),
  ];
  restic = openRestic({ executable, repository: { url, password, env: {} }, cache });
  const env = { RESTIC_REPOSITORY: url, RESTIC_PASSWORD: password, RESTIC_CACHE_DIR: cache };
  call = async (...args) => expect(await runRestic({ executable, args, env })).toMatchObject({ code: 0 });
  await restic.init();
  mkdirSync(join(root, 'data'));
  writeFileSync(join(root, 'data', 'rows'), 'rows');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const last = Date.UTC(2026, 5, 30, 3);

/**
 * One snapshot a night. Some at once: a small backup mostly waits,
 * for the key and to be sure of its lock.
 */
async function halfYear(path: string, tag: string, hostOf: (night: number) => string): Promise<void> {
  const todo = Array.from(
    { length: 182 },
    (_, night) => new Date(last - (181 - night) * 86_400_000),
  ).entries();
  const lane = async (): Promise<void> => {
    for (const [n, night] of todo) {
      await restic.backup({
        path,
        host: hostOf(n),
        tags: [tag],
        time: night.toISOString().slice(0, 19).replace('T', ' '),
      });
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}

it('leaves 7 daily, 4 weekly, 3 monthly of each app, also of one that has changed hosts; snapshots without an app stay', async () => {
  const path = join(root, 'data');
  await restic.backup({ path, host: 'toucan', tags: [], time: '2025-12-01 03:00:00' });
  await halfYear(path, appTag('moved'), (n) => (n < 100 ? 'hornbill' : 'toucan'));
  // The same nights of another app, which has always been where it is.
  await call('rewrite', '--new-host', 'hornbill', '--tag', appTag('moved'));
  await call('tag', '--tag', 'rewrite', '--remove', `${appTag('moved')},rewrite`, '--add', appTag('stays'));
  // Three that could not be read whole, after the last good one of that day.
  for (const hour of ['04', '05', '06'])
    await restic.backup({
      path,
      host: 'toucan',
      tags: [partialTag('moved')],
      time: `2026-06-30 ${hour}:00:00`,
    });

  const config = {
    folder: join(root, 'backups'),
    repository: {},
    retention: { daily: 7, weekly: 4, monthly: 3 },
  };
  const deps = {
    fleet: async () => ({ apps: {}, backup: config }),
    restic: async () => restic,
  } as unknown as Deps;
  const environment = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
  const { note } = await environment.run<[], StepReport, () => Promise<StepReport>>(() =>
    forgetSnapshots(deps, ['moved', 'stays']),
  );
  expect(note).toMatch(/^24 snapshots kept, 343 forgotten; \d+ bytes$/);

  // 24 to 30 June by day; the weeks that end on 14, 21, 28 June and the
  // running one; the last of April, May, June.
  const june = ['14', '21', '24', '25', '26', '27', '28', '29', '30'].map((day) => `2026-06-${day}`);
  for (const app of ['moved', 'stays']) {
    const left = await restic.snapshots(appTag(app));
    expect([app, left.map(({ time }) => time.slice(0, 10))]).toEqual([
      app,
      ['2026-04-30', '2026-05-31', ...june],
    ]);
    expect(new Set(left.map(({ host }) => host))).toEqual(
      new Set(app === 'moved' ? ['toucan'] : ['hornbill']),
    );
  }
  // As long as the policy asks for more than there are, restic keeps the oldest too.
  expect((await restic.snapshots(partialTag('moved'))).map(({ time }) => time.slice(11, 13))).toEqual([
    '04',
    '06',
  ]);
  expect(await restic.snapshots()).toHaveLength(11 + 11 + 2 + 1);
  expect((await readStatus(backupPaths(config.folder).status)).repository).toMatchObject({
    pruneDue: false,
    prunedAt: expect.any(String) as string,
  });
  await restic.check(1, 1);
});

it('leaves of an app what that says itself: hours and years, and for good what is marked so', async () => {
  const path = join(root, 'data');
  const at = (time: string, ...tags: string[]) =>
    restic.backup({ path, host: 'toucan', tags: [appTag('hours'), ...tags], time });
  await at('2023-03-01 03:00:00', 'roost=keep');
  for (const time of ['2024-05-01 03:00', '2024-08-01 03:00', '2025-08-01 03:00', '2026-06-30 08:10'])
    await at(`${time}:00`);
  for (const time of ['09:10', '09:50', '10:10']) await at(`2026-06-30 ${time}:00`);
  const retention = { hourly: 2, daily: 1, weekly: 0, monthly: 0, yearly: 3 };
  const config = {
    folder: join(root, 'hours'),
    repository: {},
    retention: { daily: 7, weekly: 4, monthly: 3 },
  };
  const fleet = { backup: config, apps: { hours: { backup: { retention } } } };
  const deps = { fleet: async () => fleet, restic: async () => restic } as unknown as Deps;
  mkdirSync(config.folder);
  const environment = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
  await environment.run<[], StepReport, () => Promise<StepReport>>(() => forgetSnapshots(deps, ['hours']));
  const left = await restic.snapshots(appTag('hours'));
  expect(left.map(({ time }) => time.slice(0, 16))).toEqual([
    '2023-03-01T03:00',
    '2024-08-01T03:00',
    '2025-08-01T03:00',
    '2026-06-30T09:50',
    '2026-06-30T10:10',
  ]);
});
