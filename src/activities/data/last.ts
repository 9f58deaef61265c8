/** What an app's last good backup had: a source that is empty by now has lost it. */
import { backupPaths, readStatus, type AppStatus } from '../../backup';
import { RoostError } from '../../errors';
import { backupOf } from '../../fleet/file';
import { sentences } from '../../lib/sentences';
import { sourceName } from '../../plan/about';
import type { CopySource } from '../../protocol/data';
import type { StepSite } from '../app/site';

/** `staged`: where the source is in the staging. */
export const lastBytes = (status: AppStatus | undefined, staged: string): number =>
  status?.lastSuccess?.sources[staged]?.bytes ?? 0;

/** Of what is empty now. Errors: `CopyEmpty` where the last backup had more than `empty` bytes of it. */
export async function refuseLoss(
  site: StepSite,
  source: CopySource,
  staged: string,
  empty: number,
): Promise<void> {
  const { app, host, fleet } = site;
  const { apps } = await readStatus(backupPaths(backupOf(fleet).folder).status);
  const bytes = lastBytes(apps[app.name], staged);
  if (bytes <= empty) return;
  throw new RoostError(
    'CopyEmpty',
    sentences(
      `The ${sourceName(source)} of ${app.name} is empty on ${host.name};`,
      `the last backup has ${bytes} bytes of it.`,
    ),
    { app: app.name, bytes },
    { afterRestart: 'retry' },
  );
}
