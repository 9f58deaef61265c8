/** What goes into the snapshot of the control host's own state. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { backupControl } from '../../../../src/activities/backup/night/control';
import type { Deps } from '../../../../src/activities/deps';
import { backupPaths } from '../../../../src/backup';
import { RoostError } from '../../../../src/errors';
import type { StepReport } from '../../../../src/protocol/steps/activities';
import type { BackupRequest } from '../../../../src/restic';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'roost-control-'))));
afterEach(() => rmSync(root, { recursive: true }));

it('is made anew each night, but for what a host said last that is away now', async () => {
  const folder = join(root, 'backups');
  const { control } = backupPaths(folder);
  mkdirSync(join(control, 'releases', 'hornbill'), { recursive: true });
  writeFileSync(join(control, 'releases', 'hornbill', 'phone.tar'), 'of the night before');
  for (const old of ['audit.db', 'of an older version']) writeFileSync(join(control, old), 'old');
  const ownFiles = {
    audit: join(root, 'audit.db'),
    temporal: join(root, 'nowhere.db'),
    alerts: join(root, 'alerts.json'),
    fleet: join(root, 'fleet.yaml'),
  };
  writeFileSync(ownFiles.fleet, 'apps: {}\n');
  writeFileSync(ownFiles.alerts, '{"open":[]}');
  writeFileSync(backupPaths(folder).status, '{"version":1}');
  const audit = new DatabaseSync(ownFiles.audit);
  audit.exec("create table t (x); insert into t values ('a run')");
  audit.close();

  const apps = { phone: { name: 'phone', host: 'hornbill', directory: '/srv/apps/phone', source: 'src' } };
  const away = { exec: () => Promise.reject(new RoostError('HostUnreachable', 'hornbill is away')) };
  let stored: BackupRequest | undefined;
  let files: string[] = [];
  const restic = {
    backup: async (request: BackupRequest) => {
      [stored, files] = [request, readdirSync(request.path, { recursive: true, encoding: 'utf8' })];
      return { snapshot: '5ca1ab1e00', bytes: 12, files: 4, added: 1, seconds: 0 };
    },
  };
  const deps = {
    fleet: async () => ({
      apps,
      hosts: { hornbill: { name: 'hornbill' } },
      backup: { folder, repository: {} },
    }),
    host: () => away,
    jobs: () => null,
    guard: () => null,
    restic: async () => restic,
    ownFiles,
  } as unknown as Deps;
  const environment = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
  const { note } = await environment.run<[], StepReport, () => Promise<StepReport>>(() =>
    backupControl(deps),
  );

  expect(note).toBe('5ca1ab1e: 12 bytes; releases as they were copied last: phone (HostUnreachable)');
  expect(stored).toMatchObject({
    path: control,
    tags: ['roost=control', expect.stringMatching(/^operation=/)],
  });
  expect(files.sort()).toEqual([
    'FLEET_COMMIT',
    'alerts.json',
    'audit.db',
    'fleet.yaml',
    'releases',
    'releases/hornbill',
    'releases/hornbill/phone.tar',
    'status.json',
  ]);
  expect(readFileSync(join(control, 'releases', 'hornbill', 'phone.tar'), 'utf8')).toBe(
    'of the night before',
  );
  const copy = new DatabaseSync(join(control, 'audit.db'), { readOnly: true });
  expect(copy.prepare('select x from t').get()).toEqual({ x: 'a run' });
  copy.close();
  expect(existsSync(backupPaths(folder).mark('.repository', 'child'))).toBe(false);
});
