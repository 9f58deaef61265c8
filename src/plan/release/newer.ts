/** What a deploy says of the newer images that it takes. Pure. */
import type { DeployFacts } from './facts';

type Pulled = Pick<DeployFacts, 'pull'>;

/** Whether there is something to deploy, though the commit serves already. */
export const bringsNewer = ({ pull }: Pulled): boolean =>
  pull !== undefined && pull.newer.length + pull.unknown.length + pull.built.length > 0;

/** Behind a title. */
export function newerText({ pull }: Pulled): string {
  if (!pull) return '';
  const newer = pull.newer.map(
    ({ service, image, digest }) => `${service} (${image}, ${digest.slice(7, 19)})`,
  );
  const parts = [
    newer.length > 0 ? `newer: ${newer.join(', ')}` : '',
    pull.built.length > 0 ? `built from the newest base images: ${pull.built.join(', ')}` : '',
  ].filter(Boolean);
  return parts.length > 0 ? `; ${parts.join('; ')}` : '';
}

export function pullWarnings({ pull, relation }: Pick<DeployFacts, 'pull' | 'relation'>): string[] {
  if (!pull) return [];
  if (relation === 'same' && !bringsNewer({ pull }))
    return ['No image of this commit has a newer version in its registry.'];
  return pull.unknown.map(
    ({ service, image, why }) =>
      `Whether ${image} of ${service} is newer is not known before it is pulled: ${why}`,
  );
}
