/** What Compose makes of an app's files, of that what is no secret. */
import { posix } from 'node:path';
import type { SnapshotManifest } from '../../backup';
import { parseReading, resolveArgv } from '../../host/model/compose-model';
import type { ExecOptions, Host } from '../../host/types';
import { isSection, list, section, text, type Loose } from '../../lib/unchecked';
import type { AppScope } from '../../protocol/scope';

export type Project = NonNullable<SnapshotManifest['project']>;

/** Null: Compose cannot read the files, or there are none. */
export async function readProject(
  host: Host,
  scope: AppScope,
  options: ExecOptions = {},
): Promise<Project | null> {
  const source = posix.join(scope.directory, scope.source);
  const use = { files: scope.compose, project: scope.project };
  const { stdout } = await host.exec(resolveArgv('', source, use), options);
  const { model } = parseReading(stdout, '');
  return model ? projectOf(model, scope.project) : null;
}

/** Of a model, which holds secrets, only what the manifest may show. */
export function parseProject(output: string, name: string): Project | null {
  const model = parsed(output);
  return model ? projectOf(model, name) : null;
}

function projectOf(model: Loose, name: string): Project {
  return {
    name: text(model.name) ?? name,
    services: mapped(model.services, serviceOf),
    volumes: mapped(model.volumes, namedOf),
    networks: mapped(model.networks, namedOf),
  };
}

function parsed(output: string): Loose | null {
  try {
    const model: unknown = JSON.parse(output);
    return isSection(model) ? model : null;
  } catch {
    return null;
  }
}

const mapped = <T>(all: unknown, to: (value: Loose) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(section(all)).map(([name, value]) => [name, to(section(value))]));

const namedOf = ({ name, external }: Loose) => ({ name: text(name), external: external ? true : undefined });

const keysOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.flatMap((one) => text(one) ?? []) : Object.keys(section(value));

const serviceOf = ({ image, volumes, networks, depends_on: dependsOn }: Loose) => ({
  image: text(image),
  mounts: list(volumes).flatMap((volume) => {
    const { type, source, target } = section(volume);
    return text(type) ? [{ type: text(type)!, source: text(source), target: text(target) }] : [];
  }),
  networks: keysOf(networks),
  dependsOn: keysOf(dependsOn),
});
