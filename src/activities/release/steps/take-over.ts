/** What a person has started becomes a release as it runs: nothing is stopped, made or started. */
import { RoostError } from '../../../errors';
import type { ReleaseRecord } from '../../../protocol/release-record';
import type { ReleaseStepArgs } from '../../../protocol/steps/release';
import type { Container } from '../../app/containers/containers';
import { waitHealthy } from '../../app/containers/health';
import { releaseContainers, type Services } from '../../app/containers/services';
import { storedOf, writeRecord } from '../../app/folder/records';
import { setSlot } from '../../app/proxy';
import type { StepSite } from '../../app/site';

/**
 * Its files are in the app's folder by now. Returns the container that serves. Errors: `StalePlan`,
 * `Unhealthy`.
 */
export async function takeOver(
  site: StepSite,
  record: ReleaseRecord,
  { probe, dataServices }: ReleaseStepArgs['startRelease'],
  services: Services | null,
): Promise<Container> {
  const look = async (): Promise<Container[]> =>
    (await releaseContainers(site, services)).filter(({ state }) => state === 'running');
  const found = await look();
  const other = found.find(({ service, imageId }) => {
    const kept = record.images[service];
    return kept !== undefined && kept.id !== imageId;
  });
  if (other)
    throw new RoostError(
      'StalePlan',
      `${other.name} runs another image than when the plan was made, so it is not taken over as it runs.`,
      { app: site.app.name, service: other.service },
    );
  // It may have been started again by Docker long ago.
  const judged = async (): Promise<Container[]> => (await look()).map((one) => ({ ...one, restartCount: 0 }));
  const serving = await waitHealthy(site, judged, probe, dataServices);
  const as = new Map(found.map(({ service, image }) => [service, image]));
  const images = Object.entries(record.images).map(([service, one]) => [
    service,
    { ...one, as: as.get(service) },
  ]);
  await writeRecord(site, {
    ...storedOf(record),
    images: Object.fromEntries(images) as ReleaseRecord['images'],
  });
  if (site.config.proxy && site.app.proxy.switch === 'flag') await setSlot(site, null, serving.name);
  return serving;
}
