import { z } from 'zod';
import { httpUrl } from '../host/schema';
import { secret } from '../notify/schema';
import { choice, duration, section, text, whole } from '../values/fields';
import { isLocalFile } from '../values/paths';
import { parseSize } from '../values/size';

/** restic's own words for where a repository lies; one with a password in it belongs into secrets.file. */
const address = text(
  'a restic repository without a password',
  's3:https://ACCOUNT.r2.cloudflarestorage.com/backups',
  (value) => /^([a-z0-9]+:|\/)\S+$/.test(value) && !/\/\/[^/@\s]*:[^/@\s]*@/.test(value),
);

const url = z
  .union([address, secret], {
    error:
      'should be a restic repository without a password, such as s3:https://ACCOUNT.r2.cloudflarestorage.com/backups, or a section with secret',
  })
  .meta({ description: 'Anything restic takes: s3, rest, sftp, rclone, a folder of the control host' });

/** Names that would change where restic finds the repository, or what it does. */
const taken = /^(RESTIC_(REPOSITORY|PASSWORD|CACHE_DIR|FROM_)|PATH$|HOME$|LD_|NODE_)/;

const env = z
  .record(
    z.string().refine((name) => /^[A-Z][A-Z0-9_]*$/.test(name) && !taken.test(name)),
    secret,
    {
      error: (issue) =>
        issue.code === 'invalid_key'
          ? 'is no variable for a backend here; write one such as AWS_ACCESS_KEY_ID'
          : 'should be a section of variables, each a section with secret',
    },
  )
  .meta({
    description:
      "Credentials of the repository's backend, each by its name in secrets.file: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for s3",
  });

const repository = section('a repository, a section with url and password', {
  url,
  password: secret.meta({
    description:
      'By its name in secrets.file. Keep a copy where no host of the fleet is: without it no backup can be read',
  }),
  env: env.optional(),
});

const count = (example: number, note: string) =>
  whole('a number from 0 to 1000', example, 0, 1000, note).optional();

const size = text(
  'a size with its unit',
  '200 GB',
  (value) => parseSize(value) !== undefined,
  'What the repository may take; beyond it is an alert',
);

const ping = z
  .union([httpUrl('a URL', 'https://hc-ping.example/UUID', ''), secret], {
    error: 'should be a URL such as https://hc-ping.example/UUID, or a section with secret',
  })
  .meta({
    description:
      'Asked at the start, the success and the failure (URL/start, URL, URL/fail) of each night: who listens there hears of a control host that is gone',
  });

export const backupSchema = section('the backup, a section with repository', {
  repository,
  second: repository
    .optional()
    .meta({ description: 'Another repository, to which every snapshot is copied after each night' }),
  folder: text(
    'a folder on the control host',
    '/srv/backups',
    isLocalFile,
    'What is pulled lies in its staging/APP; beside that status.json and backup.log. Default /srv/backups',
  ).optional(),
  at: text(
    'a time of day',
    '03:00',
    /^([01]\d|2[0-3]):[0-5]\d$/,
    "When the night begins, in the fleet's timeZone. Default 03:00",
  ).optional(),
  retention: section('a section with daily, weekly and monthly', {
    daily: count(7, 'Default 7'),
    weekly: count(4, 'Default 4'),
    monthly: count(3, 'Default 3'),
  }).optional(),
  atOnce: section('how many apps are backed up side by side, a section with perHost and all', {
    perHost: whole('a number from 1 to 50', 3, 1, 50, 'Default 3').optional(),
    all: whole('a number from 1 to 50', 6, 1, 50, 'Default 6').optional(),
  }).optional(),
  limit: duration('4h', 'What one app may take. Default 4h').optional(),
  lockWait: duration('2h', "How long an app's lock is waited for. Default 2h").optional(),
  night: duration('20h', 'When the night ends at the latest, from its beginning. Default 20h').optional(),
  stale: duration(
    '26h',
    'An app without a successful backup for so long is an alert. Default 26h',
  ).optional(),
  checkParts: whole(
    'a number from 1 to 52',
    8,
    1,
    52,
    'Once a week one of so many parts of the repository is read back. Default 8',
  ).optional(),
  budget: size.optional(),
  ping: ping.optional(),
});

/** Of one app. */
export const appBackupSchema = section('the backup of the app, a section with from, limit and stale', {
  from: choice(
    ['script', 'data', 'off'],
    "script: what the app's backup script writes; data: what stands under data; off: nothing. Default: the script where the release has one, else data",
  ).optional(),
  limit: duration('4h', "What its backup may take. Default: the fleet's").optional(),
  stale: duration(
    '26h',
    "Without a successful backup for so long it is an alert. Default: the fleet's",
  ).optional(),
});

export type BackupInput = z.infer<typeof backupSchema>;
