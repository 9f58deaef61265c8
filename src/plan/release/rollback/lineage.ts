/** Which release follows from which, through rollbacks too. Pure; releases in any order. */
import { RoostError } from '../../../errors';
import type { RollbackNote } from '../../../protocol/release-record';
import type { KeptRelease } from '../facts';

/** The release whose content it has: its own, or that of the one that a rollback went back to. */
export const originOf = ({ release, rollback }: { release: number; rollback?: RollbackNote }): number =>
  rollback?.to ?? release;

const newest = (all: KeptRelease[]): KeptRelease | null =>
  all.reduce<KeptRelease | null>((best, one) => (best && best.release > one.release ? best : one), null);

const before = (all: KeptRelease[], release: number): KeptRelease | null =>
  newest(all.filter((r) => r.committed && r.release < release));

/** Every release that was rolled back from. */
export const leftBehind = (all: { committed: boolean; rollback?: RollbackNote }[]): Set<number> =>
  new Set(all.flatMap((r) => (r.committed && r.rollback ? [r.rollback.left] : [])));

/** The last one that has served, is older than what serves, and was not rolled back from. */
export function defaultTarget(all: KeptRelease[], serving: KeptRelease): KeptRelease | null {
  const left = leftBehind(all);
  return newest(
    all.filter(
      (r) =>
        r.committed &&
        r.release !== serving.release &&
        originOf(r) < originOf(serving) &&
        !left.has(r.release),
    ),
  );
}

/** The release that an operator names, by number or commit. Errors: `UnknownRelease`, `NoRollbackTarget`. */
export function chooseTarget(
  app: string,
  all: KeptRelease[],
  serving: KeptRelease | null,
  to: string | undefined,
): KeptRelease {
  if (!serving)
    throw new RoostError('NoRollbackTarget', `No release of ${app} serves that could be left.`, { app });
  if (to === undefined) {
    const found = defaultTarget(all, serving);
    if (found) return found;
    throw new RoostError(
      'NoRollbackTarget',
      `No release of ${app} older than release ${serving.release} is kept that was not itself rolled back from.`,
      {
        app,
      },
    );
  }
  const found = named(all, to);
  if (!found)
    throw new RoostError('UnknownRelease', `No release ${to} of ${app} that has served is kept.`, {
      app,
      to,
    });
  if (found.release === serving.release)
    throw new RoostError('NoRollbackTarget', `Release ${found.release} of ${app} serves already.`, { app });
  return found;
}

/** A number that no release has may be the beginning of a commit. */
function named(all: KeptRelease[], to: string): KeptRelease | null {
  const served = all.filter((r) => r.committed);
  const byNumber = served.find((r) => String(r.release) === to);
  return (
    byNumber ?? (to.length >= 4 ? newest(served.filter((r) => r.commit?.startsWith(to.toLowerCase()))) : null)
  );
}

/** The deploys whose changes the data would lose, newest first: what came to them since the target served. */
export function deploysSince(all: KeptRelease[], serving: KeptRelease, target: KeptRelease): KeptRelease[] {
  const passed: KeptRelease[] = [];
  let at: KeptRelease | null = serving;
  while (at && originOf(at) > originOf(target)) {
    if (!at.rollback) passed.push(at);
    at = at.rollback ? atOrBefore(all, at.rollback.to) : before(all, at.release);
  }
  return passed;
}

const atOrBefore = (all: KeptRelease[], release: number): KeptRelease | null => before(all, release + 1);
