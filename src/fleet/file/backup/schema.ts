import { z } from 'zod';
import { sentences } from '../../../lib/sentences';
import { appDrillSchema, drillSchema } from '../drill/schema';
import { httpUrl } from '../host/schema';
import { secret } from '../notify/schema';
import { parseTimes } from '../values/calendar';
import { choice, duration, section, text, whole } from '../values/fields';
import { isLocalFolder } from '../values/paths';
import { parseSize } from '../values/size';

/** The address of a repository in restic's notation; one with a password belongs in secrets.file. */
const address = text(
  'a restic repository without a password',
  's3:https://ACCOUNT.r2.cloudflarestorage.com/backups',
  (value) => /^([a-z0-9]+:|\/)\S+$/.test(value) && !/\/\/[^/@\s]*:[^/@\s]*@/.test(value),
);

const url = z
  .union([address, secret], {
    error: sentences(
      'should be a restic repository without a password,',
      'such as s3:https://ACCOUNT.r2.cloudflarestorage.com/backups, or a section with secret',
    ),
  })
  .meta({ description: 'Anything restic takes: s3, rest, sftp, rclone, a folder of the control host' });

/** Variables that would change which repository restic uses, or its behaviour. */
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
    description: sentences(
      "Credentials of the repository's backend, each by its name in secrets.file:",
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for s3',
    ),
  });

const repository = section('a repository, a section with url and password', {
  url,
  password: secret.meta({
    description: sentences(
      'By its name in secrets.file.',
      'Keep a copy where no host of the fleet is: without it no backup can be read',
    ),
  }),
  env: env.optional(),
});

const count = (example: number, note: string) =>
  whole('a number from 0 to 1000', example, 0, 1000, note).optional();

const size = text(
  'a size with its unit',
  '200 GB',
  (value) => parseSize(value) !== undefined,
  'Size above which the repository is an alert',
);

const ping = z
  .union([httpUrl('a URL', 'https://hc-ping.example/UUID', ''), secret], {
    error: 'should be a URL such as https://hc-ping.example/UUID, or a section with secret',
  })
  .meta({
    description: sentences(
      'Requested at the start, the success and the failure (URL/start, URL, URL/fail) of each night,',
      'so that a monitor there notices when the control host is down',
    ),
  });

export const backupSchema = section('the backup, a section with repository', {
  repository,
  second: repository
    .optional()
    .meta({ description: 'Another repository, to which every snapshot is copied after each night' }),
  folder: text(
    'a folder on the control host',
    '/srv/backups',
    isLocalFolder,
    'Holds pulled files in staging/APP, and status.json and backup.log. Default /srv/backups',
  ).optional(),
  at: text(
    'a time of day',
    '03:00',
    /^([01]\d|2[0-3]):[0-5]\d$/,
    "When the night begins, in the fleet's timeZone. Default 03:00",
  ).optional(),
  retention: section('a section with hourly, daily, weekly, monthly and yearly', {
    hourly: count(0, 'Of apps that are backed up several times a day. Default 0'),
    daily: count(7, 'Default 7'),
    weekly: count(4, 'Default 4'),
    monthly: count(3, 'Default 3'),
    yearly: count(0, 'Default 0'),
  }).optional(),
  atOnce: section('how many apps are backed up side by side, a section with perHost and all', {
    perHost: whole('a number from 1 to 50', 3, 1, 50, 'Default 3').optional(),
    all: whole('a number from 1 to 50', 6, 1, 50, 'Default 6').optional(),
  }).optional(),
  limit: duration('4h', 'How long the backup of one app may take. Default 4h').optional(),
  lockWait: duration('2h', "How long to wait for an app's lock. Default 2h").optional(),
  night: duration('20h', 'How long a night may take. Default 20h').optional(),
  stale: duration(
    '26h',
    'Time without a successful backup after which an app is an alert. Default 26h',
  ).optional(),
  checkParts: whole(
    'a number from 1 to 52',
    8,
    1,
    52,
    'Number of parts of the repository, of which one is read back each week. Default 8',
  ).optional(),
  keepFormer: duration(
    '7d',
    'How long a restore keeps the data that it has replaced, as the way back. Default 7d',
  ).optional(),
  budget: size.optional(),
  ping: ping.optional(),
  drill: drillSchema.optional().meta({
    description: 'Drills: each app is restored as a whole in scratch, and checked. Absent: only by hand',
  }),
});

const ownTime = text(
  'a time of day, or a cron of five numbers by days of the month or of the week',
  '12:00',
  (value) => parseTimes(value) !== undefined,
);

/** Of one app. */
export const appBackupSchema = section(
  'the backup of the app, a section with from, at, night, stop, retention, limit, stale and drill',
  {
    from: choice(
      ['script', 'data', 'off'],
      sentences(
        "script: what the app's backup script writes; data: the data named under data; off: nothing.",
        'Default: the script where the release has one, else data',
      ),
    ).optional(),
    at: z
      .union([ownTime, z.array(ownTime).min(1).max(48)], {
        error:
          'should be times of day, such as ["06:00", "12:00"], or a cron with five fields, such as "0 */6 * * *"',
      })
      .meta({
        description:
          "When the app is backed up besides the night, in the fleet's timeZone: times of day, or a cron with five fields (minute, hour, day of the month, month, day of the week with 0 as Sunday). Default: only by the night",
        examples: [['06:00', '12:00', '18:00'], '0 */6 * * *'],
      })
      .optional(),
    night: z
      .boolean({ error: 'should be true or false' })
      .describe('Whether the night backs it up too. Default true; false needs at')
      .optional(),
    stop: z
      .boolean({ error: 'should be true or false' })
      .describe(
        sentences(
          'Whether the app is stopped while its data are copied:',
          'all its services but the databases that are dumped. Default false',
        ),
      )
      .optional(),
    retention: section('a section with hourly, daily, weekly, monthly and yearly', {
      hourly: count(0, "Default: the fleet's"),
      daily: count(7, "Default: the fleet's"),
      weekly: count(4, "Default: the fleet's"),
      monthly: count(3, "Default: the fleet's"),
      yearly: count(0, "Default: the fleet's"),
    })
      .meta({ description: 'Which of its snapshots stay, where it differs from the fleet' })
      .optional(),
    limit: duration('4h', "How long its backup may take. Default: the fleet's").optional(),
    stale: duration(
      '26h',
      "Time without a successful backup after which the app is an alert. Default: the fleet's",
    ).optional(),
    drill: appDrillSchema.optional(),
  },
);

export type BackupInput = z.infer<typeof backupSchema>;
