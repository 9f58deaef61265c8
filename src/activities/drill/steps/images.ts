/** The images of a drill: those of the snapshot's time by their ids, else made again. */
import { posix } from 'node:path';
import { stringify } from 'yaml';
import { RoostError } from '../../../errors';
import { build, compose } from '../../../host/commands/compose';
import { projectFolder } from '../../../host/model/compose-model';
import { lastLines } from '../../../lib/output-tail';
import { sentences } from '../../../lib/sentences';
import { shellScript } from '../../../lib/shell-script';
import { section, text, type Loose } from '../../../lib/unchecked';
import { drillPaths, imageRef } from '../../../plan/names';
import type { DrillStepArgs } from '../../../protocol/steps/drill';
import type { ResolvedModel } from '../../app/compose/compose';
import { modelOf } from '../../app/compose/model';
import { writeBelow } from '../../app/folder/records';
import { fencedJob } from '../../app/job';
import { withLogins } from '../../app/secrets/logins';
import type { StepSite } from '../../app/site';
import { readDrill } from './reading';

/** Tags what is there; prints the services whose image is not. */
const takeImages = shellScript(__dirname, 'take-images');

export async function drillImages(
  site: StepSite,
  { commit, images, live }: DrillStepArgs['drillImages'],
): Promise<string> {
  const { app, scope, context, paths } = site;
  const use = { files: app.compose, profiles: app.profiles, envFiles: app.envFiles, project: scope.project };
  const { reading, source } = await readDrill(site, live);
  const { model, files } = reading;
  const whole = modelOf(model ?? {});
  const services = Object.entries(section(model?.services)).map(
    ([name, value]) => [name, section(value)] as const,
  );
  const ref = (service: string): string => imageRef(app.name, service, context.operation);
  const take = async (which: (service: string, about: Loose) => string): Promise<string[]> => {
    const words = services.flatMap(([name, about]) => [name, which(name, about), ref(name)]);
    return (await site.change(takeImages(...words))).stdout.split('\n').filter(Boolean);
  };
  const gone = await take((name) => images[name] ?? '');
  const built = services.filter(([name, about]) => gone.includes(name) && about.build).map(([name]) => name);
  if (built.length > 0) {
    const file = drillPaths(paths.roost, context.operation).build;
    const named = Object.fromEntries(built.map((name) => [name, { image: ref(name) }]));
    await writeBelow(site, paths.roost, file, stringify({ services: named }));
    const folder = projectFolder(source, files);
    const all = [...files.map((one) => posix.resolve(source, one)), file];
    const base = compose({ ...use, project: scope.project, folder, files: all });
    await run(site, build(base, built), { part: 'build', commit, model: whole });
  }
  // By their names: what was built is there by now.
  const byName = (name: string, { image }: Loose): string => {
    if (!gone.includes(name)) return images[name] ?? '';
    if (built.includes(name)) return ref(name);
    const builder = services.find(
      ([, other]) => other.build && other.image !== undefined && other.image === image,
    );
    return builder ? ref(builder[0]) : (text(image) ?? '');
  };
  const missing = await take(byName);
  for (const name of missing) {
    const image = text(services.find(([one]) => one === name)?.[1].image) ?? '';
    const argv = ['docker', 'pull', '--quiet', '--', image];
    await run(site, argv, { part: `pull-${name}`, commit, model: whole });
  }
  if (missing.length > 0) await take(byName);
  const others = gone.filter((name) => !built.includes(name) && !missing.includes(name));
  return [
    gone.length < services.length ? `${services.length - gone.length} as they were` : '',
    built.length > 0 ? `built ${built.join(', ')}` : '',
    others.length > 0 ? `${others.join(', ')} by name` : '',
    missing.length > 0 ? `pulled ${missing.join(', ')}` : '',
  ]
    .filter(Boolean)
    .join('; ');
}

async function run(
  site: StepSite,
  command: string[],
  { part, commit, model }: { part: string; commit: string; model: ResolvedModel },
): Promise<void> {
  const env = { DOCKER_BUILDKIT: '1', GIT_SHA: commit };
  const { argv, input } = await withLogins(site, model, command);
  const { code, tail } = await fencedJob(site, argv, { env, part, input });
  if (code === 0) return;
  throw new RoostError(
    part === 'build' ? 'BuildFailed' : 'PullFailed',
    sentences(
      `An image for the drill of ${site.context.scope.app} is gone and cannot be had again`,
      `(${part}, exit ${code}):\n${lastLines(tail, 20)}`,
    ),
    { app: site.context.scope.app, code },
  );
}
