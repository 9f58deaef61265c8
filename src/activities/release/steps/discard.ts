/** Removes releases with everything that is theirs alone. */
import { untag } from '../../../host/commands/docker';
import { removeOneOffs } from '../../../host/oneoff';
import { shellScript } from '../../../lib/shell-script';
import { imageRef } from '../../../plan/names';
import type { ReleaseRecord } from '../../../protocol/release-record';
import type { ReleaseStepArgs } from '../../../protocol/release-steps';
import { readRecords } from '../../app/records';
import type { StepSite } from '../../app/site';

const discard = shellScript(__dirname, 'discard');

export async function discardReleases(
  site: StepSite,
  args: ReleaseStepArgs['discardReleases'],
): Promise<string> {
  const records = await readRecords(site);
  const kept = new Set(
    records
      .filter((r) => !args.releases.includes(r.release) || r.current)
      .flatMap((r) => Object.values(r.images).map((i) => i.ref)),
  );
  const going = records.filter((r) => args.releases.includes(r.release) && !r.current);
  for (const record of going) {
    // A run that was terminated has not taken its own away.
    if (record.operation) await site.change(removeOneOffs(record.operation), { timeout: 5 * 60_000 });
    const refs = refsOf(site.app.name, site.app.service, record).filter(
      (ref) => ref.startsWith(`roost/${site.app.name}-`) && !kept.has(ref),
    );
    if (refs.length > 0) await site.change(untag(...refs));
  }
  for (const release of args.releases.filter(
    (r) => !records.some((record) => record.release === r && record.current),
  )) {
    await site.change(
      discard(site.paths.release(release).folder, site.paths.mirror, `refs/roost/releases/${release}`),
    );
  }
  return `removed ${args.releases.join(', ')}`;
}

/** Those that it names, and those under which its images were built or kept. */
function refsOf(
  app: string,
  service: string,
  { images, operation, strategy, rollback }: ReleaseRecord,
): string[] {
  const named = Object.values(images).map((i) => i.ref);
  const services = Object.keys(images).length > 0 ? Object.keys(images) : [service];
  const tag = strategy === 'adopted' && !rollback ? 'adopted' : operation;
  return [...new Set([...named, ...services.map((name) => imageRef(app, name, tag))])];
}
