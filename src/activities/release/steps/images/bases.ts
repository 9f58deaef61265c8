/** Images that are built from an image which another service of the same files builds: that of this release, not what the host has under the name. */
import { join, posix } from 'node:path';
import { shellScript } from '../../../../lib/shell-script';
import { section, text, type Loose } from '../../../../lib/unchecked';
import { imageRef } from '../../../../plan/names';
import type { ResolvedModel } from '../../../app/compose/compose';

const printEach = shellScript(join(__dirname, '../../../../host/untracked'), 'print-each');
const DOCKERFILE_BYTES = 256 * 1024;

/** By service: those whose images it is built from. */
export type Bases = Record<string, string[]>;

/** As a builder names it: without what goes without saying. */
const familiar = (image: string): string =>
  image.replace(/^docker\.io\/(?:library\/)?/, '').replace(/:latest$/, '');

interface Built {
  service: string;
  image: string;
  /** Absolute; empty: it is written in the Compose file, or lies in another repository. */
  dockerfile: string;
  /** What is known of it without the file. */
  words: string;
}

const builtIn = (model: Loose): Built[] =>
  Object.entries(section(model.services)).flatMap(([service, value]) => {
    const { build, image } = section(value);
    if (build === undefined || build === null) return [];
    const { context, dockerfile, dockerfile_inline: inline, args } = section(build);
    const folder = text(context) ?? '';
    const isFile = folder.startsWith('/') && inline === undefined;
    return [
      {
        service,
        image: familiar(text(image) ?? ''),
        dockerfile: isFile ? posix.resolve(folder, text(dockerfile) ?? 'Dockerfile') : '',
        words: [text(inline) ?? '', ...Object.values(section(args)).map((one) => text(one) ?? '')].join('\n'),
      },
    ];
  });

/** Asks nothing where one service at the most is built. `root`: a view. */
export async function readBases(
  read: (argv: string[]) => Promise<{ stdout: string }>,
  model: Loose,
  root: string,
): Promise<Bases> {
  const built = builtIn(model);
  if (built.length < 2) return {};
  const paths = built.map(({ dockerfile }) => (dockerfile === '' ? '/dev/null' : root + dockerfile));
  const texts = (await read(printEach(String(DOCKERFILE_BYTES), ...paths))).stdout.split('\0');
  return Object.fromEntries(
    built.flatMap(({ service, image, words }, i) => {
      const named = new Set(`${texts[i] ?? ''}\n${words}`.split(/[\s"'=,]+/).map(familiar));
      const from = built.filter((one) => one.image !== '' && one.image !== image && named.has(one.image));
      return from.length > 0 ? [[service, from.map((one) => one.service)] as const] : [];
    }),
  );
}

/** Of a release's model file. */
export const basesIn = (model: string): Bases =>
  Object.fromEntries(
    Object.entries(section(section(JSON.parse(model)).bases)).map(([name, of]) => [
      name,
      Array.isArray(of) ? of.filter((one): one is string => typeof one === 'string') : [],
    ]),
  );

/** Each after what it is built from. Those that are built from each other come together. */
export function levelsOf(built: string[], bases: Bases): string[][] {
  const waits = (name: string, all: string[]): boolean =>
    (bases[name] ?? []).some((base) => base !== name && all.includes(base));
  const first = built.filter((name) => !waits(name, built));
  if (first.length === built.length || first.length === 0) return built.length > 0 ? [built] : [];
  return [
    first,
    ...levelsOf(
      built.filter((name) => !first.includes(name)),
      bases,
    ),
  ];
}

/** Docker before 23 cannot be told what stands for an image. */
export const SINCE_ENGINE = '23';

/**
 * What is added to the build of a service: an image of this operation for each name of another's. Without `named`
 * that image gets its name on the host too, as in a build by hand.
 */
export function partOf(
  service: string,
  { app, operation, model, bases, named }: PartOf,
): { additional_contexts?: Record<string, string>; tags?: string[] } | undefined {
  const imageOf = (name: string): string | undefined =>
    model.services[name]?.build ? model.services[name].image : undefined;
  if (!named) {
    const isBase = Object.values(bases).some((all) => all.includes(service));
    const image = isBase ? imageOf(service) : undefined;
    return image === undefined ? undefined : { tags: [image] };
  }
  const all = (bases[service] ?? []).flatMap((name) => {
    const image = imageOf(name);
    return image === undefined
      ? []
      : [[familiar(image), `docker-image://${imageRef(app, name, operation)}`] as const];
  });
  return all.length > 0 ? { additional_contexts: Object.fromEntries(all) } : undefined;
}

interface PartOf {
  app: string;
  operation: string;
  model: ResolvedModel;
  bases: Bases;
  named: boolean;
}
