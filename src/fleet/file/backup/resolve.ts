import type { AppInput } from '../app/schema';
import { resolveAppDrill, resolveDrill } from '../drill/resolve';
import { milliseconds } from '../values/duration';
import { localPath, tidy, type Start } from '../values/paths';
import { parseSize } from '../values/size';
import type { BackupInput } from './schema';
import type { AppBackup, BackupConfig, RepositoryConfig } from './types';

export function resolveBackup(input: BackupInput, start: Start): BackupConfig {
  const [hour, minute] = (input.at ?? '03:00').split(':').map(Number) as [number, number];
  const { hourly = 0, daily = 7, weekly = 4, monthly = 3, yearly = 0 } = input.retention ?? {};
  const { perHost = 3, all = 6 } = input.atOnce ?? {};
  return {
    repository: resolveRepository(input.repository),
    second: input.second && resolveRepository(input.second),
    folder: tidy(localPath(input.folder ?? '/srv/backups', start)),
    at: { hour, minute },
    retention: { hourly, daily, weekly, monthly, yearly },
    atOnce: { perHost, all },
    limit: milliseconds(input.limit ?? '4h'),
    lockWait: milliseconds(input.lockWait ?? '2h'),
    night: milliseconds(input.night ?? '20h'),
    stale: milliseconds(input.stale ?? '26h'),
    checkParts: input.checkParts ?? 8,
    keepFormer: milliseconds(input.keepFormer ?? '7d'),
    budget: input.budget === undefined ? undefined : parseSize(input.budget),
    ping: input.ping,
    drill: input.drill && resolveDrill(input.drill),
  };
}

const resolveRepository = ({ url, password, env = {} }: BackupInput['repository']): RepositoryConfig => ({
  url,
  password,
  env,
});

export const resolveAppBackup = ({
  from,
  at,
  night,
  stop,
  retention,
  limit,
  stale,
  drill,
}: NonNullable<AppInput['backup']> = {}): AppBackup => ({
  from,
  at: at === undefined ? undefined : [at].flat().map((one) => one.trim()),
  night: night === false ? false : undefined,
  stop: stop === true ? true : undefined,
  retention,
  limit: milliseconds(limit),
  stale: milliseconds(stale),
  drill: resolveAppDrill(drill),
});
