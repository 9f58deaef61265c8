/** The release that comes back with its data. */
import { RoostError } from '../../errors';
import { sentences } from '../../lib/sentences';
import type { RollbackFacts } from '../../plan/release/facts';
import { short } from '../../plan/short';
import type { RestoreRecord, SnapshotFacts } from '../../protocol/steps/restore';
import type { Site } from '../app/site';
import type { Deps } from '../deps';
import { rollbackFacts } from '../release/facts/rollback';

/** Of the snapshot; null: it serves. Errors: `ReleaseMismatch` where the host keeps it not. */
export async function releaseOf(
  deps: Deps,
  site: Site,
  { commit, id }: SnapshotFacts,
  serving: string | null,
): Promise<RollbackFacts | null> {
  const { app } = site;
  if (commit === null)
    throw new RoostError(
      'ReleaseMismatch',
      [
        `Snapshot ${id.slice(0, 8)} of ${app.name} does not say which release it was taken of.`,
        sentences(
          'Either keep the serving release (--release keep), or bring one into service by hand first',
          `(roost deploy ${app.name} --ref COMMIT), then restore.`,
        ),
      ].join('\n'),
      { app: app.name },
    );
  if (commit === serving) return null;
  return kept(
    deps,
    site,
    commit,
    [
      `${short(commit)}, of which snapshot ${id.slice(0, 8)} is, is not kept on ${site.host.name}.`,
      sentences(
        `Either bring it into service first (roost deploy ${app.name} --ref ${short(commit)}),`,
        'then restore; or keep the serving release (--release keep).',
      ),
    ].join('\n'),
  );
}

/**
 * The one that the restore has left.
 * Errors: `ReleaseMismatch` where another came into service since, or it is not kept any more.
 */
export async function releaseLeft(
  deps: Deps,
  site: Site,
  { release, workflowId }: RestoreRecord,
  serving: number | undefined,
): Promise<RollbackFacts | null> {
  if (!release) return null;
  const { app } = site;
  if (serving !== release.made)
    throw new RoostError(
      'ReleaseMismatch',
      [
        sentences(
          `${workflowId} of ${app.name} has made release ${release.made} with the data,`,
          `and ${serving === undefined ? 'none' : `release ${serving}`} serves now.`,
        ),
        sentences(
          `Either bring that release back first (roost rollback ${app.name} --to ${release.made}),`,
          'then undo; or restore a snapshot.',
        ),
      ].join('\n'),
      { app: app.name },
    );
  return kept(
    deps,
    site,
    String(release.left),
    [
      sentences(
        `Release ${release.left} of ${app.name}, which ${workflowId} has left,`,
        `is not kept on ${site.host.name} any more.`,
      ),
      'Either deploy its commit and restore a snapshot of it, or keep what serves.',
    ].join('\n'),
  );
}

async function kept(deps: Deps, site: Site, wanted: string, missing: string): Promise<RollbackFacts> {
  try {
    return await rollbackFacts(deps, site, wanted, 'now');
  } catch (error) {
    if (!(error instanceof RoostError) || !['UnknownRelease', 'NoRollbackTarget'].includes(error.code))
      throw error;
    throw new RoostError('ReleaseMismatch', missing, { app: site.app.name }, { cause: error });
  }
}
