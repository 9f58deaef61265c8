/**
 * What is known of an app before it is backed up: asked of its host in a
 * real shell, and of the control host's own files.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { planBackup } from '../../../src/activities/backup/plan';
import type { Deps } from '../../../src/activities/deps';
import { backupPaths, changeStatus, type SuccessStatus } from '../../../src/backup';
import type { RoostError } from '../../../src/errors';
import type { AppConfig, Fleet } from '../../../src/fleet/file';
import { localHost } from '../../client/local-host';
import { config } from '../../plan/backup/backup-facts';
import { app as phone, host } from '../../plan/release/facts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roost-plan-'));
  for (const folder of ['app/.roost', 'bin']) mkdirSync(join(root, folder), { recursive: true });
  containers({});
});
afterEach(() => rmSync(root, { recursive: true }));

/** Of the app, by id: Docker's word for how each is. */
function containers(states: Record<string, string>): void {
  const labels = {
    'com.docker.compose.project': 'src',
    'com.docker.compose.project.working_dir': join(root, 'app/src'),
  };
  const all = Object.entries(states).map(([id, Status]) => ({
    Id: id,
    Name: `/${id}`,
    State: { Status },
    Config: { Labels: { ...labels, 'com.docker.compose.service': id } },
  }));
  writeFileSync(
    join(root, 'bin/docker'),
    `#!/bin/sh\ncase $1 in\nps) echo '${Object.keys(states).join(' ')}';;\ninspect) echo '${JSON.stringify(all)}';;\nesac\n`,
  );
  chmodSync(join(root, 'bin/docker'), 0o755);
}

const none: AppConfig['data'] = { services: [], folders: [], sqlite: [], volumes: [] };

function plan(
  data: Partial<AppConfig['data']>,
  script: string | undefined,
  serving = 4,
): ReturnType<typeof planBackup> {
  const app: AppConfig = {
    ...phone,
    contract: 'compose',
    directory: join(root, 'app'),
    data: { ...none, ...data },
    scripts: { backup: script },
  };
  const backup = { ...config, folder: join(root, 'backups') };
  const fleet = {
    apps: { phone: app },
    hosts: { hornbill: host },
    backup,
    decide: { wait: 1 },
  } as unknown as Fleet;
  for (const folder of ['src', `.roost/releases/${serving}`])
    mkdirSync(join(root, 'app', folder), { recursive: true });
  const deps = {
    fleet: async () => fleet,
    host: () => localHost('hornbill', join(root, 'bin')),
    jobs: () => ({}),
    guard: () => ({ current: async () => ({ release: serving, operation: 'o', runId: 'r' }) }),
  } as unknown as Deps;
  const env = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
  return env.run(() => planBackup(deps, { app: 'phone', by: 'me' }, null)) as ReturnType<typeof planBackup>;
}

const had = (sources: SuccessStatus['sources']) =>
  changeStatus(backupPaths(join(root, 'backups')).status, ({ apps }) => {
    apps.phone = {
      host: 'hornbill',
      lastAttempt: null,
      lastSuccess: { sources } as unknown as SuccessStatus,
    };
  });

describe('who a former script has left stopped', () => {
  const left = async (script?: string, serving?: number) => {
    const { steps, warnings } = (await plan({}, script, serving)).plan;
    return { left: (steps[0]!.call.args as { left?: string[] }).left, warnings: warnings.length };
  };
  beforeEach(() => {
    containers({ app: 'running', db: 'exited', queue: 'exited', web: 'created' });
    writeFileSync(join(root, 'app/.roost/ran'), '4 app db web gone\n');
  });

  it('is who ran before it and does not now', async () => {
    expect(await left('./run')).toEqual({ left: ['db', 'web'], warnings: 1 });
    expect(await left()).toEqual({ left: ['db', 'web'], warnings: 1 });
  });

  it('is nobody where another release serves by now', async () => {
    expect(await left('./run', 5)).toEqual({ left: undefined, warnings: 0 });
  });

  it('is nobody where all run again', async () => {
    containers({ app: 'running', db: 'running', queue: 'exited', web: 'restarting' });
    expect(await left('./run')).toEqual({ left: undefined, warnings: 0 });
  });
});

describe('room', () => {
  const HUGE = 2 ** 60;

  it('is needed for volumes as for the last time', async () => {
    await had({
      'copies/volumes/media.tar': { bytes: HUGE, files: 1 },
      'copies/volumes/more.tar': { bytes: 5, files: 1 },
    });
    const refused = await plan({ volumes: ['more', 'media'] }, undefined).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'DiskFull' });
    // With the share of the disk that is left free.
    const { needed } = (refused as RoostError).details as { needed: number };
    expect(needed - HUGE).toBeGreaterThan(60 * 1024 * 1024);
    expect(needed - HUGE).toBeLessThan(11 * 1024 ** 3);
    expect((await plan({ volumes: ['more', 'new'] }, undefined)).plan.steps.length).toBeGreaterThan(0);
  });

  it.each<[string, object, boolean]>([
    ['no longer', { keptUntil: '2026-01-01T00:00:00Z' }, true],
    ['still', { keptUntil: '2999-01-01T00:00:00Z' }, false],
    ['until its data are sanitized', { keptUntil: '2026-01-01T00:00:00Z', unsanitized: 'wiki' }, false],
    [
      'no longer after its undo',
      { keptUntil: '2026-01-01T00:00:00Z', unsanitized: 'wiki', undone: '2025-12-01T00:00:00Z' },
      true,
    ],
  ])('is freed by what a restore keeps %s', async (_, state, isFreed) => {
    writeFileSync(join(root, 'app/.roost/wrote'), `${HUGE}\n`);
    const at = join(root, 'app/.roost/restores/0123456789');
    mkdirSync(at, { recursive: true });
    const sources = [{ kind: 'folder', path: 'data', from: 'folders/data', bytes: HUGE, files: 1 }];
    const record = { operation: '0123456789', at: '2025-12-01T00:00:00Z', into: 'live', sources, ...state };
    writeFileSync(join(at, 'restore.json'), JSON.stringify(record));
    // Where it is freed, only the control host is left without room.
    const where = isFreed ? 'the control host' : 'hornbill';
    await expect(plan({}, './run')).rejects.toThrow(new RegExp(` on ${where}, where`));
  });

  it('is needed for what a script wrote the last time', async () => {
    writeFileSync(join(root, 'app/.roost/wrote'), `${HUGE}\n`);
    await expect(plan({}, './run')).rejects.toMatchObject({ code: 'DiskFull' });
    expect((await plan({}, undefined)).plan.steps.length).toBeGreaterThan(0);
  });
});
