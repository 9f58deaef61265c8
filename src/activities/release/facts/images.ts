/** Which images of a release are still on its host. */
import { images } from '../../../host/commands/docker';
import type { ReleaseRecord } from '../../../protocol/release-record';
import { readRecords } from '../../app/folder/records';
import type { Site } from '../../app/site';

/** Ids of every image on the host. */
export async function imageIds(site: Site): Promise<Set<string>> {
  return new Set((await site.host.exec(images())).stdout.split('\n').filter(Boolean));
}

/** Services whose image is not there any more. */
export const goneOf = (record: Pick<ReleaseRecord, 'images'>, ids: Set<string>): string[] =>
  Object.entries(record.images)
    .filter(([, { id }]) => !ids.has(id))
    .map(([service]) => service);

/** The releases that have served, with what is left of them. */
export async function listReleases(site: Site): Promise<ReleaseRecord[]> {
  const [records, ids] = await Promise.all([readRecords(site), imageIds(site)]);
  return records
    .filter((r) => r.committedAt !== null)
    .map((r) => ({ ...withoutDigest(r), gone: goneOf(r, ids) }));
}

/** The digest of an environment stays on its host: a short secret could be found by it. */
function withoutDigest({ compose, ...record }: ReleaseRecord): ReleaseRecord {
  if (!compose) return record;
  const { digest: _, ...use } = compose;
  return { ...record, compose: use };
}
