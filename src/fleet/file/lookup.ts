import { RoostError } from '../../errors';
import { sentences } from '../../lib/sentences';
import type { AppConfig } from './app/types';
import type { BackupConfig } from './backup/types';
import type { HostConfig } from './host/types';
import { didYouMean } from './problems/suggest';
import type { Fleet } from './types';

/** Errors: `UnknownApp`. */
export function appOf(fleet: Pick<Fleet, 'name' | 'apps'>, name: string): AppConfig {
  if (Object.hasOwn(fleet.apps, name)) return fleet.apps[name]!;
  throw new RoostError(
    'UnknownApp',
    `There is no app ${name} in fleet ${fleet.name}${didYouMean(name, Object.keys(fleet.apps))}`,
    { app: name },
  );
}

/** Apps that nights copy: one that is archived has its last backup. */
export const isBackedUp = ({ backup, archived }: AppConfig): boolean =>
  backup.from !== 'off' && archived === undefined;

/** Before what would start an app or change its data. Errors: `AppArchived`. */
export function requireInService({ name, archived }: AppConfig): void {
  if (archived === undefined) return;
  throw new RoostError(
    'AppArchived',
    sentences(
      `${name} was archived on ${archived} (apps.${name}.archived):`,
      'it is out of service, and its data are kept.',
    ),
    { app: name },
  );
}

/** Errors: `BadRequest` where the fleet file names no repository. */
export function backupOf({ backup }: Pick<Fleet, 'backup'>): BackupConfig {
  if (backup) return backup;
  throw new RoostError(
    'BadRequest',
    'The fleet file names no repository: add backup.repository with url and password',
  );
}

/** Errors: `UnknownHost`. */
export function hostOf(fleet: Pick<Fleet, 'name' | 'hosts'>, name: string): HostConfig {
  if (Object.hasOwn(fleet.hosts, name)) return fleet.hosts[name]!;
  throw new RoostError(
    'UnknownHost',
    `There is no host ${name} in fleet ${fleet.name}${didYouMean(name, Object.keys(fleet.hosts))}`,
    { host: name },
  );
}
