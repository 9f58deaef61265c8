/** Builds or pulls every image of a release, records the ids, and writes the override that names them. */
import { RoostError } from '../../errors';
import { imageRef } from '../../fleet/plan/names';
import type { StepArgs } from '../../fleet/plan/types';
import { tag } from '../../host/commands/docker';
import * as commands from '../../host/commands/compose';
import { buildOverride, composeOf, releaseOverride, type ResolvedModel } from '../compose';
import { fencedJob } from '../job';
import { requireRecord, writeFenced, writeRecord } from '../records';
import type { StepSite } from '../site';
import { resolveModel } from './stage';

type Images = Record<string, { ref: string; id: string }>;

export async function buildImages(site: StepSite, args: StepArgs['buildImages']): Promise<string> {
  const { tree, buildOverride: buildFile, override } = site.paths.release(args.release);
  const model = await resolveModel(site, tree);
  await writeFenced(site, buildFile, buildOverride(site.app.name, site.context.operation, model));
  const base = composeOf(site.where, tree, buildFile);
  const built = Object.keys(model.services).filter((name) => model.services[name]?.build);
  const pulled = Object.keys(model.services).filter((name) => !model.services[name]?.build);

  const record = await requireRecord(site, args.release);
  await Promise.all([built.length > 0 ? build(site, commands.build(base, built), record.commit ?? '') : null, pull(site, base, pulled, args.dataServices)]);
  const images = await recordImages(site, args, model);
  await writeFenced(
    site,
    override,
    releaseOverride(
      {
        app: site.app.name,
        release: args.release,
        strategy: args.strategy,
        slot: args.slot,
        service: args.service,
        network: site.config.proxy?.network ?? null,
        images: Object.fromEntries(Object.entries(images).filter(([name]) => !args.dataServices.includes(name)).map(([name, image]) => [name, image.ref])),
        fastStart: await engineAtLeast(site, 25),
      },
      model,
    ),
  );
  return [built.length > 0 ? `built ${built.join(', ')}` : '', pulled.length > 0 ? `pulled ${pulled.join(', ')}` : ''].filter(Boolean).join('; ');
}

/** `GIT_SHA` is what a Compose file may hand on as a build argument. */
async function build(site: StepSite, argv: string[], commit: string): Promise<void> {
  const { code, tail } = await fencedJob(site, argv, { env: { DOCKER_BUILDKIT: '1', GIT_SHA: commit } });
  if (code === 0) return;
  if (/no space left on device/i.test(tail)) throw new RoostError('DiskFull', `The build of ${site.app.name} found the disk of ${site.host.name} full:\n${lastLines(tail)}`, { app: site.app.name });
  throw new RoostError('BuildFailed', `The build of ${site.app.name} ended with code ${code}:\n${lastLines(tail)}`, { app: site.app.name, code });
}

/** Data services change only when their image is missing: a moved tag must not replace a database by the way. */
async function pull(site: StepSite, base: string[], services: string[], dataServices: string[]): Promise<void> {
  const data = services.filter((name) => dataServices.includes(name));
  const others = services.filter((name) => !dataServices.includes(name));
  try {
    if (data.length > 0) await site.read(commands.pull(base, data, { missingOnly: true }), { timeout: 30 * 60_000 });
    if (others.length > 0) await site.read(commands.pull(base, others), { timeout: 30 * 60_000 });
  } catch (error) {
    if (!(error instanceof RoostError) || error.code !== 'CommandFailed') throw error;
    throw new RoostError('PullFailed', `An image of ${site.app.name} could not be pulled: ${String(error.details.stderr ?? error.message).trim()}`, { app: site.app.name }, { cause: error });
  }
}

/** Ids by service. Pulled images get our tag too, so that they can be gone back to without the registry. */
async function recordImages(site: StepSite, args: StepArgs['buildImages'], model: ResolvedModel): Promise<Images> {
  const { name: app } = site.app;
  const images: Images = {};
  for (const [service, { image, build: isBuilt }] of Object.entries(model.services)) {
    const from = isBuilt ? imageRef(app, service, site.context.operation) : (image ?? '');
    const id = (await site.read(['docker', 'image', 'inspect', '--format', '{{.Id}}', from])).stdout.trim();
    const ref = args.dataServices.includes(service) ? from : service === args.service ? imageRef(app, service, site.context.operation) : imageRef(app, service, contentTag(id));
    if (ref !== from) await site.change(tag(id, ref));
    images[service] = { ref, id };
  }
  const record = await requireRecord(site, args.release);
  const { current: _current, dumpBytes: _dumpBytes, ...stored } = record;
  await writeRecord(site, { ...stored, images, strategy: args.strategy, slot: args.slot });
  return images;
}

/** Equal images keep an equal reference, so that an unchanged sidecar is not replaced. */
const contentTag = (id: string): string => id.replace('sha256:', '').slice(0, 12);

const lastLines = (tail: string): string => tail.trimEnd().split('\n').slice(-20).join('\n');

async function engineAtLeast(site: StepSite, major: number): Promise<boolean> {
  const { stdout } = await site.read(['docker', 'version', '--format', '{{.Server.Version}}']);
  return Number.parseInt(stdout, 10) >= major;
}
