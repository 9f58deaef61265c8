import { dirname, join, resolve } from 'node:path';
import { RoostError } from '../errors';
import { readJson } from '../lib/files/json-file';
import { defaultPort, fixedPorts } from '../services/server';
import { layout } from './layout';
import type { Settings } from './types';

export const defaultPrefix = '/opt/roost';

export const defaults: Omit<Settings, 'fleet'> = {
  prefix: defaultPrefix,
  unitDir: '/etc/systemd/system',
  binDir: '/usr/local/bin',
  stateHome: '/var/lib',
  envFile: '/etc/roost/roost.env',
  user: 'roost',
  temporal: true,
  port: defaultPort,
  uiPort: defaultPort + 1000,
};

const folders = ['prefix', 'unitDir', 'binDir', 'stateHome', 'envFile', 'fleet'] as const;

/** The settings of the last installation in that prefix. */
export const formerSettings = (prefix: string): Settings | undefined =>
  readJson<Settings>(layout(resolve(prefix)).record);

/** The options given now, else the last installation's, else the defaults. Errors: `BadRequest`. */
export function settle(asked: Partial<Settings>, fleetFile: string): Settings {
  const former = formerSettings(asked.prefix ?? defaultPrefix);
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const settings: Settings = { ...defaults, fleet: fleetFile, ...former, ...given };
  for (const key of folders) settings[key] = resolve(settings[key]);
  if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(settings.user)) {
    throw new RoostError('BadRequest', `--user ${JSON.stringify(settings.user)} is not the name of a user`, {
      option: '--user',
    });
  }
  const taken = [settings.port, ...Object.values(fixedPorts(settings.port))];
  if (taken.includes(settings.uiPort))
    throw new RoostError('BadRequest', `--ui-port must not be one of ${taken.join(', ')}`, {
      option: '--ui-port',
    });
  return settings;
}

/** Home of an account that `install` makes. Its keys are settings, so no service may write there. */
export const accountHome = ({ envFile }: Settings): string => dirname(envFile);

export const unitFile = ({ unitDir }: Settings, name: string): string => join(unitDir, name);
