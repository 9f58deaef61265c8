/** A view is made of links. What Docker builds from or mounts has to be the folders themselves. */
import { posix } from 'node:path';
import { stringify } from 'yaml';
import { list, section, text, type Loose } from '../../../lib/unchecked';

/** Every path of the host that a model builds from or mounts. */
export function placesIn(model: Loose): string[] {
  const found = Object.values(section(model.services)).flatMap((service) => {
    const { build, volumes } = section(service);
    const { context, additional_contexts: more } = section(build);
    return [
      context,
      ...Object.values(section(more)),
      ...list(volumes)
        .filter(isBind)
        .map((v) => section(v).source),
    ];
  });
  return [...new Set(found.flatMap((path) => (isPath(path) ? [path] : [])))];
}

/** Folders that Docker makes where they are not there. */
export const madeByDocker = (model: Loose): string[] =>
  Object.values(section(model.services)).flatMap((service) =>
    list(section(service).volumes).flatMap((volume) => {
      const { source, bind } = section(volume);
      return isBind(volume) && isPath(source) && section(bind).create_host_path === true ? [source] : [];
    }),
  );

/** A Compose file that names for each of them where it is until the release is activated. */
export function placesFile(model: Loose, placeOf: (path: string) => string): string {
  const at = (value: unknown): unknown => (isPath(value) ? placeOf(value) : value);
  const services = Object.entries(section(model.services)).flatMap(([name, service]) => {
    const { build, volumes } = section(service);
    const { context, additional_contexts: more } = section(build);
    const contexts = Object.entries(section(more)).map(([key, value]) => [key, at(value)]);
    const binds = list(volumes)
      .filter(isBind)
      .map((volume) => ({ ...section(volume), source: at(section(volume).source) }));
    const placed = {
      build: isPath(context)
        ? {
            context: at(context),
            additional_contexts: contexts.length > 0 ? (Object.fromEntries(contexts) as Loose) : undefined,
          }
        : undefined,
      volumes: binds.length > 0 ? binds : undefined,
    };
    return placed.build || placed.volumes ? [[name, placed] as const] : [];
  });
  return stringify({
    services: Object.fromEntries(services),
    ...devices(section(model.volumes), at),
  });
}

/** A named volume may be a folder of the host too. */
function devices(volumes: Loose, at: (value: unknown) => unknown): Loose {
  const found = Object.entries(volumes).flatMap(([name, volume]) => {
    const { device } = section(section(volume).driver_opts);
    return isPath(device) ? [[name, { driver_opts: { device: at(device) } }] as const] : [];
  });
  return found.length > 0 ? { volumes: Object.fromEntries(found) } : {};
}

/**
 * In the release's tree where it is there, else as it is on the host.
 * `there`: what the tree has, relative to `directory`.
 */
export const inTree =
  (directory: string, tree: string, there: ReadonlySet<string>) =>
  (path: string): string => {
    const relative = posix.relative(directory, path);
    return there.has(relative) ? posix.join(tree, relative) : path;
  };

const isPath = (value: unknown): value is string => text(value)?.startsWith('/') ?? false;
const isBind = (volume: unknown): boolean => section(volume).type === 'bind';
