import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../../../src/activities';
import type { Deps } from '../../../../src/activities/deps';
import { backupPaths, readStatus } from '../../../../src/backup';
import { RoostError } from '../../../../src/errors';
import { createRedactor } from '../../../../src/host/redact';
import type { Activities } from '../../../../src/protocol/activities';
import { parse, sample } from '../../../fleet/file/sample';

const HOUR = 3_600_000;
let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'roost-night-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const good = () =>
  parse(
    `secrets: { file: /s }\nbackup: { repository: { url: /srv/r, password: { secret: P } }, folder: ${folder} }\n${sample}`,
  );
const log = { info: () => {}, warn: () => {}, error: () => {} };

/** A fleet file that somebody is just changing, over what it was before: null, where nobody has read it. */
function changing(before: (() => ReturnType<typeof good>) | null): Activities {
  const redactor = createRedactor();
  redactor.add('of-a-database');
  const fail = async (code: 'FleetInvalid' | 'FleetNotFound') => {
    throw new RoostError(code, 'line 7: of-a-database is no app');
  };
  const deps = {
    fleet: () => fail('FleetInvalid'),
    lastFleet: async () => before?.() ?? fail('FleetNotFound'),
    redactor,
    log,
  };
  return createActivities(deps as unknown as Deps);
}

const run = <A extends unknown[], R>(activity: (...args: A) => Promise<R>, ...args: A): Promise<R> =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(activity, ...args);

describe('the plan of a night', () => {
  const startedAt = () => new Date(Date.now() - HOUR).toISOString();

  it('has the time that is left of the night since it began, and how long its parts may take', async () => {
    const plan = await run(createActivities({ fleet: async () => good() } as unknown as Deps).planNight, {
      startedAt: startedAt(),
    });
    expect(plan.apps.map(({ app }) => app)).toEqual(Object.keys(good().apps));
    expect(plan.left).toBeLessThanOrEqual(19 * HOUR);
    expect(plan.left).toBeGreaterThan(19 * HOUR - 60_000);
    expect(plan).toMatchObject({ grace: 30 * 60_000, lockLimit: 2 * HOUR + 10 * 60_000, warnings: [] });
  });

  it('has not the apps that have their own times alone; those have a plan as long as the fleet file says so', async () => {
    const fleet = good();
    const [first, ...others] = Object.values(fleet.apps);
    Object.assign(first!.backup, { at: ['12:00'], night: false });
    const { planNight } = createActivities({ fleet: async () => fleet } as unknown as Deps);
    const appsOf = async (own?: string[]): Promise<string[]> =>
      (await run(planNight, { startedAt: startedAt(), ...(own && { apps: own, own: true }) })).apps.map(
        ({ app }) => app,
      );
    expect(await appsOf()).toEqual(others.map(({ name }) => name));
    expect(await appsOf([first!.name])).toEqual([first!.name]);
    delete first!.backup.at;
    expect(await appsOf([first!.name, 'left-the-file'])).toEqual([]);
  });

  it('is made of the last good fleet file while that is just changed, and says so', async () => {
    const plan = await run(changing(good).planNight, { startedAt: startedAt() });
    expect(plan.apps).toHaveLength(Object.keys(good().apps).length);
    expect(plan.warnings).toEqual([
      'The night goes by the last good fleet file: line 7: [redacted] is no app',
    ]);
  });
});

const nothing = null as never;
const scope = { kind: 'app', app: 'phone' } as const;
const context = { scope: { ...scope, host: 'hornbill' }, step: 'one', operation: '1' } as never;

type Ask = (activities: Activities) => Promise<unknown>;
const steps = ['takeCopy', 'dropCopies', 'pullCopies', 'snapshotCopies', 'recordBackup'] as const;
const afterwards = [
  'backupControl',
  'forgetSnapshots',
  'checkRepository',
  'copyRepository',
  'proveSnapshots',
] as const;

it.each<[string, Ask]>([
  ['the lock', ({ acquireLock }) => run(acquireLock, { scope, kind: 'backup', by: 'schedule' })],
  ['freeing it', ({ releaseLock }) => run(releaseLock, { scope, kind: 'backup', token: 1 }, null)],
  ['the plan', ({ planBackup }) => run(planBackup, { app: 'phone' }, null)],
  ...steps.map((kind): [string, Ask] => [kind, (activities) => run(activities[kind], nothing, context)]),
  ...afterwards.map((name): [string, Ask] => [
    name,
    (activities) => run<[string[]], unknown>(activities[name], []),
  ]),
])('goes on by that one in an app and afterwards, too: %s', async (_, ask) => {
  // Asked for the last good one, of which there is none here.
  await expect(ask(changing(null))).rejects.toMatchObject({ type: 'FleetNotFound' });
});

it('is what only backups begin by; what has begun goes on by it in every run', async () => {
  await expect(run(changing(good).acquireLock, { scope, kind: 'deploy', by: 'anna' })).rejects.toMatchObject({
    type: 'FleetInvalid',
  });
  const step = run(changing(null).setMaintenance, nothing, context);
  await expect(step).rejects.toBeInstanceOf(ApplicationFailure);
  await expect(step).rejects.toMatchObject({ type: 'FleetNotFound' });
});

it('records a night, and in a line what became of its apps', async () => {
  const night = {
    startedAt: '2026-11-22T03:00:00.000Z',
    succeeded: 2,
    failed: [{ app: 'wiki', code: 'CopyFailed' }],
    skipped: ['docs', 'new'],
    upkeep: null,
  };
  await run(changing(good).recordNight, night);
  expect((await readStatus(backupPaths(folder).status)).night).toMatchObject(night);
  expect(readFileSync(backupPaths(folder).log, 'utf8')).toMatch(
    / night of 2026-11-22T03:00:00.000Z: 2 apps succeeded; nothing to back up: docs, new; failed: wiki CopyFailed\n$/,
  );
});
