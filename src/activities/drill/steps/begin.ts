/** The folder of a drill, and the removal of all that drills of the app have made. */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RoostError } from '../../../errors';
import { anyCode } from '../../../host/exit-code';
import { lastLines } from '../../../lib/output-tail';
import type { StepSite } from '../../app/site';
import { fetchedIn } from '../../restore/steps/fetched';
import { removeDrills } from '../remove';

export async function beginDrill(site: StepSite): Promise<string> {
  const gone = await remove(site);
  await site.change(['mkdir', '-p', '-m', '700', site.scope.directory]);
  return gone > 0 ? `removed what ${gone} former drills had left` : '';
}

export async function endDrill(site: StepSite): Promise<string> {
  await remove(site);
  return 'removed';
}

/** Only the holder of the lock of the app's drills is here. Returns how many there were. */
async function remove(site: StepSite): Promise<number> {
  const { app, folder } = { app: site.context.scope.app, folder: site.context.scope.directory };
  const argv = removeDrills('all', folder, app);
  const { code, stdout, stderr } = await site.change(argv, { ok: anyCode, timeout: 20 * 60_000 });
  // Of the control host: what was fetched for whichever drill.
  await rm(dirname(fetchedIn(site, site.context.operation)), { recursive: true, force: true });
  if (code === 0) return stdout.split('\n').filter((line) => line.startsWith('removed ')).length;
  throw new RoostError(
    'DrillLeftOver',
    `Of a drill of ${app} something was left on ${site.host.name}:\n${lastLines(stderr)}`,
    { app },
    { afterRestart: 'retry' },
  );
}
