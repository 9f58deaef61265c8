/** Whether what a plan keeps before a migration could be kept and put back: asked before anything stops. */
import { RoostError } from '../../../errors';
import { sentences } from '../../../lib/sentences';
import { bytes } from '../../../lib/units';
import type { DeployFacts } from '../../../plan/release/facts';
import type { CopySource } from '../../../protocol/data';
import type { ReleasePlan } from '../../../protocol/plan';
import type { KeptData } from '../../../protocol/steps/release';
import type { Site } from '../../app/site';
import { sizesOf } from '../../data';
import { requireNoMounts } from '../../data/nested';
import { requireRestorable } from '../../data/postgres';

/** How long the data are measured; what takes longer is not known. */
const LIMIT_MS = 2 * 60_000;

type Facts = Pick<DeployFacts, 'containers' | 'diskFreeBytes'>;

/**
 * Errors: `PlaceUnfit`, `HostMisconfigured` where a dump could not be put back,
 * `DiskFull` where there is no room to keep the data.
 */
export async function requireWayBack(site: Site, facts: Facts, { steps }: ReleasePlan): Promise<void> {
  const [first] = steps.flatMap(({ call }) =>
    call.run === 'dumpData' || call.run === 'restoreData' ? [call] : [],
  );
  if (!first) return;
  if (first.args.postgres) await requireRestorable(site, facts.containers, first.args.postgres);
  await requireNoMounts(site, first.args.files ?? []);
  if (first.run === 'dumpData') await requireRoom(site, facts, first.args);
}

/** Bytes that the sources take; what cannot be measured in time counts nothing. */
export async function liveBytes(
  site: Site,
  containers: Facts['containers'],
  sources: CopySource[],
): Promise<number> {
  const sizes = await sizesOf(site, sources, {
    containers,
    status: undefined,
    wrote: null,
    exec: { timeout: LIMIT_MS },
  }).catch((error: unknown) => {
    if (error instanceof RoostError && error.code === 'CommandTimeout') return {};
    throw error;
  });
  return Object.values(sizes).reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

async function requireRoom(
  site: Site,
  { containers, diskFreeBytes }: Facts,
  { postgres, files = [] }: KeptData,
): Promise<void> {
  const sources: CopySource[] = postgres ? [{ kind: 'postgres', ...postgres }, ...files] : files;
  const needed = await liveBytes(site, containers, sources);
  if (needed <= diskFreeBytes) return;
  const { app, host } = site;
  throw new RoostError(
    'DiskFull',
    sentences(
      `The data of ${app.name} take ${bytes(needed)} and must be kept before the migration;`,
      `${bytes(diskFreeBytes)} are free on ${host.name}.`,
    ),
    { app: app.name, needed, free: diskFreeBytes },
  );
}
