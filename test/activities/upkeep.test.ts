/** What the night does with a repository that could not be read back, and after an attempt that was cut short. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Deps } from '../../src/activities/deps';
import { checkRepository, copyRepository, forgetSnapshots } from '../../src/activities/upkeep';
import { backupPaths, readStatus } from '../../src/backup';
import { RoostError } from '../../src/errors';
import type { Restic } from '../../src/restic';
import { emptyStatus } from '../backup/sample';

const coded = (code: string) => expect.objectContaining({ code });

describe('the upkeep of a repository', () => {
  let folder: string;
  let did: string[];
  let isDamaged: boolean;
  let forgets: number;
  let prunes: () => void;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'roost-upkeep-'));
    [did, isDamaged, forgets, prunes] = [[], false, 1, () => {}];
    writeFileSync(backupPaths(folder).status, JSON.stringify(emptyStatus()));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const restic = {
    where: '/repository',
    exists: async () => true,
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
  const backup = () => ({ folder, repository: {}, second: {}, checkParts: 8, retention: {} });
  const deps = { fleet: async () => ({ backup: backup() }), restic: async () => restic } as unknown as Deps;
  const run = <T>(work: () => Promise<T>): Promise<T> => new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(work);
  const repository = async () => (await readStatus(backupPaths(folder).status)).repository;
  const done = () => did.splice(0);

  it('reads one part after another back, once a week', async () => {
    await run(() => checkRepository(deps));
    await run(() => checkRepository(deps));
    expect([done(), (await repository()).checked]).toEqual([['check 1/8'], expect.objectContaining({ part: 1, parts: 8 })]);
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
