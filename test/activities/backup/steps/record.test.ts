/** What is written down of a backup, and what is said of data that went. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ControlSite } from '../../../../src/activities/app/site';
import { recordBackup } from '../../../../src/activities/backup/steps/record';
import { backupPaths, readStatus, type AppStatus, type BackupPaths } from '../../../../src/backup';
import type { CopySource } from '../../../../src/protocol/data';
import { emptyStatus, successAt } from '../../../backup/sample';

const sources: CopySource[] = [
  { kind: 'postgres', service: 'db', user: 'phone', database: 'phone' },
  { kind: 'sqlite', path: 'data/app.db' },
  { kind: 'volume', name: 'uploads' },
  { kind: 'folder', path: 'data/voicemails' },
  { kind: 'folder', path: 'data/fax' },
  { kind: 'config', files: [], proxy: null },
];

describe('the record of a backup', () => {
  let folder: string;
  let paths: BackupPaths;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'roost-record-'));
    paths = backupPaths(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (file: string, text: string): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const stage = (path: string, bytes: number): void =>
    write(join(paths.app('phone'), path), 'x'.repeat(bytes));

  async function record(operation: string, pulledBy = operation) {
    write(paths.mark('phone', 'pulled'), pulledBy);
    write(
      paths.mark('phone', 'snapshot'),
      JSON.stringify({
        operation,
        id: `of-${operation}`,
        time: '2026-11-21T03:00:00Z',
        bytes: 1,
        files: 1,
        added: 1,
      }),
    );
    const site = {
      backup: paths,
      app: { name: 'phone' },
      operation,
      scope: { host: 'hornbill' },
      workflowId: 'backup-phone',
      since: async () => Date.now(),
    };
    return recordBackup(site as unknown as ControlSite, {
      sources,
      release: { commit: null, version: null },
      listed: 'later',
    });
  }
  const success = async () => (await readStatus(paths.status)).apps.phone!.lastSuccess!;

  it('counts each source by itself, where it lies in the staging', async () => {
    stage('copies/postgres/phone.dump', 10);
    stage('copies/postgres/globals.sql', 1);
    stage('copies/sqlite/data/app.db', 5);
    stage('copies/volumes/uploads.tar', 7);
    stage('copies/config/compose.yaml', 2);
    stage('folders/data/voicemails/1', 3);
    stage('folders/data/voicemails/2', 3);
    await record('0000000001');
    expect(await success()).toMatchObject({
      fallen: {},
      sources: {
        'copies/postgres': { bytes: 11, files: 2 },
        'copies/sqlite/data/app.db': { bytes: 5, files: 1 },
        'copies/volumes/uploads.tar': { bytes: 7, files: 1 },
        'folders/data/voicemails': { bytes: 6, files: 2 },
        'folders/data/fax': { bytes: 0, files: 0 },
        'copies/config': { bytes: 2, files: 1 },
      },
    });
  });

  it('says of one folder that it fell beside others that grew, and goes on saying so', async () => {
    stage('folders/data/voicemails/1', 300_000);
    stage('folders/data/fax/1', 300_000);
    expect((await record('0000000001')).warnings).toEqual([]);
    stage('folders/data/fax/1', 10);
    stage('folders/data/voicemails/1', 900_000);
    const warning = 'Less than before: folders/data/fax has 10 B in 1 file, before 300 KB in 1 file.';
    expect((await record('0000000002')).warnings).toEqual([warning]);
    const fallen = {
      'folders/data/fax': { was: { bytes: 300_000, files: 1 }, since: expect.any(String) as string },
    };
    expect((await success()).fallen).toEqual(fallen);
    expect(readFileSync(paths.log, 'utf8')).toContain(
      'of-00000, 1 bytes; folders/data/fax has 10 B in 1 file, before',
    );
    // A second attempt meets its own record.
    expect((await record('0000000002')).warnings).toEqual([]);
    expect((await success()).fallen).toEqual(fallen);
    // The next night compares with what fell, and says it in no checklist again.
    expect((await record('0000000003')).warnings).toEqual([]);
    expect((await success()).fallen).toEqual(fallen);
    stage('folders/data/fax/1', 200_000);
    expect((await record('0000000004')).warnings).toEqual([]);
    expect((await success()).fallen).toEqual({});
  });

  it('compares with what an older version has counted', async () => {
    const old = successAt('2026-11-20T03:00:00Z', {
      sources: { folders: { bytes: 800_000, files: 2 }, postgres: { bytes: 20, files: 2 } },
    });
    const phone: AppStatus = { host: 'hornbill', lastAttempt: null, lastSuccess: old };
    write(paths.status, JSON.stringify(emptyStatus({ apps: { phone } })));
    stage('folders/data/voicemails/1', 500_000);
    stage('copies/postgres/phone.dump', 20);
    expect((await record('0000000001')).warnings).toEqual([]);
  });

  it('keeps the amounts that it knows where another operation has pulled since', async () => {
    stage('folders/data/fax/1', 300_000);
    await record('0000000001');
    stage('folders/data/fax/1', 10);
    expect((await record('0000000002', '0000000003')).warnings).toEqual([]);
    expect((await success()).sources['folders/data/fax']).toEqual({ bytes: 300_000, files: 1 });
  });
});
