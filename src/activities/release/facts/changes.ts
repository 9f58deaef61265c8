/**
 * What of the app a release changes, compared with the containers
 * that run. Values never leave this activity.
 */
import { RoostError } from '../../../errors';
import { dataServicesOf } from '../../../fleet/file/app/servers';
import { anyCode } from '../../../host/exit-code';
import { shellScript } from '../../../lib/shell-script';
import { isSection, list, section, text, type Loose } from '../../../lib/unchecked';
import { changesOf } from '../../../plan/changes';
import { shownChanges } from '../../../plan/changes/shown';
import { short } from '../../../plan/short';
import type { PlanChanges } from '../../../protocol/changes';
import type { ReleaseRecord } from '../../../protocol/release-record';
import { contentsOf, inlineIn } from '../../app/compose/contents';
import type { Site } from '../../app/site';

const inspectImages = shellScript(__dirname, 'inspect-images');
const realPaths = shellScript(__dirname, 'real-paths');

export interface Asked {
  /** The target's, secrets and all. */
  model: Loose;
  /** Ids of the app's own containers. */
  containers: string[];
  /** Of the release that serves. */
  record: ReleaseRecord | null;
  serving: string | null;
  commit: string;
  /** Of a rollback. */
  to?: { release: number; images: Record<string, string> } | undefined;
  gone: string[];
  /** Services that differ from what is recorded of the serving release. */
  redefined: string[];
  /** Mounted files whose content changes, by service; absolute. */
  files: Record<string, string[]>;
  fresh: Pick<PlanChanges, 'volumes' | 'folders'>;
}

export async function changeFacts(site: Site, asked: Asked): Promise<PlanChanges> {
  const { app, host } = site;
  const { model, record, serving, commit, to } = asked;
  const data = dataServicesOf(app);
  const [containers, former] = await Promise.all([
    inspected(site, asked.containers),
    formerModel(site, record),
  ]);
  const wanted = Object.values(section(model.services)).flatMap(
    (service) => text(section(service).image) ?? [],
  );
  const ids = containers.flatMap((one) => text(one.Image) ?? []);
  const [images, real] = await Promise.all([
    imagesOf(site, [...ids, ...wanted]),
    realOf(site, model, containers),
  ]);
  const changes = changesOf({
    model,
    containers,
    images,
    references: referencesIn(former),
    // Images of what holds data are not gone back to.
    kept: new Map(Object.entries(to?.images ?? {}).filter(([name]) => !data.includes(name))),
    keptOf: to?.release ?? null,
    builtFrom: commit === serving ? null : short(commit),
    service: app.service,
    dataServices: data,
    gone: asked.gone,
    redefined: asked.redefined,
    files: Object.fromEntries(
      Object.entries(asked.files).map(([name, paths]) => [
        name,
        paths.map((path) => relative(app.directory, path)),
      ]),
    ),
    configs: changedConfigs(former, model),
    real,
  });
  return shownChanges({ ...changes, ...asked.fresh }, host.scrub);
}

const relative = (folder: string, path: string): string =>
  path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;

/** A container that goes meanwhile is left out. Errors: `CommandFailed` for anything but a JSON array. */
async function inspected({ host }: Site, ids: string[]): Promise<Loose[]> {
  if (ids.length === 0) return [];
  const { stdout } = await host.exec(['docker', 'inspect', '--type', 'container', ...ids], { ok: anyCode });
  const all = read(stdout);
  if (!Array.isArray(all))
    throw new RoostError('CommandFailed', 'docker inspect printed no JSON array.', {
      command: 'docker inspect',
    });
  return all.filter(isSection);
}

/** What the serving release was made of; nothing of one that roost has not made. */
async function formerModel({ host, paths }: Site, record: ReleaseRecord | null): Promise<Loose> {
  if (!record || record.strategy === 'adopted') return {};
  return section(
    read((await host.exec(['cat', paths.release(record.release).model], { ok: anyCode })).stdout),
  );
}

/** As its Compose files ask for them: roost gives its images names of its own. */
const referencesIn = (former: Loose): Map<string, string> =>
  new Map(
    Object.entries(section(former.services)).flatMap(([name, service]) => {
      const image = text(section(service).image);
      return image === undefined ? [] : [[name, image] as const];
    }),
  );

function changedConfigs(former: Loose, model: Loose): string[] {
  if (!isSection(former.services)) return [];
  const [before, now] = [inlineIn(former), contentsOf(model)];
  return Object.keys(now).filter((name) => before[name] !== now[name]);
}

async function imagesOf({ host }: Site, names: string[]): Promise<Map<string, Loose>> {
  const all = [...new Set(names)].filter((name) => name !== '' && !name.startsWith('-'));
  if (all.length === 0) return new Map();
  const parts = (await host.exec(inspectImages(...all))).stdout.split('\0');
  return new Map(
    all.flatMap((name) => {
      const at = parts.indexOf(name);
      const image = at < 0 ? undefined : read(parts[at + 1] ?? '');
      return isSection(image) ? [[name, image] as const] : [];
    }),
  );
}

/** By way of a link one folder has two paths. */
async function realOf({ host }: Site, model: Loose, containers: Loose[]): Promise<Map<string, string>> {
  const runs = containers.flatMap((one) => bindsOf(one.Mounts, 'Type', 'Source'));
  const wanted = Object.values(section(model.services)).flatMap((one) =>
    bindsOf(section(one).volumes, 'type', 'source'),
  );
  const differ = [
    ...new Set([...runs.filter((p) => !wanted.includes(p)), ...wanted.filter((p) => !runs.includes(p))]),
  ];
  // Where one side has them all, none can be another's.
  if (differ.length === 0 || runs.length === 0) return new Map();
  const { stdout } = await host.exec(realPaths(...differ));
  const found = stdout.split('\0');
  return new Map(differ.map((path, i) => [path, found[i] || path]));
}

const bindsOf = (mounts: unknown, type: string, source: string): string[] =>
  list(mounts)
    .map(section)
    .flatMap((mount) =>
      mount[type] === 'bind' && text(mount[source])?.startsWith('/') ? [text(mount[source])!] : [],
    );

function read(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
