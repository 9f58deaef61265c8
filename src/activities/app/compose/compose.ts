/** Compose calls of one release: pure argv, and the overrides that name roost's images. */
import { posix } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { compose } from '../../../host/commands/compose';
import { projectFolder, type ComposeUse } from '../../../host/model/compose-model';
import { slotAlias } from '../../../host/proxies';
import type { Loose } from '../../../lib/unchecked';
import { imageRef } from '../../../plan/names';
import type { ReleaseRecord } from '../../../protocol/release-record';
import type { Slot, Strategy } from '../../../protocol/steps/release';
import type { StepSite } from '../site';
import { CONTENT_LABEL } from './contents';

/** What roost adds to the app's own Compose files; a plain `docker compose` does not read it. */
export const ROOST_FILE = 'docker-compose.roost.yml';
/** How that file begins. */
export const WRITTEN_BY_ROOST = '# Written by roost ';

type ReleaseSite = Pick<StepSite, 'scope' | 'source' | 'app' | 'paths'>;
export type Release = Pick<ReleaseRecord, 'release' | 'strategy' | 'compose'>;

/** What Compose gets of a release. Before releases recorded it there was one file. */
export function useOf(
  { app, scope }: Pick<ReleaseSite, 'app' | 'scope'>,
  { compose: use }: Release,
): ComposeUse {
  const files = use?.files ?? (app.compose.length > 0 ? app.compose : ['docker-compose.yml']);
  return { files, profiles: use?.profiles, envFiles: use?.envFiles, project: scope.project };
}

/** For the release that the source folder holds. */
export function composeIn(site: ReleaseSite, release: Release): string[] {
  const added = release.strategy === 'adopted' ? [] : [posix.join(site.source, ROOST_FILE)];
  return composeAt('', site, release, added);
}

/** For a release that is not activated yet. `added` are absolute. */
export function composeOf(site: ReleaseSite, release: Release, ...added: string[]): string[] {
  const { view, places, tree } = site.paths.release(release.release);
  if (release.compose) return composeAt(view, site, release, [places, ...added]);
  const { scope } = site;
  const { files } = useOf(site, release);
  return compose({
    project: scope.project,
    folder: posix.join(tree, scope.source),
    files: [...files, ...added],
  });
}

/** As the host is seen below `root`. */
function composeAt(root: string, site: ReleaseSite, release: Release, added: string[]): string[] {
  const { files, profiles, envFiles = [] } = useOf(site, release);
  const seen = (file: string): string => root + posix.resolve(site.source, file);
  return compose({
    project: site.scope.project,
    folder: root + projectFolder(site.source, files),
    files: [...files.map(seen), ...added],
    profiles,
    envFiles: envFiles.map(seen),
  });
}

/** One service as `docker compose config --format json` resolves it; the parts that roost reads. */
export interface ResolvedService {
  image?: string;
  build?: unknown;
  /** `test`: the Compose file names a command. */
  healthcheck?: { start_period?: string; start_interval?: string; disable?: boolean; test?: boolean };
  networks?: Record<string, unknown>;
  container_name?: string;
  volumes?: { type: string; source?: string }[];
}

export interface ResolvedModel {
  services: Record<string, ResolvedService>;
  networks?: Record<string, { name?: string; external?: boolean }>;
}

/**
 * The model without environment, commands and labels, where secrets may
 * stand: what may be in a release's folder.
 */
export function withoutSecrets({ services, networks = {} }: ResolvedModel): ResolvedModel {
  const shown = Object.entries(services).map(
    ([name, { image, build, healthcheck, container_name, networks: joined = {} }]) => [
      name,
      {
        image,
        build: build ? true : undefined,
        container_name,
        healthcheck: healthcheck && {
          start_period: healthcheck.start_period,
          start_interval: healthcheck.start_interval,
          disable: healthcheck.disable,
          test: healthcheck.test,
        },
        networks: Object.fromEntries(Object.keys(joined).map((key) => [key, null])),
      },
    ],
  );
  const known = Object.entries(networks).map(([key, { name, external }]) => [key, { name, external }]);
  return {
    services: Object.fromEntries(shown) as ResolvedModel['services'],
    networks: Object.fromEntries(known) as NonNullable<ResolvedModel['networks']>,
  };
}

/** Built images get a tag of this operation. `more`: what is added to the build of a service. */
export function buildOverride(
  app: string,
  operation: string,
  model: ResolvedModel,
  more: (service: string) => object | undefined = () => undefined,
): string {
  const built = Object.entries(model.services).filter(([, service]) => service.build);
  const services = built.map(([name]) => {
    const build = more(name);
    const image = imageRef(app, name, operation);
    return [name, build ? { image, build } : { image }];
  });
  return stringify({ services: Object.fromEntries(services) as Loose });
}

export interface OverrideSpec {
  app: string;
  release: number;
  strategy: Strategy;
  slot: Slot | null;
  service: string;
  /** External network that the proxy shares. */
  network: string | null;
  /** Image by service; those left out keep their own. */
  images: Record<string, string>;
  /** Docker Engine 25 and later inspect a starting container this often. */
  fastStart: boolean;
  /** By service: a digest of what the Compose file itself puts into its container. */
  contents?: Record<string, string>;
}

/** What a release adds to the app's own Compose file. */
export function releaseOverride(spec: OverrideSpec, model: ResolvedModel): string {
  const services = Object.entries(spec.images).map(([name, image]) => [
    name,
    {
      image,
      ...serving(spec, model, name),
      ...checked(spec, model, name),
      labels: spec.contents?.[name] === undefined ? undefined : { [CONTENT_LABEL]: spec.contents[name] },
    },
  ]);
  return `${WRITTEN_BY_ROOST}for release ${spec.release}, and replaced by the next one.\n${stringify({
    services: Object.fromEntries(services),
  })
    // The one tag that yaml never writes for a plain value.
    .replace('container_name: "!reset"', 'container_name: !reset null')}`;
}

/** A release's own file with these images, by service. */
export function withImages(override: string, images: Record<string, string>): string {
  const document = parseDocument(override, { logLevel: 'error' });
  for (const [name, image] of Object.entries(images)) document.setIn(['services', name, 'image'], image);
  return document.toString();
}

/**
 * Docker's first check comes only after a whole interval unless set to check
 * earlier; without a start period it ignores that.
 */
function checked(spec: OverrideSpec, model: ResolvedModel, name: string): object {
  const check = model.services[name]?.healthcheck;
  return spec.fastStart && check?.start_period && !check.start_interval && !check.disable
    ? { healthcheck: { start_interval: '200ms' } }
    : {};
}

function serving(spec: OverrideSpec, model: ResolvedModel, name: string): object {
  if (name !== spec.service) return {};
  const key = Object.entries(model.networks ?? {}).find(
    ([joined, network]) => (network.name ?? joined) === spec.network,
  )?.[0];
  return {
    // Two containers of one service cannot share a fixed name.
    container_name: spec.strategy === 'rolling' ? '!reset' : undefined,
    networks: spec.slot && key ? { [key]: { aliases: [slotAlias(spec.app, spec.slot)] } } : undefined,
  };
}
