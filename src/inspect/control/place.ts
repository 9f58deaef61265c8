/** What roost's folder of a scope says of the control plane that worked there. */
import type { AppConfig, HostConfig } from '../../fleet/file';
import type { Guard, Host } from '../../host/types';
import { shellScript } from '../../lib/shell-script';
import { scopePaths } from '../../plan/names';
import type { PlaceFacts, PlaceName } from '../../plan/recover/control/types';
import { parseSite, siteArgv } from '../site';

const placeArgv = shellScript(__dirname, 'place');

export interface PlaceMarks extends Pick<PlaceFacts, 'claimed' | 'operations' | 'recovering'> {
  there: boolean;
  atRisk: number[];
}

export function parsePlace(text: string): PlaceMarks {
  const marks: PlaceMarks = { there: false, claimed: null, operations: [], recovering: false, atRisk: [] };
  for (const line of text.split('\n')) {
    const [tag, first = '', second = ''] = line.split(' ');
    if (tag === 'there') marks.there = true;
    else if (tag === 'plane') marks.claimed = first;
    else if (tag === 'operation' && (second === 'open' || second === 'undoing'))
      marks.operations.push({ id: first, state: second, begun: [] });
    else if (tag === 'begun') marks.operations.find(({ id }) => id === first)?.begun.push(second);
    else if (tag === 'at-risk') marks.atRisk.push(Number(first));
    else if (tag === 'recovering') marks.recovering = true;
  }
  return marks;
}

/** Null where roost has never been. `app`: of a place of one. */
export async function placeFacts(
  host: Host,
  guard: (directory: string) => Promise<Guard>,
  place: PlaceName,
  app?: { app: AppConfig; config: HostConfig },
): Promise<PlaceFacts | null> {
  const { there, atRisk, ...marks } = parsePlace(
    (await host.exec(placeArgv(scopePaths(place.directory).roost))).stdout,
  );
  const nothing = { flag: null, serving: null, unfinished: [], jobs: [] };
  // Asking the guard makes its folder, and a check must not leave a trace.
  if (!there) return place.kind === 'host' ? { ...place, ...marks, ...nothing, lock: null } : null;
  const asked = await guard(place.directory);
  const lock = await asked.show();
  if (!app) return { ...place, ...marks, ...nothing, lock };
  const [site, current] = await Promise.all([
    host.exec(siteArgv(app.app, app.config, [])).then(({ stdout }) => parseSite(stdout)),
    asked.current(),
  ]);
  const flag = site.flags.find(({ scope }) => scope === 'app')?.flag;
  return {
    ...place,
    ...marks,
    lock,
    flag: flag?.owner === 'roost' ? flag : null,
    serving: current && {
      release: current.release,
      commit: site.releases.find(({ release }) => release === current.release)?.commit ?? null,
    },
    unfinished: site.releases
      .filter(({ release, committedAt }) => !committedAt && release !== current?.release)
      .map(({ release, commit, operation, migration }) => ({
        release,
        commit: commit ?? null,
        operation: operation ?? null,
        migration: migration ?? null,
        dataAtRisk: atRisk.includes(release),
      })),
    jobs: site.jobs,
  };
}
