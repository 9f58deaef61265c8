import { RoostError } from '../../errors';
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
