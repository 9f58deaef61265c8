import { z } from 'zod';
import { sentences } from '../../../lib/sentences';
import { appBackupSchema } from '../backup/schema';
import { appCloudflareSchema } from '../cloudflare/ingress';
import { httpUrl } from '../host/schema';
import { appNotifySchema } from '../notify/schema';
import { appPushSchema } from '../push/schema';
import { choice, duration, list, section, text, whole } from '../values/fields';
import { isAbsolute, isInside, isLocalFile } from '../values/paths';
import { isRepository } from '../values/repository';
import { dataSchema } from './data-schema';
import { command, inside, service } from './fields';

const secret = section('a secret file, a section with source, target and format', {
  source: text(
    'a file in the repository',
    '.env.sops',
    (value) => isInside(value) && value !== '.',
    "The encrypted file, relative to the app's source",
  ),
  target: inside('a file', 'src/.env', "The decrypted file, relative to the app's directory"),
  format: choice(['dotenv', 'json', 'yaml', 'binary'], 'What the decrypted file is'),
  exact: z
    .boolean({ error: 'should be true or false' })
    .describe(
      sentences(
        'Write the target as an env file,',
        'so that Docker Compose passes each value on byte for byte, whatever is in it.',
        'Default false: the target is as sops prints it, and quotes,',
        '$ and # in it mean what they mean to Docker Compose',
      ),
    )
    .optional(),
  mode: text(
    'a mode in quotes',
    '0644',
    /^0?[0-7]{3}$/,
    sentences(
      'Of the decrypted file, for a container whose user is another.',
      'Default: that of the file that is there, else 0600',
    ),
  ).optional(),
  keyFile: text(
    'the file of a private age key',
    '~/.config/sops/age/phone.txt',
    isLocalFile,
    sentences(
      'File of the age key on the control host that opens this file,',
      'so that no other app can have it decrypted.',
      'Default secrets.age.keyFile',
    ),
  ).optional(),
});

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'should be one value: a text, a number, true, false or null',
});

const healthSection = section('the health check, a section with path, tcp or url', {
  url: httpUrl(
    'a URL without a password',
    'https://phone.example/health',
    "Requested from the app's host as written, instead of path",
  ).optional(),
  path: text(
    'a path that starts with /',
    '/health',
    /^\/[^\s#]*$/,
    sentences(
      "Requested at the container's address, and from the host's proxy with the domain as Host header.",
      'Default /health, where there is a port',
    ),
  ).optional(),
  tcp: whole(
    'a port from 1 to 65535',
    5432,
    1,
    65535,
    "A port at the container's address that takes connections, for what does not speak HTTP",
  ).optional(),
  status: whole('a number', 200, 100, 599, 'The status that means healthy. Default 200').optional(),
  json: z
    .record(z.string(), scalar, {
      error: 'should be a section of fields and their values, such as status: healthy',
    })
    .meta({ description: 'Fields that the answered JSON must have, with these values; a.b reaches into a' })
    .optional(),
  wait: duration('2m', 'How long a release may take to become healthy. Default 2m').optional(),
});

const health = z
  .union([z.literal('none'), healthSection], {
    error: 'should be none, or the health check, a section with path, tcp or url',
  })
  .meta({
    description: sentences(
      'How a release proves that it serves, beside the health checks of its containers.',
      'none: nothing is asked, and the containers only have to run through the settle time',
    ),
  });

const proxy = section("the app's side of the proxy, a section with switch and drain", {
  switch: choice(
    ['flag', 'none'],
    'flag: the proxy has two slots for this app and chooses by a file. Default none',
  ).optional(),
  drain: duration(
    '10s',
    'How long the old container keeps running after the switch: longer than the longest request. Default 10s',
  ).optional(),
});

const scripts = section('commands, a section with postdeploy, backup, restore, check and sanitize', {
  postdeploy: command('a command', 'npm run migrate').optional(),
  backup: command('a command', './backup.sh').optional(),
  restore: command(
    'a command',
    './restore.sh',
    sentences(
      'Run in the source folder on the host, while the app is stopped and its databases run:',
      'puts what the backup script wrote, which is in the folder ROOST_RESTORE_FROM, in place of the live data.',
      'It may run twice',
    ),
  ).optional(),
  check: command(
    'a command',
    'node check.js',
    sentences(
      "Run in the running container of the app's service: code 0 says that the app works with its data.",
      'It must change nothing',
    ),
  ).optional(),
  sanitize: command(
    'a command',
    './sanitize.sh',
    sentences(
      'Run in the source folder on the host over data that a restore brings from another app,',
      'before anything serves them. It may run twice',
    ),
  ).optional(),
});

export const appSchema = section('an app, a section with host, contract and repository', {
  host: text('the name of a host of this file', 'hornbill', (value) => value !== ''),
  contract: choice(
    ['sgos', 'compose'],
    'sgos: the repository has an app.json; compose: this file has the same facts',
  ),
  repository: text(
    'a Git address without a password',
    'git@github.example:sgos/sgos-phone.git',
    isRepository,
    'Cloned and fetched on the host, as its SSH user',
  ),
  branch: text('a branch', 'main', isBranch, 'Default main').optional(),
  directory: text(
    'an absolute folder on the host',
    '/srv/apps/sgos-phone',
    isAbsolute,
    'Everything of the app. Default with contract sgos: /srv/apps/sgos-NAME',
  ).optional(),
  source: text(
    "a folder relative to the app's directory",
    'src',
    (value) => isInside(value) && !/^\.roost(\/|$)/.test(value),
    'Where the repository is checked out. Default src with contract sgos, else . (the directory itself)',
  ).optional(),
  project: text(
    'a Compose project name of small letters, digits, _ and -',
    'sgos-phone',
    /^[a-z0-9][a-z0-9_-]*$/,
    sentences(
      'As after docker compose --project-name.',
      "Default: as Docker Compose chooses it; with contract sgos the directory's last part",
    ),
  ).optional(),
  compose: list(
    'Compose files',
    text(
      'a Compose file in the repository',
      'docker-compose.yml',
      (value) => isInside(value) && value !== '.',
    ),
    sentences(
      'In order, relative to the source, as after docker compose --file.',
      'Default: as Docker Compose finds them there',
    ),
  )
    .min(1, { error: 'is empty; add a Compose file, such as docker-compose.yml' })
    .optional(),
  profiles: list(
    'Compose profiles',
    text('a profile', 'monitoring', /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$|^\*$/),
    'As after docker compose --profile. Default: COMPOSE_PROFILES of the .env file',
  ).optional(),
  envFiles: list(
    'files with variables',
    text('a file', 'compose.env', (value) => value !== '' && !/[\n\u0000]/.test(value)),
    'Relative to the source, as after docker compose --env-file: instead of the .env file',
  ).optional(),
  domain: text(
    'a domain without scheme and path',
    'phone.example',
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  ).optional(),
  service: service('app', 'The Compose service that serves. Default app with contract sgos').optional(),
  port: whole(
    'a port from 1 to 65535',
    8080,
    1,
    65535,
    'The port the service listens on in its container',
  ).optional(),
  proxy: proxy.optional(),
  secrets: list(
    'secret files',
    secret,
    'Default with contract sgos: .env.sops to src/.env, dotenv; else none',
  ).optional(),
  data: dataSchema.optional(),
  health: health.optional(),
  settle: duration('10s', 'How long a healthy release is watched before it counts. Default 10s').optional(),
  releases: whole(
    'a number from 1 to 100',
    5,
    1,
    100,
    'Releases kept, the current one included. Default 5',
  ).optional(),
  strategy: choice(
    ['auto', 'recreate', 'rolling'],
    'auto: rolling where nothing forbids it. Default auto',
  ).optional(),
  postdeploy: choice(
    ['before start', 'after start', 'on host'],
    'When and where the postdeploy script runs. Default before start',
  ).optional(),
  scripts: scripts.optional(),
  notify: appNotifySchema.optional(),
  cloudflare: appCloudflareSchema.optional(),
  needs: list(
    'names of apps',
    text('an app of this file', 'directory', (value) => value !== ''),
    'Apps that this one needs to work: where several are restored at once, they come before it',
  ).optional(),
  migration: choice(
    ['none', 'safe', 'breaking'],
    'Contract compose: what a release does to the database. Default none',
  ).optional(),
  push: appPushSchema.optional(),
  backup: appBackupSchema.optional(),
  archived: text(
    'the day on which it was archived',
    '2026-11-30',
    /^\d{4}-\d{2}-\d{2}$/,
    sentences(
      'Written by `roost archive`: the app is out of service, and its data are kept.',
      'No run but `roost archive APP --undo` starts it',
    ),
  ).optional(),
});

export type AppInput = z.infer<typeof appSchema>;

/** The part of git-check-ref-format that keeps a branch from being an option or a revision expression. */
function isBranch(value: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._/+-]*$/.test(value) && !/\.\.|\/\/|\/\.|\.lock(\/|$)|[./]$/.test(value);
}
