/**
 * What a run needs of the fleet file: recorded with its plan, so that a later
 * change of the file changes nothing of the run.
 */
import { resolveApp } from './app/resolve';
import type { AppConfig } from './app/types';
import { appOf, hostOf } from './lookup';
import type { NotifyTarget } from './notify/types';
import type { Fleet } from './types';

/** A target of notifications without its address, which may be a secret by itself. */
export type Listener = Pick<NotifyTarget, 'name' | 'events'>;

/** A fleet, or one app and one host of it. Every `Fleet` is one. */
export interface PlannedFleet extends Pick<
  Fleet,
  'name' | 'hosts' | 'apps' | 'secrets' | 'lock' | 'decide' | 'github' | 'backup' | 'cloudflare'
> {
  notify: Record<string, Listener>;
  /** Absent in plans of older versions: none. */
  registries?: Fleet['registries'];
}

/** What to keep of a fleet: nothing of its own, a host, or an app with its host. */
interface Part {
  app: string | null;
  host: string | null;
  /** Of a run that works with the repository: the backup, less what only nights need. */
  backup?: boolean;
  /** Of a run that works with Cloudflare. */
  cloudflare?: boolean;
  /** Every host and repository: the run works on more than one. */
  all?: boolean;
}

export function plannedFleet(
  fleet: PlannedFleet,
  { app, host, backup = false, cloudflare = false, all = false }: Part,
): PlannedFleet {
  const { name, secrets, lock, decide, github, notify, registries = {} } = fleet;
  return {
    name,
    hosts: all ? fleet.hosts : host === null ? {} : { [host]: hostOf(fleet, host) },
    apps: app === null ? {} : { [app]: appOf(fleet, app) },
    secrets,
    lock,
    decide,
    github,
    registries: Object.keys(registries).length > 0 ? registries : undefined,
    notify: Object.fromEntries(
      Object.values(notify).map(({ name: target, events }) => [target, { name: target, events }]),
    ),
    backup:
      backup && fleet.backup
        ? { ...fleet.backup, second: all ? fleet.backup.second : undefined, ping: undefined }
        : undefined,
    cloudflare: cloudflare ? fleet.cloudflare : undefined,
  };
}

/** As it was recorded, maybe by an older version: what that did not know yet has its default. */
export function readPlanned(recorded: PlannedFleet): PlannedFleet {
  const apps = Object.entries(recorded.apps).map(([name, app]) => [name, withDefaults(app)]);
  return { ...recorded, apps: Object.fromEntries(apps) as PlannedFleet['apps'] };
}

function withDefaults(app: AppConfig): AppConfig {
  const { name, host, contract, repository } = app;
  return completed(
    resolveApp(name, { host, contract, repository }, undefined, { home: '/', folder: '/' }),
    app,
  );
}

/** `given`, and of its sections too what only `defaults` has. */
function completed<T extends object>(defaults: T, given: T): T {
  const sections = Object.entries(defaults).flatMap(([key, value]: [string, unknown]) => {
    const own = (given as Record<string, unknown>)[key];
    return isSection(value) && isSection(own) ? [[key, completed(value, own)]] : [];
  });
  return { ...defaults, ...given, ...(Object.fromEntries(sections) as Partial<T>) };
}

const isSection = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
