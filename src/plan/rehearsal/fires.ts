/** Which fires the rehearsal of the quarter can have, by what the fleet file names. Pure. */
import { isDrilled, isRehearsed } from '../../fleet/file/drill/of-app';
import type { Fleet } from '../../fleet/file/types';
import { onlyIf } from '../../lib/only-if';
import type { Fire } from '../../protocol/steps/rehearsal';
import { dataOf } from '../backup/sources';

/** `lacking`: of each that is left out, what it needs. Without a section `backup.drill` there is none. */
export function rehearsedFires(fleet: Pick<Fleet, 'backup' | 'apps' | 'cloudflare'>): {
  fires: Fire[];
  lacking: string[];
} {
  if (!fleet.backup?.drill) return { fires: [], lacking: [] };
  const fires: Fire[] = [];
  const lacking: string[] = [];
  const hasData = Object.values(fleet.apps).some((app) => isDrilled(app) && dataOf(app).length > 0);
  if (isRehearsed(fleet)) fires.push('host', ...onlyIf<Fire>(hasData, 'corruption'));
  else
    lacking.push(
      'host and corruption are not rehearsed: name a host that serves no app by backup.drill.host',
    );
  fires.push('control');
  if (fleet.cloudflare && fleet.cloudflare.zones.length > 0) fires.push('cloudflare');
  else if (fleet.cloudflare) lacking.push('cloudflare is not rehearsed: name a zone by cloudflare.zones');
  return { fires, lacking };
}
