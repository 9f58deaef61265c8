import { posix } from 'node:path';
import { resolveAppBackup } from '../backup/resolve';
import { resolveAppPush } from '../push/resolve';
import type { PushInput } from '../push/schema';
import { milliseconds } from '../values/duration';
import { localPath, tidy, type Start } from '../values/paths';
import type { AppInput } from './schema';
import type { AppConfig, AppData, HealthConfig, SecretFile } from './types';

/** What a contract states of an app, so that the fleet file need not. */
export const contractDefaults = {
  sgos: (name: string) => ({
    directory: `/srv/apps/sgos-${name}`,
    source: 'src',
    service: 'app',
    container: `sgos-${name}-app`,
    secrets: [{ source: '.env.sops', target: 'src/.env', format: 'dotenv' }] satisfies SecretFile[],
  }),
  compose: () => ({ directory: '', source: '.', service: '', container: undefined, secrets: [] }),
} as const;

/** An app with its defaults; for input that passed every check. `network` is the host proxy's. */
export function resolveApp(
  name: string,
  input: AppInput,
  network: string | undefined,
  start: Start,
  push?: PushInput,
): AppConfig {
  const given = contractDefaults[input.contract](name);
  const directory = tidy(input.directory ?? given.directory);
  return {
    name,
    host: input.host,
    contract: input.contract,
    repository: input.repository,
    branch: input.branch ?? 'main',
    directory,
    source: tidy(input.source ?? given.source),
    project: input.project ?? projectOf(directory),
    projectGiven: input.project === undefined || input.contract === 'sgos' ? undefined : true,
    compose: (input.compose ?? []).map(tidy),
    profiles: input.profiles,
    envFiles: input.envFiles,
    domain: input.domain,
    service: input.service ?? given.service,
    container: given.container,
    port: input.port,
    proxy: {
      switch: input.proxy?.switch ?? 'none',
      drain: milliseconds(input.proxy?.drain ?? '10s'),
      network,
    },
    secrets: ((input.secrets ?? given.secrets) as SecretFile[]).map(
      ({ source, target, format, exact, mode, keyFile }) => ({
        source: tidy(source),
        target: tidy(target),
        format,
        exact,
        mode,
        keyFile: keyFile && localPath(keyFile, start),
      }),
    ),
    data: resolveData(input.data),
    health: resolveHealth(input),
    settle: milliseconds(input.settle ?? '10s'),
    releases: input.releases ?? 5,
    strategy: input.strategy ?? 'auto',
    postdeploy: input.postdeploy ?? 'before start',
    scripts: input.scripts ?? {},
    notify: input.notify,
    migration: input.contract === 'compose' ? (input.migration ?? 'none') : undefined,
    needs: input.needs,
    push: resolveAppPush(input.push, push),
    backup: resolveAppBackup(input.backup),
    archived: input.archived,
  };
}

/** As Compose itself names a project that has no name. */
export const projectOf = (directory: string): string =>
  posix
    .basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');

function resolveData({
  postgres,
  mariadb,
  redis,
  services = [],
  folders = [],
  sqlite = [],
  volumes = [],
  shared,
  except,
}: NonNullable<AppInput['data']> = {}): AppData {
  return {
    postgres: postgres && { ...postgres, user: postgres.user ?? 'postgres' },
    mariadb: mariadb?.map((one) => ({ ...one, user: one.user ?? 'root' })),
    redis,
    services,
    folders: folders.map(tidy),
    sqlite: sqlite.map(tidy),
    volumes,
    shared: shared === true ? true : undefined,
    except: except?.map((one) => ({ ...one, folder: one.folder && tidy(one.folder) })),
  };
}

/** With contract sgos there always is a path. */
function resolveHealth({ contract, health = {} }: AppInput): HealthConfig {
  const { url, path, status = 200, json = {}, wait = '2m', tcp } = health === 'none' ? {} : health;
  const given =
    health === 'none' ? 'none' : path !== undefined && contract === 'compose' ? 'path' : undefined;
  return { url, path: path ?? '/health', status, json, wait: milliseconds(wait), tcp, given };
}
