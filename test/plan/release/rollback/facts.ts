/**
 * Facts of a rollback from release 4 to release 3, over a safe
 * migration; tests change what they are about.
 */
import type { KeptRelease, RollbackFacts } from '../../../../src/plan/release/facts';
import { A, B, facts } from '../facts';

export const kept = (release: number, change: Partial<KeptRelease> = {}): KeptRelease => ({
  release,
  commit: String(release).repeat(40).slice(0, 40),
  version: `1.${release}.0`,
  migration: 'safe',
  strategy: 'rolling',
  committed: true,
  dump: false,
  images: { app: `sha256:app-${release}`, db: 'sha256:db' },
  ...change,
});

export const dump: NonNullable<RollbackFacts['dump']> = {
  of: 4,
  takenAt: '2026-01-01T00:00:00Z',
  bytes: 4096,
  readable: true,
  loss: {
    seconds: 7200,
    tables: [
      { table: 'public.calls', then: 2, now: 5 },
      { table: 'public.users', then: 1, now: 1 },
    ],
  },
};

export function rollbackFacts(change: Partial<RollbackFacts> = {}): RollbackFacts {
  return {
    ...facts(),
    target: { commit: B, subject: 'Answer', isHead: false },
    relation: 'behind',
    commits: [{ commit: A, subject: 'Answer faster', migration: 'safe' }],
    commitCount: 1,
    migration: 'safe',
    leftMigration: 'safe',
    aheadMigration: 'none',
    kept: [2, 3, 4].map((n) => kept(n)),
    to: kept(3, { commit: B }),
    gone: [],
    keys: [],
    dump: null,
    hold: null,
    ...change,
  };
}
