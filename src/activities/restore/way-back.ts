/** Whether what a restore script changes could be put back: asked before anything stops. */
import type { RunningContainer } from '../../plan/release/facts';
import { scriptIn } from '../../plan/restore/by-script';
import type { RestoreItem } from '../../protocol/steps/restore';
import type { Site } from '../app/site';
import { requireNoMounts } from '../data/nested';
import { requireRestorable } from '../data/postgres';
import { liveBytes } from '../release/facts/way-back';

/** Bytes that are kept; 0: there is no such script. Errors: `PlaceUnfit`, `HostMisconfigured`. */
export async function keptBytes(
  site: Site,
  items: RestoreItem[],
  containers: RunningContainer[],
): Promise<number> {
  const keeps = scriptIn(items)?.keeps ?? [];
  if (keeps.length === 0) return 0;
  const { postgres } = site.app.data;
  if (postgres) await requireRestorable(site, containers, postgres);
  await requireNoMounts(site, keeps);
  return liveBytes(site, containers, keeps);
}
