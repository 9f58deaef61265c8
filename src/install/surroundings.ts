/** The files and folders that each service needs. */
import { dirname, join } from 'node:path';
import { backupPaths } from '../backup';
import type { BackupConfig, Fleet } from '../fleet/file';
import type { Settings, Surroundings } from './types';

/** `home`: of the account that runs the services. */
export function surroundingsOf(settings: Settings, fleet: Fleet, home: string): Surroundings {
  const secrets = usesSecrets(fleet) ? present([fleet.secrets.age.keyFile, fleet.secrets.file]) : [];
  return {
    node: process.execPath,
    gateway: fleet.gateway && { isLocal: settings.temporal && isLocal(fleet.gateway) },
    // The folder of the fleet file, because an editor replaces the file.
    reads: [dirname(settings.fleet), join(home, '.ssh', 'config')],
    secrets,
    // A file that both services read must be hidden from neither.
    keys: keysOf(fleet).filter((file) => !secrets.includes(file)),
    writes: foldersOf(fleet),
    staging: fleet.backup ? dataIn(fleet.backup) : [],
  };
}

/** SSH keys with their passphrases, and age keys of single apps. */
function keysOf({ hosts, apps }: Fleet): string[] {
  const ofHosts = Object.values(hosts).flatMap(({ keyFile, passphraseFile }) => [keyFile, passphraseFile]);
  const ofApps = Object.values(apps).flatMap(({ secrets }) => secrets.map(({ keyFile }) => keyFile));
  return present([...ofHosts, ...ofApps]);
}

const present = (files: (string | undefined)[]): string[] => [
  ...new Set(files.filter((file) => file !== undefined)),
];

export const usesSecrets = ({ apps, secrets }: Fleet): boolean =>
  secrets.file !== undefined || Object.values(apps).some((app) => app.secrets.length > 0);

const foldersOf = ({ backup }: Fleet): string[] =>
  backup ? [backup.folder, ...repositoriesHere(backup)] : [];

const repositoriesHere = ({ repository, second }: BackupConfig): string[] =>
  [repository.url, second?.url].filter(
    (url): url is string => typeof url === 'string' && url.startsWith('/'),
  );

/**
 * The gateway needs `status.json` beside them. It opens the file of
 * secrets, hence any repository that it can read.
 */
function dataIn(backup: BackupConfig): string[] {
  const { folder, staging, allRestores, control } = backupPaths(backup.folder);
  const repositories = repositoriesHere(backup).filter((one) => !`${folder}/`.startsWith(`${one}/`));
  return [staging, allRestores, control, ...repositories];
}

/**
 * Whether the gateway talks to this machine only. With Cloudflare Access it fetches keys from the internet.
 */
function isLocal({ address, ui }: NonNullable<Fleet['gateway']>): boolean {
  const addresses = [address, ui?.address ?? address];
  return ui?.access === undefined && addresses.every((one) => /^(127\.|::1$)/.test(one));
}
