import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { commandFile, layout, stateFolder, unitNames } from './layout';
import { removeOwn, requireWritable } from './own-file';
import { unitFile } from './settings';
import type { System } from './system';
import type { Settings } from './types';

export interface Uninstalled {
  removed: string[];
  kept: string[];
  /** `systemctl` with these arguments: run, or left to the operator. */
  commands: string[][];
  ran: boolean;
}

/** Ends the services, removes units and programs. State and settings stay unless they are to be purged. Errors: `NotPermitted`, `InstallFailed`. */
export async function uninstall(settings: Settings, purge: boolean, system: System): Promise<Uninstalled> {
  const { prefix, unitDir, binDir, envFile, user } = settings;
  const { versions, current, previous, record, unfinished } = layout(prefix);
  requireWritable([prefix, unitDir, binDir]);
  const units = unitNames.filter((name) => existsSync(unitFile(settings, name)));
  const ran = system.hasSystemd(unitDir);
  const stop = units.length > 0 ? [['disable', '--now', ...units]] : [];
  const reload = [['daemon-reload']];
  // Programs are not taken from under services that run.
  if (ran) for (const command of stop) await system.systemctl(...command);
  const removed = [...units.map((name) => unitFile(settings, name)), commandFile(settings)].filter(removeOwn);
  if (ran) for (const command of reload) await system.systemctl(...command);
  const own = [versions, current, previous, record, unfinished].filter((file) => existsSync(file));
  const state = [stateFolder(settings)].filter((folder) => existsSync(folder));
  const gone = [...own, ...(purge ? state : [])];
  for (const file of gone) rmSync(file, { recursive: true, force: true });
  const settingsFile = existsSync(envFile) ? [envFile] : [];
  const purged = purge ? settingsFile.filter((file) => (rmSync(file), true)) : [];
  if (existsSync(prefix) && readdirSync(prefix).length === 0) rmdirSync(prefix);
  return {
    removed: [...removed, ...gone, ...purged],
    kept: [...(purge ? [] : [...state, ...settingsFile]), `the user ${user}`],
    commands: [...stop, ...reload],
    ran,
  };
}
