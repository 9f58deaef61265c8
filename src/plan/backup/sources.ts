/** What a backup copies. Errors: `SourceMissing`, `ContractInvalid`. */
import { RoostError } from '../../errors';
import { COMPOSE_NAMES } from '../../fleet/contract';
import type { AppConfig } from '../../fleet/file/app/types';
import type { HostConfig } from '../../fleet/file/host/types';
import { isBelow, isInside, tidy } from '../../fleet/file/values/paths';
import type { CopySource } from '../../protocol/data';
import type { BackupFacts } from './facts';

export function sourcesOf(facts: BackupFacts): CopySource[] {
  const { app, host, script, volumes, places, untracked } = facts;
  const from = app.backup.from ?? (script ? 'script' : 'data');
  if (from === 'script' && !script) {
    throw new RoostError(
      'SourceMissing',
      `apps.${app.name}.backup.from is script, but the serving release has no scripts.backup.`,
      { app: app.name },
    );
  }
  const data = from === 'script' ? [scriptOf(app, script!)] : dataOf(app, volumes, places);
  const files = untracked?.files ?? [];
  const beside: CopySource[] = files.length > 0 ? [{ kind: 'untracked', files }] : [];
  return [...data, ...beside, configOf(app, host)];
}

/** Whose output is swept: the script, where a backup of the app runs it. */
export const scriptsOf = (app: AppConfig, script: BackupFacts['script']): CopySource[] =>
  script && (app.backup.from ?? 'script') === 'script' && isBelow(script.output)
    ? [scriptOf(app, script)]
    : [];

/**
 * A script that wrote beside everything else of the app would have
 * decrypted secrets pulled with what it writes.
 */
function scriptOf(app: AppConfig, { command, output }: NonNullable<BackupFacts['script']>): CopySource {
  if (isBelow(output)) return { kind: 'script', command, output: tidy(output) };
  throw new RoostError(
    'ContractInvalid',
    `The backup script of ${app.name} writes to ${output || '.'}, which is no folder below ${app.directory}.`,
    {
      app: app.name,
    },
  );
}

/** What a backup copies where the app has no script for it. */
export function dataOf(
  { data }: AppConfig,
  volumes: BackupFacts['volumes'] = {},
  places: BackupFacts['places'] = {},
): CopySource[] {
  const sources: CopySource[] = [];
  if (data.postgres) sources.push({ kind: 'postgres', ...data.postgres });
  for (const one of data.mariadb ?? []) sources.push({ kind: 'mariadb', ...one });
  for (const one of data.redis ?? []) sources.push({ kind: 'redis', ...one });
  for (const path of data.sqlite) sources.push({ kind: 'sqlite', path });
  for (const name of data.volumes) {
    const docker = Object.hasOwn(volumes, name) ? volumes[name] : undefined;
    const at = Object.hasOwn(places, name) ? places[name] : undefined;
    sources.push({ kind: 'volume', name, docker, at });
  }
  for (const path of data.folders) sources.push({ kind: 'folder', path });
  return sources;
}

/**
 * Pulled from where it is: it takes no room on the host, and the app may not write to it until it is here.
 */
export const isInPlace = (source: CopySource): boolean =>
  source.kind === 'folder' ||
  source.kind === 'script' ||
  (source.kind === 'volume' && source.at !== undefined);

/**
 * What it takes beside the data to have the app again; secrets only
 * as they are in the repository: encrypted.
 */
export function configOf(app: AppConfig, { proxy }: HostConfig): CopySource {
  const inSource = (path: string): string => (app.source === '.' ? path : `${app.source}/${path}`);
  const files =
    app.compose.length > 0
      ? app.compose.filter(isInside)
      : [...COMPOSE_NAMES.main, ...COMPOSE_NAMES.override];
  files.push('docker-compose.roost.yml');
  if (app.contract === 'sgos') files.push('app.json');
  files.push(...app.secrets.map(({ source }) => source));
  return { kind: 'config', files: files.map(inSource), proxy: proxy?.config ?? null };
}
