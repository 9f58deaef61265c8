/** What holds for the drill of one app: the fleet's settings, and its own instead of them. */
import type { AppConfig } from '../app/types';
import type { BackupConfig } from '../backup/types';
import { isBackedUp } from '../lookup';
import { resolveDrill } from './resolve';
import type { DrillConfig } from './types';

export interface AppDrillConfig extends DrillConfig {
  drop: string[];
  script?: true;
}

/** A drill that is asked for by hand has the defaults where the file has no section. */
export function drillOf({ drill }: Pick<BackupConfig, 'drill'>, { backup }: AppConfig): AppDrillConfig {
  const fleet = fleetDrill({ drill });
  const { off: _off, drop = [], env, ...own } = backup.drill ?? {};
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return { ...fleet, ...given, env: { ...fleet.env, ...env }, drop };
}

/** Apps that are proven by the Schedule. */
export const isDrilled = (app: AppConfig): boolean => isBackedUp(app) && !app.backup.drill?.off;

/** Where its drills run. */
export const drillHostOf = (
  { backup }: { backup?: Pick<BackupConfig, 'drill'> },
  app: Pick<AppConfig, 'host'>,
): string => backup?.drill?.host ?? app.host;

/** What holds for drills of the fleet, also where its file has no section. */
export const fleetDrill = ({ drill }: Pick<BackupConfig, 'drill'>): DrillConfig => drill ?? resolveDrill({});

/** Apps that a host serves: a rehearsal never fills it then. */
export const liveOn = ({ apps }: { apps: Record<string, AppConfig> }, host: string): AppConfig[] =>
  Object.values(apps).filter((app) => app.host === host && app.archived === undefined);

/** It has a host for drills on which no app serves. */
export function isRehearsed(fleet: {
  backup?: Pick<BackupConfig, 'drill'>;
  apps: Record<string, AppConfig>;
}): boolean {
  const host = fleet.backup?.drill?.host;
  return host !== undefined && liveOn(fleet, host).length === 0;
}
