/** Builds or pulls every image of a release, records the ids, and writes the override that names them. */
import { join } from 'node:path';
import { RoostError } from '../../../../errors';
import { healthRemedy, provesItself } from '../../../../fleet/contract';
import { anyCode } from '../../../../host/exit-code';
import { shellScript } from '../../../../lib/shell-script';
import { atLeast } from '../../../../lib/version';
import { imageRef } from '../../../../plan/names';
import type { ReleaseStepArgs } from '../../../../protocol/steps/release';
import {
  buildOverride,
  composeOf,
  releaseOverride,
  withImages,
  type ResolvedModel,
} from '../../../app/compose/compose';
import { contentsIn } from '../../../app/compose/contents';
import { hasCheck, inspectCheck } from '../../../app/compose/image-check';
import { parseModel } from '../../../app/compose/model';
import { readRecord, requireRecord, storedOf, writeFenced, writeRecord } from '../../../app/folder/records';
import type { StepSite } from '../../../app/site';
import { basesIn, levelsOf, partOf, SINCE_ENGINE, type Bases } from './bases';
import { buildInOrder } from './in-order';
import { present, pullImages } from './pull';
import { buildersOf, pinnedData } from './sources';

const tagProgram = shellScript(__dirname, 'tag-images');
const tagPairs = shellScript(join(__dirname, '..'), 'tag-pairs');

/** The first Docker Engine that inspects a starting container more often. */
const FAST_START_ENGINE = 25;

type Images = Record<string, { ref: string; id: string }>;

export async function buildImages(site: StepSite, args: ReleaseStepArgs['buildImages']): Promise<string> {
  const { model: modelFile, buildOverride: buildFile, override } = site.paths.release(args.release);
  const record = await requireRecord(site, args.release);
  const text = (await site.host.download(modelFile)).toString('utf8');
  const model = parseModel(text);
  const bases = basesIn(text);
  const { name: app } = site.app;
  const { operation } = site.context;
  const more = { app, operation, model, bases, named: await namesContexts(site, bases) };
  await writeFenced(
    site,
    buildFile,
    buildOverride(app, operation, model, (name) => partOf(name, more)),
  );
  const base = composeOf(site, record, buildFile);
  const names = Object.keys(model.services);
  const kept = await stillThere(site, args.kept ?? {});
  const made = names.filter((name) => !(name in kept));
  const built = made.filter((name) => model.services[name]?.build);
  const borrowed = buildersOf(model);
  const pulled = made.filter((name) => !model.services[name]?.build && !(name in borrowed));

  const from = names.filter((name) => name in kept && Object.values(bases).flat().includes(name));
  if (from.length > 0) {
    const asked = (name: string): string =>
      more.named ? imageRef(app, name, operation) : (model.services[name]?.image ?? '');
    await site.change(tagPairs(...from.flatMap((name) => [kept[name]!, asked(name)])));
  }
  await Promise.all([
    buildInOrder(site, {
      base,
      model,
      levels: levelsOf(built, bases),
      newest: args.pull,
      commit: record.commit,
    }),
    pullImages(site, { base, model, services: pulled, dataServices: args.dataServices }),
  ]);
  const pinned = await pinnedData(site, model, args.dataServices);
  const { images, engine } = await tagImages(site, args, model, { kept, borrowed, pinned });
  if (!args.asked) await requireProof(site, args.service, model, images);
  const refs = Object.fromEntries(names.map((name) => [name, images[name]?.ref ?? '']));
  const pins = Object.fromEntries(Object.entries(images).filter(([name]) => name in pinned));
  await pinFormer(site, pins);
  const spec = {
    app: site.app.name,
    release: args.release,
    strategy: args.strategy,
    slot: args.slot,
    service: args.service,
    network: site.config.proxy?.network ?? null,
    images: Object.fromEntries(
      Object.entries(refs).filter(([name]) => name in pinned || !args.dataServices.includes(name)),
    ),
    fastStart: engine >= FAST_START_ENGINE,
    contents: contentsIn(text),
  };
  await writeFenced(site, override, releaseOverride(spec, model));
  await writeRecord(site, { ...storedOf(record), images, strategy: args.strategy, slot: args.slot });
  const took = Object.keys(kept);
  return [
    took.length > 0 ? `took ${took.join(', ')}` : '',
    built.length > 0 ? `built ${built.join(', ')}` : '',
    Object.keys(pins).length > 0 ? `kept the image of ${Object.keys(pins).join(', ')} as it runs` : '',
    pulled.length > 0 ? `pulled ${pulled.join(', ')}` : '',
  ]
    .filter(Boolean)
    .join('; ');
}

/**
 * Errors: `ContractInvalid` where nothing at all shows whether the app
 * serves: seen only now, when its image is here.
 */
async function requireProof(
  site: StepSite,
  service: string,
  model: ResolvedModel,
  images: Images,
): Promise<void> {
  const check = model.services[service]?.healthcheck;
  const image = images[service];
  if (provesItself(site.app) || site.app.contract === 'sgos' || !image) return;
  if (check?.test || (!check?.disable && hasCheck(await site.read(inspectCheck(image.id), { ok: [0, 1] }))))
    return;
  throw new RoostError('ContractInvalid', `services.${service}.healthcheck ${healthRemedy(site.app.name)}.`, {
    app: site.app.name,
  });
}

async function namesContexts(site: StepSite, bases: Bases): Promise<boolean> {
  if (Object.keys(bases).length === 0) return true;
  const { stdout } = await site.read(['docker', 'version', '--format', '{{.Server.Version}}']);
  return atLeast(stdout.trim(), SINCE_ENGINE);
}

/** One that went since the plan was made is built or pulled like any other. */
async function stillThere(site: StepSite, kept: Record<string, string>): Promise<Record<string, string>> {
  const all = Object.entries(kept);
  if (all.length === 0) return {};
  const there = await present(site, kept);
  return Object.fromEntries(all.filter(([service]) => there.includes(service)));
}

/**
 * By service: an image id that is taken, the service that builds the
 * image, an image id that a data service keeps.
 */
interface Sources {
  kept: Record<string, string>;
  borrowed: Record<string, string>;
  pinned: Record<string, string>;
}

/** An undo must not replace what holds data either: the serving release names the image from now on, too. */
async function pinFormer(site: StepSite, pins: Images): Promise<void> {
  if (Object.keys(pins).length === 0) return;
  const { override } = site.paths.release(site.context.expect);
  const [record, { code, stdout }] = await Promise.all([
    readRecord(site, site.context.expect),
    site.read(['cat', override], { ok: anyCode }),
  ]);
  if (!record || code !== 0) return;
  // Its record keeps the reference from being taken away with the release that is being made.
  await writeRecord(site, { ...storedOf(record), images: { ...record.images, ...pins } });
  const refs = Object.fromEntries(Object.entries(pins).map(([name, { ref }]) => [name, ref]));
  await writeFenced(site, override, withImages(stdout, refs));
}

/** Pulled images get our tag too, so that they can be gone back to without the registry. */
async function tagImages(
  site: StepSite,
  args: ReleaseStepArgs['buildImages'],
  model: ResolvedModel,
  { kept, borrowed, pinned }: Sources,
): Promise<{ images: Images; engine: number }> {
  const { name: app } = site.app;
  const own = (service: string): string => imageRef(app, service, site.context.operation);
  const made = (service: string): string => {
    const { image, build: isBuilt } = model.services[service]!;
    const builder = borrowed[service];
    if (builder !== undefined) return kept[builder] ?? own(builder);
    return isBuilt ? own(service) : (image ?? '');
  };
  const reference = (service: string): string => {
    if (args.dataServices.includes(service) && !(service in pinned)) return '';
    return service === args.service ? own(service) : imageRef(app, service, '');
  };
  const triples = Object.keys(model.services).flatMap((service) => [
    service,
    pinned[service] ?? kept[service] ?? made(service),
    reference(service),
  ]);
  const { stdout } = await site.change(tagProgram(...triples));
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const engine = Number.parseInt(lines.pop()?.[1] ?? '', 10);
  return {
    images: Object.fromEntries(lines.map(([service = '', id = '', ref = '']) => [service, { ref, id }])),
    engine,
  };
}
