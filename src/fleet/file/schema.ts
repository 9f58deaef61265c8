import type { z } from 'zod';
import { sentences } from '../../lib/sentences';
import { appSchema } from './app/schema';
import { backupSchema } from './backup/schema';
import { cloudflareSchema } from './cloudflare/schema';
import { hostSchema } from './host/schema';
import { notifySchema } from './notify/schema';
import { operatorsSchema, provisionSchema } from './provision/schema';
import { gatewaySchema, githubSchema, pushSchema } from './push/schema';
import { registriesSchema } from './registries/schema';
import { choice, duration, named, namePattern, section, text } from './values/fields';
import { isLocalFile } from './values/paths';
import { isTimeZone } from './values/time-zone';

const keyFile = text(
  'the file of the private age key',
  '~/.config/sops/age/keys.txt',
  isLocalFile,
  sentences(
    'File of the private age key on the control host, never the key.',
    'Default ~/.config/sops/age/keys.txt, as with sops',
  ),
);

const secretsFile = text(
  'a sops dotenv file',
  '~/.config/roost/secrets.env.sops',
  isLocalFile,
  sentences(
    "The control plane's own secrets on the control host,",
    'encrypted: ROOST_WEBHOOK_SECRET, ROOST_WEBHOOK_SECRET_OLD while it is rotated,',
    'GITHUB_TOKEN, and those that notify, backup, registries and cloudflare name',
  ),
);

const wait = (example: string, note: string) =>
  section('a section with wait', { wait: duration(example, note).optional() });

/** A fleet file as written; `types.ts` has the result. */
export const fleetSchema = section('a fleet, a section with fleet, hosts and apps', {
  fleet: text('a name of small letters, digits and hyphens', 'sgos', namePattern, 'The name of the fleet'),
  timeZone: text(
    'a time zone by its IANA name',
    'Europe/Berlin',
    isTimeZone,
    'The zone of all times of day in this file. Default UTC',
  ).optional(),
  secrets: section('a section with age, file and commit', {
    age: section('a section with keyFile', { keyFile: keyFile.optional() }).optional(),
    file: secretsFile.optional(),
    commit: choice(
      ['direct', 'branch'],
      sentences(
        'How `roost rotate` brings changed files into the repositories.',
        "direct: a commit on the app's branch; branch: a branch of its own, for a pull request.",
        'Default direct',
      ),
    ).optional(),
  }).optional(),
  lock: wait('2h', "How long a run waits for an app's lock. Default 2h").optional(),
  decide: wait(
    '30m',
    'How long a run waits for an operator before it takes its default. Default 30m',
  ).optional(),
  move: section('limits of a move, a section with down', {
    down: duration(
      '10m',
      sentences(
        'For how long a move may keep an app down; then the way back begins by itself.',
        'Default by the size of its data, at least 5m',
      ),
    ).optional(),
  }).optional(),
  push: pushSchema.optional(),
  github: githubSchema.optional(),
  registries: registriesSchema.optional(),
  gateway: gatewaySchema.optional(),
  notify: notifySchema.optional(),
  backup: backupSchema.optional(),
  cloudflare: cloudflareSchema.optional(),
  operators: operatorsSchema.optional(),
  provision: provisionSchema.optional(),
  hosts: named('hosts, each by its name', hostSchema),
  apps: named('apps, each by its name', appSchema),
});

export type FleetInput = z.infer<typeof fleetSchema>;
