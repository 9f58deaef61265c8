/** The services of a release, as Compose reads them from the files in the app's folder. */
import { services } from '../../../host/commands/compose';
import { anyCode } from '../../../host/exit-code';
import { composeIn, type Release } from '../compose/compose';
import type { StepSite } from '../site';
import { appContainers, type Container } from './containers';

export interface Services {
  /** Those that `up` starts. */
  active: string[];
  /** Those of profiles that are not active: a person's to start and to stop. */
  idle: string[];
}

/**
 * `release`: the one that is in the app's folder; null: nobody has
 * recorded it. Null: Compose refuses the files.
 */
export async function servicesIn(site: StepSite, release: Release | null): Promise<Services | null> {
  // Our own file names only services that the others have.
  const base = composeIn(site, { ...(release ?? { release: 0 }), strategy: 'adopted' });
  const [active, all] = await Promise.all(
    [false, true].map((everyProfile) => site.read(services(base, everyProfile), { ok: anyCode })),
  );
  if (!active || !all || active.code !== 0 || all.code !== 0) return null;
  const names = (text: string): string[] => text.split('\n').filter(Boolean);
  const ours = names(active.stdout);
  return { active: ours, idle: names(all.stdout).filter((name) => !ours.includes(name)) };
}

/**
 * The containers that the release in the app's folder starts; all of
 * the app's where Compose cannot be asked.
 */
export const releaseContainers = async (site: StepSite, services: Services | null): Promise<Container[]> =>
  (await appContainers(site)).filter((c) => !services || services.active.includes(c.service));
