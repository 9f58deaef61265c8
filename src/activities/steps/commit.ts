/** The commit point. */
import type { StepArgs } from '../../fleet/plan/types';
import { requireRecord, storedOf, writeRecord } from '../records';
import type { StepSite } from '../site';

export async function commitRelease(site: StepSite, args: StepArgs['commitRelease']): Promise<string> {
  const record = await requireRecord(site, args.release);
  if (!record.committedAt && !record.current) {
    const now = (await site.read(['date', '-u', '+%Y-%m-%dT%H:%M:%SZ'])).stdout.trim();
    await writeRecord(site, { ...storedOf(record), committedAt: now });
  }
  await site.guard.commit(site.fence, args.release);
  return `release ${args.release}`;
}
