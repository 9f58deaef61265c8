/** What is between the serving commit and the target. */
import { RoostError } from '../../../../errors';
import { migrationClass, parseAppJson } from '../../../../fleet/contract';
import type { AppConfig, Migration } from '../../../../fleet/file/app/types';
import type { Relation } from '../../../../plan/release/facts';
import type { CommitInfo } from '../../../../protocol/plan';
import type { Mirror } from './mirror';

const SHOWN = 50;

export interface Between {
  relation: Relation;
  commits: CommitInfo[];
  commitCount: number;
  migration: Migration;
  leftMigration: Migration;
  /** What the target lacks, as `commits`. */
  left: Pick<Between, 'commits' | 'commitCount'>;
}

const none = { commits: [], commitCount: 0 };

/** `serving` null: nothing serves, or its commit is unknown (`known` false). */
export async function between(
  app: AppConfig,
  mirror: Mirror,
  serving: string | null,
  runs: boolean,
  target: string,
): Promise<Between> {
  const known = serving !== null && (await mirror.has(serving));
  if (!serving || !known) {
    const commits = await classified(app, mirror, await mirror.log(null, target));
    return { relation: runs ? 'unknown' : 'first', ...summary(commits), leftMigration: 'none', left: none };
  }
  if (serving === target)
    return {
      relation: 'same',
      commits: [],
      commitCount: 0,
      migration: 'none',
      leftMigration: 'none',
      left: none,
    };
  const [forward, back] = await Promise.all([
    mirror.isAncestor(serving, target),
    mirror.isAncestor(target, serving),
  ]);
  const relation: Relation = forward ? 'ahead' : back ? 'behind' : 'diverged';
  const ahead = await classified(app, mirror, await mirror.log(serving, target));
  const left = forward ? [] : await classified(app, mirror, await mirror.log(target, serving));
  return {
    relation,
    ...summary(ahead),
    leftMigration: highest(left),
    left: { commits: left.slice(0, SHOWN), commitCount: left.length },
  };
}

const highest = (commits: CommitInfo[]): Migration => migrationClass(commits.map((c) => c.migration));

function summary(commits: CommitInfo[]): Pick<Between, 'commits' | 'commitCount' | 'migration'> {
  return { commits: commits.slice(0, SHOWN), commitCount: commits.length, migration: highest(commits) };
}

/** Every commit with the class that its own app.json names. */
async function classified(
  app: AppConfig,
  mirror: Mirror,
  commits: { commit: string; subject: string }[],
): Promise<CommitInfo[]> {
  if (app.contract === 'compose') return commits.map((c) => ({ ...c, migration: app.migration ?? 'none' }));
  const files = await mirror.files(commits.map((c) => `${c.commit}:app.json`));
  return commits.map((c, i) => ({ ...c, migration: classOf(files[i] ?? null) }));
}

/** A commit whose app.json cannot be read may have done anything. */
function classOf(appJson: Buffer | null): Migration {
  if (!appJson) return 'none';
  try {
    return parseAppJson(appJson.toString('utf8')).migration;
  } catch (error) {
    if (error instanceof RoostError) return looseClass(appJson);
    throw error;
  }
}

/** An app.json that breaks the contract elsewhere may still name its class. */
function looseClass(appJson: Buffer): Migration {
  try {
    const { migration } = JSON.parse(appJson.toString('utf8')) as { migration?: unknown };
    if (migration === 'none' || migration === 'safe' || migration === 'breaking') return migration;
  } catch {
    // Not even JSON.
  }
  return 'breaking';
}
