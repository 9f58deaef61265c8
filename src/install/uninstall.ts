import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { onlyIf } from '../lib/only-if';
import { commandFile, layout, stateFolder, unitNames } from './layout';
import { removeOwn, requireWritable } from './own-file';
import { unitFile } from './settings';
import type { System } from './system';
import type { Settings } from './types';

export interface Uninstalled {
  removed: string[];
  kept: string[];
  /** Arguments for `systemctl`. `ran` false: the operator must run them. */
  commands: string[][];
  ran: boolean;
}

/**
 * Stops the services and removes units and programs. State and settings stay unless `purge` is set.
 * Errors: `NotPermitted`, `InstallFailed`.
 */
export async function uninstall(settings: Settings, purge: boolean, system: System): Promise<Uninstalled> {
  const { prefix, unitDir, binDir, envFile, user } = settings;
  const { versions, current, previous, record, unfinished } = layout(prefix);
  requireWritable([prefix, unitDir, binDir]);
  const units = unitNames.filter((name) => existsSync(unitFile(settings, name)));
  const ran = system.hasSystemd(unitDir);
  const stop = units.length > 0 ? [['disable', '--now', ...units]] : [];
  const reload = [['daemon-reload']];
  // The services stop before their programs are removed.
  if (ran) for (const command of stop) await system.systemctl(...command);
  const removed = [...units.map((name) => unitFile(settings, name)), commandFile(settings)].filter(removeOwn);
  if (ran) for (const command of reload) await system.systemctl(...command);
  const own = [versions, current, previous, record, unfinished].filter((file) => existsSync(file));
  const personal = [stateFolder(settings), envFile].filter((file) => existsSync(file));
  const gone = purge ? [...own, ...personal] : own;
  for (const file of gone) rmSync(file, { recursive: true, force: true });
  if (existsSync(prefix) && readdirSync(prefix).length === 0) rmdirSync(prefix);
  return {
    removed: [...removed, ...gone],
    kept: [...onlyIf(!purge, ...personal), `the user ${user}`],
    commands: [...stop, ...reload],
    ran,
  };
}
