import type { RestoreItem } from '../../protocol/steps/restore';

/** What a running server loads: it runs on while its database is swapped. */
export type DumpItem = Extract<RestoreItem, { kind: 'postgres' | 'mariadb' | 'redis' }>;

export const isDump = (item: RestoreItem): item is DumpItem =>
  item.kind === 'postgres' || item.kind === 'mariadb' || item.kind === 'redis';
