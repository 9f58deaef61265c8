/** Gathers all facts, and refuses what cannot work, before anything changes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RoostError } from '../errors';
import type { Fleet } from '../fleet/file';
import { loadFleet } from '../fleet/load';
import { exposureOf } from '../lib/files/exposure';
import type { ToolName } from '../tools/table';
import { commandText } from './command-file';
import { commandFile, layout, stateFolder, unitNames, type UnitName } from './layout';
import { requireOwn, requireWritable } from './own-file';
import { accountHome, unitFile } from './settings';
import { surroundingsOf, usesSecrets } from './surroundings';
import { pointed } from './switch';
import type { Account, System } from './system';
import type { Settings } from './types';
import { unitFiles } from './units';
import { versionName } from './version';

export interface Prepared {
  settings: Settings;
  version: string;
  /** The version that is current now. */
  former: string | undefined;
  /** Undefined: the account must be added. */
  account: Account | undefined;
  units: [UnitName, string][];
  /** Units of an earlier installation that are no longer needed. */
  obsolete: UnitName[];
  command: string;
  tools: ToolName[];
  /** Fleet file and secrets. */
  reads: string[];
  secrets: string[];
  /** The program that the services run. */
  node: string;
  /** Folders beside the state to which the worker writes. */
  writes: string[];
}

/** Errors: `FleetNotFound`, `FleetInvalid`, `InstallRefused`, `NotPermitted`. */
export function prepare(settings: Settings, root: string, env: NodeJS.ProcessEnv, system: System): Prepared {
  const account = system.account(settings.user);
  const fleet = loadFleet(settings.fleet, { ...env, HOME: account?.home ?? accountHome(settings) });
  const around = surroundingsOf(settings, fleet, account?.home ?? accountHome(settings));
  const texts = unitFiles(settings, around);
  const units = Object.entries(texts) as [UnitName, string][];
  const { prefix, unitDir, binDir, envFile, stateHome } = settings;
  for (const file of [...unitNames.map((name) => unitFile(settings, name)), commandFile(settings)])
    requireOwn(file);
  requireWritable([
    prefix,
    unitDir,
    binDir,
    accountHome({ ...settings, envFile }),
    existsSync(stateFolder(settings)) ? stateFolder(settings) : stateHome,
  ]);
  if (!account && process.getuid?.() !== 0)
    throw new RoostError('NotPermitted', `There is no user ${settings.user}, and only root can add one`, {
      user: settings.user,
    });
  return {
    settings,
    version: versionName(root),
    former: pointed(layout(prefix).current),
    account,
    units,
    obsolete: unitNames.filter((name) => !(name in texts) && existsSync(unitFile(settings, name))),
    command: commandText(settings),
    tools: toolsOf(settings, fleet),
    // systemd hides only what is there when a service starts.
    writes: [...around.writes, ...around.staging],
    reads: [settings.fleet, ...around.secrets, ...around.keys],
    secrets: [...around.secrets, ...around.keys],
    node: around.node,
  };
}

function toolsOf(settings: Settings, fleet: Fleet): ToolName[] {
  const needed: Partial<Record<ToolName, boolean>> = {
    temporal: settings.temporal,
    sops: usesSecrets(fleet),
    restic: fleet.backup !== undefined,
  };
  return (Object.keys(needed) as ToolName[]).filter((name) => needed[name]);
}

/** Things that will not work yet, and files that other accounts can read or change, with the reasons. */
export function warningsOf(
  { reads, secrets, node, settings }: Prepared,
  account: Account,
  system: System,
): string[] {
  const unreadable = reads
    .filter((file) => !system.mayRead(account, file))
    .map((file) =>
      existsSync(file) ? `the user ${account.name} may not read ${file}` : `${file} is missing`,
    );
  const open = [...secrets, settings.envFile].flatMap((file) => exposureOf(file) ?? []);
  return [...unreadable, ...open, ...nodeWarning(node)];
}

/** Warns if the services would run a program that an ordinary account can replace. */
const nodeWarning = (node: string): string[] =>
  /^\/(home|root)\//.test(node)
    ? [
        `${node} belongs to one account, which could replace it: ` +
          'install Node for the whole machine, then run install with it',
      ]
    : [];

export const versionFolder = ({ settings, version }: Prepared): string =>
  join(layout(settings.prefix).versions, version);
