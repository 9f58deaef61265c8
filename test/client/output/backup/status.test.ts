import type { AppView, BackupView } from '../../../../src/backup';
import { appBackup, backupLines, backupStatusLines } from '../../../../src/client/output/backup/status';
import { plain } from '../../../../src/client/output/theme';
import { moment } from '../../../../src/client/output/time';
import { appStatus, emptyStatus } from '../../../backup/sample';

const now = new Date('2026-11-21T05:00:00Z');
const night = '2026-11-21T03:00:00.000Z';
const looking = { theme: { ...plain, width: 100 }, now };

const app = (more: Partial<AppView> = {}): AppView => ({
  ...appStatus(night),
  age: 7_200,
  drill: null,
  limit: 93_600,
  over: false,
  ...more,
});

const view = (more: Partial<BackupView> = {}): BackupView => ({
  apps: { phone: app() },
  repository: { ...emptyStatus().repository, budget: null },
  night: null,
  schedule: null,
  alerts: [],
  lookedAt: null,
  problem: null,
  ...more,
});

test('every app that is backed up, those that are not by name, and how the fleet stands', () => {
  const backup = view({
    apps: {
      phone: app(),
      web: app(appStatus(night, { at: '2026-11-21T04:00:00.000Z', code: 'CopyEmpty' })),
      wiki: app({ ...appStatus(null), over: true }),
    },
    repository: {
      ...emptyStatus().repository,
      bytes: 3e9,
      measuredAt: night,
      former: { bytes: 2e9, at: '2026-11-20T03:00:00.000Z' },
      checked: { part: 3, parts: 52, at: night },
      budget: 9e9,
    },
  });
  expect(backupStatusLines(['phone', 'web', 'wiki', 'docs'], backup, looking)).toEqual([
    'APP    LAST BACKUP                SIZE    TOOK        SNAPSHOT  LAST FAILURE',
    `phone  ${moment(night)}, 2 h ago  1.2 GB  1 min 00 s  5ca1ab1e`,
    `web    ${moment(night)}, 2 h ago  1.2 GB  1 min 00 s  5ca1ab1e  CopyEmpty, 1 h ago`,
    'wiki   never',
    'Not backed up (backup.from is off): docs',
    '',
    'repository  3.0 GB of 9.0 GB, +1.0 GB since 26 h ago, measured 2 h ago',
    'read back   part 3 of 52, 2 h ago',
    'last night  none yet',
    'next night  not known: no worker has run here yet',
  ]);
});

test('of a night, which apps had nothing to back up', () => {
  const ended = {
    startedAt: night,
    endedAt: '2026-11-21T04:00:00.000Z',
    run: 'night',
    succeeded: 2,
    failed: [],
    skipped: ['docs', 'wiki'],
    upkeep: null,
  };
  expect(backupLines(view({ night: ended }), looking)).toContain(
    '  last night  ended 1 h ago, 2 apps backed up, nothing to back up of docs, wiki',
  );
});

test('beneath what serves: a state that cannot be read, and what is wrong', () => {
  const alert = {
    key: 'stale:phone',
    app: 'phone',
    title: 'no backup of phone',
    says: 'phone has had no backup.',
    hint: '',
    since: night,
  } as const;
  expect(backupLines(null, looking)).toEqual([]);
  expect(backupLines(view({ problem: 'status.json cannot be read.', alerts: [alert] }), looking)).toEqual([
    '',
    'backup',
    '  status.json cannot be read.',
    '  repository  not measured yet',
    '  read back   no part yet',
    '  last night  none yet',
    '  next night  not known: no worker has run here yet',
    '  alert       phone has had no backup. (since 2 h ago)',
  ]);
});

test('data that went are told beneath their app', () => {
  const phone = app();
  const fallen = { 'folders/data': { was: { bytes: 1.2e9, files: 811 }, since: night } };
  Object.assign(phone.lastSuccess!, { sources: { 'folders/data': { bytes: 12, files: 1 } }, fallen });
  const says = 'folders/data has 12 B in 1 file, before 1.2 GB in 811 files, since 2 h ago';
  expect(backupStatusLines(['phone'], view({ apps: { phone } }), looking)[2]).toBe(`phone: ${says}`);
  expect(appBackup(phone, looking)).toEqual([expect.stringMatching(/^ {4}backup: 2 h ago/), `      ${says}`]);
});

test('a part that could not be read back is shown as failed', () => {
  const repository = {
    ...emptyStatus().repository,
    checked: { part: 1, parts: 8, at: night },
    damaged: { part: 2, parts: 8, at: night },
    budget: null,
  };
  expect(backupLines(view({ repository }), looking)).toContain(
    '  read back   part 2 of 8 failed 2 h ago; until it succeeds, no snapshot is removed or copied',
  );
});
