/** Containers that stay while the one is stopped whose network they are in: a database behind a VPN. */
import { start } from '../../../host/commands/docker';
import type { StepSite } from '../site';
import { isRunning, type Container } from './containers';

/** A database ends what it is at. */
const RESTART_MS = 10 * 60_000;

interface Starting {
  /** All of the app, as they are now. */
  all: () => Promise<Container[]>;
  /** Those that are about to be started. */
  idle: Container[];
  /** Starts one. */
  begin: (argv: string[]) => Promise<unknown>;
  /** How; absent: by Docker. */
  how?: (one: Container) => string[];
}

/**
 * Starts those of `idle` whose network running ones are in, and these once more: a network ends
 * with its container, and a container that stays in it reaches no other. May be done again.
 */
export async function startNetworks(
  site: StepSite,
  { all, idle, begin, how = ({ id }) => start(id) }: Starting,
): Promise<void> {
  const running = (await all()).filter(isRunning);
  const owners = idle.filter((one) => running.some((other) => isIn(other, one)));
  for (const one of owners) await begin(how(one));
  const cut = cutOff(await all());
  if (cut.length > 0)
    await site.change(['docker', 'restart', ...cut.map(({ id }) => id)], { timeout: RESTART_MS });
}

/** Running ones in the network of a container that was started after them. */
export const cutOff = (all: Container[]): Container[] =>
  all
    .filter(isRunning)
    .filter((one) => all.some((other) => isIn(one, other) && startOf(other) > startOf(one)));

const isIn = ({ networkOf }: Container, { id, name }: Container): boolean =>
  networkOf !== undefined && (networkOf === id || networkOf === name);

const startOf = ({ startedAt }: Container): number => Date.parse(startedAt ?? '') || 0;
