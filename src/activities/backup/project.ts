/** What Compose makes of an app's files, of that what is no secret. */
import { posix } from 'node:path';
import type { SnapshotManifest } from '../../backup';
import { config } from '../../host/commands/compose';
import { anyCode } from '../../host/exit-code';
import type { ExecOptions, Host } from '../../host/types';
import { isSection, list, section, text, type Loose } from '../../lib/unchecked';
import type { AppScope } from '../../protocol/scope';
import { composeIn } from '../app/compose';

export type Project = NonNullable<SnapshotManifest['project']>;

/** Null: Compose cannot read the files, or there are none. */
export async function readProject(
  host: Host,
  scope: AppScope,
  options: ExecOptions = {},
): Promise<Project | null> {
  const argv = config(composeIn(scope, posix.join(scope.directory, scope.source), false));
  const { code, stdout } = await host.exec(argv, { ...options, ok: anyCode });
  return code === 0 ? parseProject(stdout, scope.project) : null;
}

/** Of a model, which holds secrets, only what the manifest may show. */
export function parseProject(output: string, name: string): Project | null {
  const model = parsed(output);
  if (!model) return null;
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
