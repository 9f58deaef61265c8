/** What holds data and keeps its container, whatever Compose would do with it. Pure. */
import * as commands from '../../../../host/commands/compose';
import { isRunning, type Container } from '../../../app/containers/containers';
import type { Services } from '../../../app/containers/services';

/** By service: those that it is started again with. */
export type Stays = Record<string, string[]>;

/**
 * Compose makes a container anew where the hash in its label is another one, as after
 * Compose itself was replaced, and up to 2.29 with each service that it depends on: what
 * stays is not named. Null: there is nothing to make.
 */
export function createArgv(
  base: string[],
  stays: Stays,
  containers: Pick<Container, 'service'>[],
  services: Services | null,
): string[] | null {
  const kept = containers.map(({ service }) => service).filter((name) => Object.hasOwn(stays, name));
  if (!services || kept.length === 0) return commands.create(base);
  const names = services.active.filter((name) => !kept.includes(name));
  return names.length > 0 ? commands.createOnly(base, names) : null;
}

/** Those that run and depend, with `restart: true`, on what was made anew and is not started yet. */
export function restartedWith<T extends Pick<Container, 'service' | 'state'>>(
  containers: T[],
  stays: Stays,
): T[] {
  const made = containers.filter(({ state }) => state === 'created').map(({ service }) => service);
  return containers.filter(
    (one) =>
      isRunning(one) &&
      Object.hasOwn(stays, one.service) &&
      stays[one.service]?.some((name) => made.includes(name)),
  );
}
