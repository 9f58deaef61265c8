import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proveSnapshots } from '../../../../src/activities/backup/night/verify-snapshots';
import type { Deps } from '../../../../src/activities/deps';
import { backupPaths, readStatus, type AppStatus } from '../../../../src/backup';
import type { Restic, Snapshot } from '../../../../src/restic';
import { emptyStatus, successAt } from '../../../backup/sample';

const at = '2026-11-22T03:00:00.000Z';
const snapshot = (id: string, app: string, time: string): Snapshot => ({
  id,
  time,
  host: 'hornbill',
  tags: [`app=${app}`, `operation=of-${id}`],
  paths: [],
});
const recorded = (id: string): AppStatus => ({
  host: 'hornbill',
  lastSuccess: successAt(at, { snapshot: id, sources: { data: { bytes: 1, files: 1 } } }),
  lastAttempt: { at, run: 'backup-phone-1', outcome: 'succeeded', error: null },
});

describe('the look for the snapshots of a night', () => {
  let folder: string;
  let asked: number;
  let listed: Snapshot[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'roost-prove-'));
    asked = 0;
    const apps = { phone: recorded('aaaa'), site: recorded('bbbb'), wiki: recorded('cccc') };
    writeFileSync(backupPaths(folder).status, JSON.stringify(emptyStatus({ apps })));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const restic = { where: '/repository', snapshots: async () => (asked++, listed) } as unknown as Restic;
  const prove = (...apps: string[]) =>
    proveSnapshots(
      {
        fleet: async () => ({ backup: { folder, repository: {} } }),
        restic: async () => restic,
      } as unknown as Deps,
      apps,
    );

  it('asks the repository once, and changes nothing where all are there', async () => {
    listed = [snapshot('aaaa', 'phone', at), snapshot('bbbb', 'site', at)];
    const before = readFileSync(backupPaths(folder).status, 'utf8');
    expect(await prove('phone', 'site')).toEqual({ missing: [] });
    expect(asked).toBe(1);
    expect(readFileSync(backupPaths(folder).status, 'utf8')).toBe(before);
  });

  it('makes a failure of what is not listed, and goes back to what is', async () => {
    const earlier = '2026-11-21T03:00:00.000Z';
    listed = [snapshot('aaaa', 'phone', at), snapshot('0ld', 'site', earlier)];
    expect(await prove('phone', 'site', 'wiki')).toEqual({ missing: ['site', 'wiki'] });
    const { apps } = await readStatus(backupPaths(folder).status);
    expect(apps.phone).toEqual(recorded('aaaa'));
    expect(apps.site).toMatchObject({
      lastSuccess: {
        snapshot: '0ld',
        at: earlier,
        operation: 'of-0ld',
        sources: { data: { bytes: 1, files: 1 } },
      },
      lastAttempt: { outcome: 'failed', error: { code: 'SnapshotMissing' } },
    });
    expect(apps.wiki).toMatchObject({ lastSuccess: null, lastAttempt: { outcome: 'failed' } });
  });

  it('does the same when it is tried again', async () => {
    listed = [snapshot('aaaa', 'phone', at)];
    expect(await prove('site')).toEqual({ missing: ['site'] });
    expect(await prove('site')).toEqual({ missing: ['site'] });
  });
});
