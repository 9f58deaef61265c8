/** What starts again those of an app's containers that are down. Pure. */
import { isWell, type Container } from './containers';
import type { AppStatus } from './types';

type Seen = Pick<AppStatus, 'current' | 'containers' | 'lock' | 'archived' | 'away'>;

/**
 * A command for the app's host. Docker itself does not start all again: one in the network of another stays
 * down where that one was not up yet when the host came back. Null: none is down, or it is not to run, or a
 * run is at work.
 */
export function startCommand({ current, containers, lock, archived, away }: Seen): string | null {
  const isAtWork = lock !== null && (lock.run === 'running' || lock.run === 'not asked');
  if (!current || isAtWork || archived !== undefined || away !== undefined) return null;
  const runs = (service: string): boolean =>
    containers.some((one) => one.service === service && one.state === 'running');
  const down = containers.filter((one) => !isWell(one) && isDown(one) && !one.oneOff && !runs(one.service));
  if (down.length === 0) return null;
  // A container with networks of its own first: others may be in them.
  const inOrder = [...down.filter((one) => !one.borrows), ...down.filter((one) => one.borrows)];
  return ['docker', 'start', ...inOrder.map(({ name }) => name)].join(' ');
}

const isDown = ({ state }: Container): boolean => ['exited', 'created', 'dead'].includes(state);
