/** What a retry makes of a snapshot whose end nobody heard. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ControlSite } from '../../../../src/activities/app/site';
import { madeBy, newestOf, snapshotCopies } from '../../../../src/activities/backup/steps/snapshot';
import { backupPaths } from '../../../../src/backup';
import type { Snapshot } from '../../../../src/restic';

const operation = '0123456789';
const snapshot = (id: string, bytes: number, files: number): Snapshot => ({
  id,
  time: '2026-11-21T03:00:00Z',
  host: 'hornbill',
  tags: ['app=phone', `operation=${operation}`],
  paths: [],
  bytes,
  files,
});

describe('a snapshot whose end nobody heard', () => {
  let folder: string;
  let listed: Snapshot[];
  let made: number;
  let site: ControlSite;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'roost-snapshot-'));
    made = 0;
    const paths = backupPaths(folder);
    for (const [file, text] of [
      [join(paths.app('phone'), 'copies', 'phone.dump'), '12345'],
      [join(paths.app('phone'), 'folders', 'note'), '123'],
      [paths.mark('phone', 'pulled'), operation],
      [paths.mark('phone', 'snapshotting'), operation],
    ] as const) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const restic = {
      snapshots: async () => listed,
      backup: async () => {
        made += 1;
        return { snapshot: 'anew0000', bytes: 8, files: 2, added: 1, seconds: 0 };
      },
    };
    site = {
      backup: paths,
      fleet: { backup: { folder } },
      app: { name: 'phone' },
      operation,
      restic: async () => restic,
    } as unknown as ControlSite;
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const retry = () =>
    new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(() =>
      snapshotCopies(site, { host: 'hornbill' }),
    );

  it('counts where it holds all that was pulled', async () => {
    listed = [snapshot('whole000', 8, 2)];
    expect(await retry()).toBe('whole000, made before');
    expect([made, (await madeBy(site))?.id]).toEqual([0, 'whole000']);
    // An attempt whose answer is lost has left no mark, and its retry makes none.
    expect(readdirSync(dirname(backupPaths(folder).mark('phone', 'pulled'))).sort()).toEqual([
      'phone.pulled',
      'phone.snapshot',
    ]);
    listed = [];
    expect(await retry()).toBe('whole000, made before');
    expect(made).toBe(0);
  });

  it.each([
    ['bytes are missing', snapshot('partial0', 5, 2)],
    ['a file is missing', snapshot('partial0', 8, 1)],
    [
      'it does not say what it holds',
      { ...snapshot('partial0', 8, 2), bytes: undefined, files: undefined } as unknown as Snapshot,
    ],
  ])('is made again where %s', async (_, partial) => {
    listed = [partial];
    expect(await retry()).toMatch(/^anew0000: 8 bytes/);
    expect([made, (await madeBy(site))?.id]).toEqual([1, 'anew0000']);
  });

  it('of two of one operation the later one counts', () => {
    expect(newestOf([snapshot('partial0', 5, 1), snapshot('whole000', 8, 2)], 'phone')?.id).toBe('whole000');
  });
});
