/** Dump of a database into the release's folder, and back: the undo of a breaking migration, and the way back over one. */
import { RoostError } from '../../../errors';
import type { ReleaseStepArgs } from '../../../protocol/release-steps';
import type { StepSite } from '../../app/site';
import { keepDump, postgres } from '../../data/postgres';
import { stopServices } from './stop';

export async function dumpData(site: StepSite, args: ReleaseStepArgs['dumpData']): Promise<string> {
  return `${await keepDump(site, args.postgres, site.paths.release(args.release).dump)} bytes`;
}

export async function restoreData(site: StepSite, args: ReleaseStepArgs['restoreData']): Promise<string> {
  const { dump } = site.paths.release(args.release);
  const there = await site.read(['test', '-s', dump], { ok: [0, 1] });
  if (there.code !== 0) {
    if (site.context.direction === 'undo') return 'no dump was made: the data are as they were';
    throw new RoostError('DumpMissing', `The dump ${dump} on ${site.host.name} is gone.`, {
      app: site.app.name,
    });
  }
  // Sessions of the new release would write into a database that is about to go.
  await stopServices(site, { except: [args.postgres.service, ...site.app.data.services] });
  await postgres.restore(site, args.postgres, dump);
  return `${args.postgres.database} is as it was when it was dumped before release ${args.release}`;
}
