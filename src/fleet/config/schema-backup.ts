import { z } from 'zod';
import { section, text } from './leaf';
import { secret } from './schema-notify';

/** restic's own words for where a repository lies; one with a password in it belongs into secrets.file. */
const address = text(
  'a restic repository without a password',
  's3:https://ACCOUNT.r2.cloudflarestorage.com/backups',
  (value) => /^([a-z0-9]+:|\/)\S+$/.test(value) && !/\/\/[^/@\s]*:[^/@\s]*@/.test(value),
);

const url = z
  .union([address, secret], {
    error: 'should be a restic repository without a password, such as s3:https://ACCOUNT.r2.cloudflarestorage.com/backups, or a section with secret',
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
  .meta({ description: "Credentials of the repository's backend, each by its name in secrets.file: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for s3" });

const repository = section('a repository, a section with url and password', {
  url,
  password: secret.meta({ description: 'By its name in secrets.file. Keep a copy where no host of the fleet is: without it no backup can be read' }),
  env: env.optional(),
});

export const backupSchema = section('the backup, a section with repository', { repository });

export type BackupInput = z.infer<typeof backupSchema>;
