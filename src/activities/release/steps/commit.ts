/** The commit point. */
import { removePath } from '../../../host/files';
import type { ReleaseStepArgs } from '../../../protocol/steps/release';
import { requireRecord, storedOf, writeRecord } from '../../app/folder/records';
import type { StepSite } from '../../app/site';

export async function commitRelease(site: StepSite, args: ReleaseStepArgs['commitRelease']): Promise<string> {
  const record = await requireRecord(site, args.release);
  const { by, reason } = site.context;
  const now = (await site.read(['date', '-u', '+%Y-%m-%dT%H:%M:%SZ'])).stdout.trim();
  if (!record.committedAt && !record.current)
    await writeRecord(site, { ...storedOf(record), committedAt: now });
  await site.guard.commit(
    site.fence,
    args.release,
    args.hold && { ...args.hold, since: now, by, reason: reason || undefined },
  );
  // The data are right as they are. The release is the current one by now.
  const { dataAtRisk } = site.paths.release(args.release);
  await site.guard.change({ ...site.fence, expect: args.release }, removePath(dataAtRisk));
  return `release ${args.release}${args.hold ? ', on hold' : ''}`;
}
