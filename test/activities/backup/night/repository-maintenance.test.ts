/**
 * What the night does with a repository that could not be read back,
 * and after an attempt that was cut short.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import {
  checkRepository,
  copyRepository,
  forgetSnapshots,
} from '../../../../src/activities/backup/night/repository-maintenance';
import type { Deps } from '../../../../src/activities/deps';
import { backupPaths, readStatus } from '../../../../src/backup';
import { RoostError } from '../../../../src/errors';
import type { Restic } from '../../../../src/restic';
import { emptyStatus } from '../../../backup/sample';

const coded = (code: string) => expect.objectContaining({ code });

describe('the upkeep of a repository', () => {
  let folder: string;
  let did: string[];
  let isDamaged: boolean;
  let forgets: number;
  let listed: string[];
  let checkParts: number;
  let prunes: () => void;
  let isLocked: boolean;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'roost-upkeep-'));
    [did, isDamaged, forgets, listed, checkParts, prunes, isLocked] = [[], false, 1, [], 8, () => {}, false];
    writeFileSync(backupPaths(folder).status, JSON.stringify(emptyStatus()));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const restic = {
    where: '/repository',
    exists: async () => true,
    snapshots: async () => listed.map((tag) => ({ id: `id of ${tag}`, tags: [tag, 'operation=0123456789'] })),
    setApart: async ({ id }: { id: string }) => {
      did.push(`set apart ${id}`);
      if (isLocked) throw new RoostError('RepositoryLocked', 'another restic has it');
    },
    forget: async (tag: string) => {
      did.push(`forget ${tag}`);
      return { kept: 1, removed: forgets };
    },
    prune: async () => {
      did.push('prune');
      prunes();
    },
    check: async (part: number, parts: number) => {
      did.push(`check ${part}/${parts}`);
      if (isDamaged) throw new RoostError('RepositoryDamaged', 'pack 5ca1ab1e is damaged');
    },
    copyFrom: async () => void did.push('copy'),
    size: async () => 1_000,
  } as unknown as Restic;
  const backup = () => ({ folder, repository: {}, second: {}, checkParts, retention: {} });
  const deps = {
    fleet: async () => ({ apps: {}, backup: backup() }),
    restic: async () => restic,
  } as unknown as Deps;
  const run = <T>(work: () => Promise<T>): Promise<T> =>
    new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(work);
  const repository = async () => (await readStatus(backupPaths(folder).status)).repository;
  const done = () => did.splice(0);

  describe('a snapshot that lacks files and counts as whole still', () => {
    const forget = () => run(() => forgetSnapshots(deps, ['phone', 'site']));
    beforeEach(() => {
      mkdirSync(backupPaths(folder).marks);
      writeFileSync(
        backupPaths(folder).mark('phone', 'partial'),
        'id of app=phone\nof one that was set apart\n',
      );
      listed = ['app=phone', 'app=site'];
    });

    it('is set apart before anything is forgotten, once', async () => {
      await forget();
      expect(done().slice(0, 2)).toEqual(['set apart id of app=phone', 'forget app=phone']);
      await forget();
      expect(done()[0]).toBe('forget app=phone');
    });

    it('keeps the night from forgetting as long as it cannot be', async () => {
      isLocked = true;
      await expect(forget()).rejects.toMatchObject({ code: 'RepositoryLocked' });
      await expect(forget()).rejects.toMatchObject({ code: 'RepositoryLocked' });
      expect(done()).toEqual(['set apart id of app=phone', 'set apart id of app=phone']);
    });
  });

  it('is not copied to the second repository while it counts as whole', async () => {
    mkdirSync(backupPaths(folder).marks);
    writeFileSync(backupPaths(folder).mark('phone', 'partial'), 'id of app=phone\n');
    listed = ['app=phone', 'app=site'];
    const copy = () => run(() => copyRepository(deps, ['phone', 'site']));
    await expect(copy()).rejects.toMatchObject({
      code: 'BackupPartial',
      message: expect.stringContaining('phone') as string,
    });
    expect(done()).toEqual([]);
    listed = ['partial=phone', 'app=site'];
    await copy();
    expect(done()[0]).toBe('copy');
  });

  describe('reads one part after another back', () => {
    const DAY = 24 * 3_600_000;
    let now: number;
    beforeEach(() => {
      now = Date.parse('2026-11-22T03:00:00Z');
      jest.spyOn(Date, 'now').mockImplementation(() => now);
    });
    afterEach(() => jest.restoreAllMocks());

    /** As it was read so long before. */
    const readBefore = (days: number, part: number, parts = 8): void => {
      const checked = { part, parts, at: new Date(now - days * DAY).toISOString() };
      writeFileSync(
        backupPaths(folder).status,
        JSON.stringify(emptyStatus({ repository: { ...emptyStatus().repository, checked } })),
      );
    };
    const check = async (): Promise<string[]> => {
      await run(() => checkRepository(deps));
      return done();
    };

    it('from the first on', async () => {
      expect(await check()).toEqual(['check 1/8']);
      expect((await repository()).checked).toMatchObject({ part: 1, parts: 8 });
    });

    it('once a week, however often the night comes', async () => {
      for (const days of [0, 1, 6, 6.7]) {
        readBefore(days, 1);
        expect([days, await check()]).toEqual([days, []]);
      }
      // A night that begins a little earlier than that of the week before.
      for (const days of [6.8, 7, 30]) {
        readBefore(days, 1);
        expect([days, await check()]).toEqual([days, ['check 2/8']]);
      }
    });

    it.each([
      ['after the last comes the first', 8, 8, 'check 1/8'],
      ['by a new division it goes on', 3, 52, 'check 4/8'],
      ['and wraps', 9, 52, 'check 2/8'],
    ])('%s', async (_, part, parts, expected) => {
      readBefore(7, part, parts);
      expect(await check()).toEqual([expected]);
    });

    it('all of them in as many weeks', async () => {
      checkParts = 3;
      const seen: string[] = [];
      for (let week = 0; week < 4; week += 1) {
        seen.push(...(await check()));
        const { checked } = await repository();
        // What the file says is of the real clock.
        readBefore(7, checked!.part, checked!.parts);
      }
      expect(seen).toEqual(['check 1/3', 'check 2/3', 'check 3/3', 'check 1/3']);
    });
  });

  it('takes a damaged part for whole only when that very part was read, whatever the division is by now', async () => {
    isDamaged = true;
    await expect(run(() => checkRepository(deps))).rejects.toEqual(coded('RepositoryDamaged'));
    [isDamaged, checkParts] = [false, 4];
    done();
    await run(() => checkRepository(deps));
    expect([done(), await repository()]).toEqual([
      ['check 1/8'],
      expect.objectContaining({ damaged: null, checked: expect.objectContaining({ parts: 8 }) }),
    ]);
    [isDamaged, checkParts] = [true, 2];
    writeFileSync(
      backupPaths(folder).status,
      JSON.stringify(
        emptyStatus({
          repository: {
            ...emptyStatus().repository,
            damaged: { part: 5, parts: 8, at: '2026-11-01T00:00:00Z' },
          },
        }),
      ),
    );
    await expect(run(() => checkRepository(deps))).rejects.toEqual(coded('RepositoryDamaged'));
    expect([done(), (await repository()).damaged]).toEqual([
      ['check 5/8'],
      expect.objectContaining({ part: 5, parts: 8 }),
    ]);
  });

  it('forgets partial snapshots apart from whole ones, where there are any', async () => {
    listed = ['app=phone', 'partial=site', 'partial=of no app'];
    await run(() => forgetSnapshots(deps, ['phone', 'site']));
    expect(done()).toEqual([
      'forget app=phone',
      'forget app=site',
      'forget partial=site',
      'forget roost=control',
      'prune',
    ]);
    await run(() => copyRepository(deps, ['site']));
    expect(done()).toEqual([
      'copy',
      'forget app=site',
      'forget partial=site',
      'forget roost=control',
      'prune',
    ]);
  });

  it('forgets, prunes and copies nothing while a part cannot be read back; then goes on', async () => {
    isDamaged = true;
    await expect(run(() => checkRepository(deps))).rejects.toEqual(coded('RepositoryDamaged'));
    expect((await repository()).damaged).toMatchObject({ part: 1, parts: 8 });
    done();
    await expect(run(() => forgetSnapshots(deps, ['phone']))).rejects.toEqual(coded('RepositoryDamaged'));
    await expect(run(() => checkRepository(deps))).rejects.toEqual(coded('RepositoryDamaged'));
    await expect(run(() => copyRepository(deps, ['phone']))).rejects.toEqual(coded('RepositoryDamaged'));
    expect(done()).toEqual(['check 1/8', 'check 1/8']);
    isDamaged = false;
    await run(() => forgetSnapshots(deps, ['phone']));
    expect(done()).toEqual(['check 1/8', 'forget app=phone', 'forget roost=control', 'prune']);
    expect(await repository()).toMatchObject({ damaged: null, checked: { part: 1 } });
    await run(() => copyRepository(deps, ['phone']));
    expect(done()[0]).toBe('copy');
  });

  it('prunes what an attempt has forgotten that ended before its prune', async () => {
    prunes = () => {
      throw new RoostError('ResticFailed', 'killed');
    };
    await expect(run(() => forgetSnapshots(deps, []))).rejects.toEqual(coded('ResticFailed'));
    [forgets, prunes] = [0, () => {}];
    done();
    await run(() => forgetSnapshots(deps, []));
    expect(done()).toContain('prune');
    expect(await repository()).toMatchObject({ pruneDue: false, prunedAt: expect.any(String) as string });
    await run(() => forgetSnapshots(deps, []));
    expect(done()).not.toContain('prune');
  });
});
