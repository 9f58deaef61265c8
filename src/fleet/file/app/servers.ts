/** The services that hold an app's data. */
import type { AppConfig } from './types';

/** A server whose databases a backup copies by its own means. */
export interface DataServer {
  /** As files of such a server are found in folders. */
  kind: 'postgres' | 'mysql' | 'redis';
  service: string;
  /** Where the fleet file names it, below the app. */
  key: string;
}

export function dataServersOf({ data }: Pick<AppConfig, 'data'>): DataServer[] {
  const servers: DataServer[] = [];
  if (data.postgres)
    servers.push({ kind: 'postgres', service: data.postgres.service, key: 'data.postgres.service' });
  for (const { service } of data.mariadb ?? [])
    servers.push({ kind: 'mysql', service, key: 'data.mariadb.service' });
  for (const { service } of data.redis ?? [])
    servers.push({ kind: 'redis', service, key: 'data.redis.service' });
  return servers;
}

/** What holds data, and runs on while the app is stopped. */
export const dataServicesOf = (app: Pick<AppConfig, 'data'>): string[] => [
  ...new Set([...dataServersOf(app).map(({ service }) => service), ...app.data.services]),
];
