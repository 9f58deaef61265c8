import type { Migration } from './types';

const rank: Record<Migration, number> = { none: 0, safe: 1, breaking: 2 };

/** What several releases together do to the database: the gravest of them; `none` for no release. */
export const migrationClass = (list: readonly Migration[]): Migration =>
  list.reduce((gravest, next) => (rank[next] > rank[gravest] ? next : gravest), 'none' as Migration);
