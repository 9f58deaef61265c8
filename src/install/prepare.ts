/** All that can be known and refused before anything is changed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RoostError } from '../errors';
import type { Fleet } from '../fleet/file';
import { loadFleet } from '../fleet/load';
import type { ToolName } from '../tools/table';
import { commandText } from './command-file';
import { commandFile, layout, stateFolder, unitNames, type UnitName } from './layout';
import { requireOwn, requireWritable } from './own-file';
import { accountHome, unitFile } from './settings';
import { pointed } from './switch';
import type { Account, System } from './system';
import type { Settings } from './types';
import { unitFiles } from './units';
import { versionName } from './version';

export interface Prepared {
  settings: Settings;
  version: string;
  /** The one that is current now. */
  former: string | undefined;
  /** Undefined: it has to be added. */
  account: Account | undefined;
  units: [UnitName, string][];
  /** Of an earlier installation, and not wanted any more. */
  obsolete: UnitName[];
  command: string;
  tools: ToolName[];
  /** Fleet file and keys. */
  reads: string[];
  /** Folders beside the state that the worker fills. */
  writes: string[];
}

/** Errors: `FleetNotFound`, `FleetInvalid`, `InstallRefused`, `NotPermitted`. */
export function prepare(settings: Settings, root: string, env: NodeJS.ProcessEnv, system: System): Prepared {
  const account = system.account(settings.user);
  const fleet = loadFleet(settings.fleet, { ...env, HOME: account?.home ?? accountHome(settings) });
  const keys = filesOf(fleet);
  const writes = foldersOf(fleet);
  const texts = unitFiles(settings, {
    node: process.execPath,
    gateway: fleet.gateway !== undefined,
    reads: [...keys, process.execPath],
    writes,
  });
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
    tools: [
      ...(settings.temporal ? (['temporal'] as const) : []),
      ...(usesSecrets(fleet) ? (['sops'] as const) : []),
      ...(fleet.backup ? (['restic'] as const) : []),
    ],
    writes,
    reads: [settings.fleet, ...keys],
  };
}

const usesSecrets = ({ apps, secrets }: Fleet): boolean =>
  secrets.file !== undefined || Object.values(apps).some((app) => app.secrets.length > 0);

/** What the services must read besides the fleet file. */
function filesOf(fleet: Fleet): string[] {
  const { age, file } = fleet.secrets;
  const ofHosts = Object.values(fleet.hosts).flatMap(({ keyFile, passphraseFile }) => [
    keyFile,
    passphraseFile,
  ]);
  const ofApps = Object.values(fleet.apps).flatMap(({ secrets }) => secrets.map(({ keyFile }) => keyFile));
  return [
    ...new Set(
      [usesSecrets(fleet) ? age.keyFile : undefined, file, ...ofHosts, ...ofApps].filter(
        (name) => name !== undefined,
      ),
    ),
  ];
}

/** The backup's folder, and a repository on this machine. */
const foldersOf = ({ backup }: Fleet): string[] =>
  backup
    ? [
        backup.folder,
        ...[backup.repository, backup.second].flatMap((one) =>
          typeof one?.url === 'string' && one.url.startsWith('/') ? [one.url] : [],
        ),
      ]
    : [];

/** What will not work yet, and why. */
export function warningsOf({ reads }: Prepared, account: Account, system: System): string[] {
  const unreadable = reads.filter((file) => !system.mayRead(account, file));
  return unreadable.map((file) =>
    existsSync(file) ? `the user ${account.name} may not read ${file}` : `${file} is missing`,
  );
}

export const versionFolder = ({ settings, version }: Prepared): string =>
  join(layout(settings.prefix).versions, version);
