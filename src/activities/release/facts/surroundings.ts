/** Whether the host has what a release needs of it, besides what its Compose files name: ports and room. */
import { parseSurroundings, surroundingsArgv } from '../../../host/model/surroundings';
import { plainText } from '../../../lib/plain-text';
import { section, text, type Loose } from '../../../lib/unchecked';
import type { DeployFacts, RunningContainer } from '../../../plan/release/facts';
import { portsTwice, takenNames, takenPorts } from '../../../plan/release/surroundings';
import type { Site } from '../../app/site';

/** More of them say nothing more. */
const MOST_PORTS = 20;

interface Asked {
  model: Loose;
  /** The app's own. */
  containers: RunningContainer[];
  /** Services that the target does not have: they are stopped before it starts. */
  gone: string[];
  /** Services whose image is there, since a rollback takes it. */
  kept: string[];
}

export async function surroundingsFacts(
  { host }: Site,
  { model, containers, gone, kept }: Asked,
): Promise<Pick<DeployFacts, 'portsTaken' | 'namesTaken' | 'imageRoom'>> {
  const services = Object.entries(section(model.services)).map(([name, value]) => ({
    name,
    ...section(value),
  }));
  const runs = (name: string): string | undefined => containers.find((c) => c.service === name)?.imageId;
  const asked = services.flatMap(({ name, image }: Loose & { name: string }) =>
    [text(image), runs(name)].filter((one) => one !== undefined && one !== '' && !one.startsWith('-')),
  );
  const { stdout } = await host.exec(surroundingsArgv(...new Set(asked as string[])));
  const found = parseSurroundings(stdout);
  const replaced = containers.filter(
    ({ service }) => services.some(({ name }) => name === service) || gone.includes(service),
  );
  const own = replaced.map(({ id, service, hostNetwork }) => ({ id, service, host: hostNetwork }));
  const made = services
    .filter(({ name, image, build }: Loose & { name: string }) =>
      kept.includes(name) ? false : Boolean(build) || !found.images.has(text(image) ?? ''),
    )
    .map(({ name }) => name);
  const sizes = [...new Set(made.flatMap((name) => runs(name) ?? []))].map((id) => found.images.get(id) ?? 0);
  return {
    namesTaken: takenNames(model, found, own),
    portsTaken: [...takenPorts(model, found, own), ...portsTwice(model)]
      .slice(0, MOST_PORTS)
      .map((one) => ({ ...one, by: one.by === null ? null : plainText(one.by) })),
    imageRoom: {
      freeBytes: found.freeBytes,
      freeInodes: found.freeInodes,
      made,
      now: sizes.reduce((sum, size) => sum + size, 0),
    },
  };
}
