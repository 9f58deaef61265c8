/** Where the images of a release come from: by reference, as Compose thinks of them, not by service. */
import { anyCode } from '../../../../host/exit-code';
import type { ResolvedModel } from '../../../app/compose/compose';
import { parseModel } from '../../../app/compose/model';
import { appContainers } from '../../../app/containers/containers';
import { readRecord } from '../../../app/folder/records';
import type { StepSite } from '../../../app/site';

/** `acme` and `acme:latest` are one image. */
const normal = (image: string): string => (/[:@][^/]*$/.test(image) ? image : `${image}:latest`);

/**
 * For each service that does not build its image while another one does: that one. No registry is asked for
 * such an image: there, it may be a stranger's.
 */
export function buildersOf({ services }: ResolvedModel): Record<string, string> {
  const builders = new Map<string, string>();
  for (const [name, { image, build }] of Object.entries(services))
    if (build && image && !builders.has(normal(image))) builders.set(normal(image), name);
  return Object.fromEntries(
    Object.entries(services).flatMap(([name, { image, build }]) => {
      const builder = !build && image ? builders.get(normal(image)) : undefined;
      return builder === undefined ? [] : [[name, builder]];
    }),
  );
}

/**
 * Image ids of services that hold data, and whose reference means another image
 * by now: the tag was moved on the host. They run on with the image that they
 * have, unless the release asks for another reference.
 */
export async function pinnedData(
  site: StepSite,
  model: ResolvedModel,
  dataServices: string[],
): Promise<Record<string, string>> {
  if (dataServices.length === 0) return {};
  const [containers, former] = await Promise.all([appContainers(site), formerImages(site)]);
  const pinned: Record<string, string> = {};
  for (const name of dataServices) {
    const container = containers.find((c) => c.service === name);
    const asked = model.services[name]?.image;
    if (!container || !asked || model.services[name]?.build) continue;
    if ((former?.[name] ?? container.image) !== asked) continue;
    const { stdout } = await site.read(['docker', 'image', 'inspect', '--format', '{{.Id}}', asked], {
      ok: anyCode,
    });
    // Once pinned it stays so: another reference would replace the container.
    if (stdout.trim() !== container.imageId || container.image.startsWith('roost/'))
      pinned[name] = container.imageId;
  }
  return pinned;
}

/** As the Compose files of the serving release ask for them; null: it is not one of roost's. */
async function formerImages(site: StepSite): Promise<Record<string, string | undefined> | null> {
  const { expect } = site.context;
  const record = await readRecord(site, expect);
  if (!record || record.strategy === 'adopted') return null;
  const { model } = site.paths.release(expect);
  const { code, stdout } = await site.read(['cat', model], { ok: anyCode });
  if (code !== 0) return null;
  const { services } = parseModel(stdout);
  return Object.fromEntries(Object.entries(services).map(([name, { image }]) => [name, image]));
}
