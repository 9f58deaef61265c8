import { z } from 'zod';
import { sentences } from '../../../lib/sentences';
import { DAY } from '../../../lib/time';
import { parseDuration } from '../values/duration';
import { duration, list, section, text, whole } from '../values/fields';
import { isAbsolute } from '../values/paths';
import { parseSize } from '../values/size';

/** Longer than a timer could wait: ages are compared, not waited for. */
const age = (example: string, note: string) =>
  text(
    'a duration with its unit, at most 90d',
    example,
    (value) => (parseDuration(value) ?? Infinity) <= 90 * DAY,
    note,
  ).optional();

const memory = (note: string) =>
  text('a size with its unit', '1 GB', (value) => (parseSize(value) ?? 0) >= 16e6, note).optional();

const cpus = (note: string) => whole('a number from 1 to 64', 1, 1, 64, note).optional();

const env = (note: string) =>
  z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
      z.string({ error: 'should be a text, such as drill.invalid' }),
      {
        error: (issue) =>
          issue.code === 'invalid_key'
            ? 'is no name of a variable; write one such as SMTP_HOST'
            : 'should be a section of variables and their texts, such as SMTP_HOST: drill.invalid',
      },
    )
    .meta({ description: note })
    .optional();

const wanted = {
  rpo: age('26h', 'Wanted: how old the data may be that come back. In the report. Default 26h'),
  rto: age('4h', 'Wanted: how long it may take until the app runs on them. In the report. Default 4h'),
};

export const drillSchema = section('drills, a section with at, every and budget', {
  at: text(
    'a time of day',
    '05:00',
    /^([01]\d|2[0-3]):[0-5]\d$/,
    "When the drills of a day begin, in the fleet's timeZone. Default 05:00",
  ).optional(),
  every: age('7d', 'How often an app is proven. Default 7d'),
  stale: age('10d', 'Age of the last proven restore above which an app is an alert. Default 10d'),
  budget: duration('2h', 'How long the drills of a day may take together. Default 2h').optional(),
  limit: duration('1h', 'How long one drill may take. Default 1h').optional(),
  disk: text(
    'a size with its unit',
    '50 GB',
    (value) => parseSize(value) !== undefined,
    'Most that one drill may take of the disks of its host. Default: what is free there',
  ).optional(),
  host: text(
    'the name of a host of this file',
    'quail',
    (value) => value !== '',
    'Where all drills run. Default: each on the host of its app',
  ).optional(),
  cpus: cpus('Of each container. Default 1'),
  memory: memory('Of each container. Default 1 GB'),
  env: env(
    'Variables that every container has instead of its own: hosts of mail, webhooks and payment. No secrets',
  ),
  ...wanted,
});

/** Of one app. */
export const appDrillSchema = z
  .union(
    [
      z.literal('off'),
      section('the drill of the app, a section with every, env and drop', {
        every: age('7d', "How often it is proven. Default: the fleet's"),
        limit: duration('1h', "How long its drill may take. Default: the fleet's").optional(),
        cpus: cpus("Of each container. Default: the fleet's"),
        memory: memory("Of each container. Default: the fleet's"),
        env: env("Variables that its containers have besides the fleet's"),
        drop: list(
          'paths on the host',
          text('an absolute path', '/var/run/docker.sock', isAbsolute, 'Mounted from the host'),
          'Mounts from outside the app that its containers do without; others refuse the drill',
        ).optional(),
        script: z
          .boolean({ error: 'should be true or false' })
          .meta({
            description: sentences(
              'true: scripts.restore changes only the folder and the Compose project that it is given,',
              'so that a drill may run it on a host that serves apps. Default false',
            ),
          })
          .optional(),
        ...wanted,
      }),
    ],
    { error: 'should be off, or the drill of the app, a section with every, env and drop' },
  )
  .meta({ description: 'off: the app is never restored in scratch, and its restore never proven' });

export type DrillInput = z.infer<typeof drillSchema>;
export type AppDrillInput = z.infer<typeof appDrillSchema>;
