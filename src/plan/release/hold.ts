/** Whether an app may be deployed without an operator's word. Pure. */
import type { Hold } from '../../protocol/release-record';

/**
 * `containsNoMore`: the candidate is one of `hold.commits` or an ancestor of one of them (`git merge-base
 * --is-ancestor CANDIDATE LEFT`). What somebody pushed after the
 * rollback may go on: it is taken for the mend.
 */
export function mayDeployByItself(hold: Hold | null, containsNoMore: boolean): boolean {
  return hold === null || !containsNoMore;
}

/** The commits that stay left: those of a hold that goes on, and the one that is left now. */
export function commitsLeft(before: Hold | null, left: string | null): string[] {
  const commits = before?.commits ?? [];
  return [...new Set(left ? [left, ...commits] : commits)];
}
