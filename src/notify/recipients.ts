import type { NotifyEvent } from '../fleet/file/notify/types';
import type { Fleet } from '../fleet/file/types';

/**
 * The targets of such an event of that app. For an app that the fleet file no longer has, those of the
 * fleet.
 */
export function recipients<T extends { name: string; events: NotifyEvent[] }>(
  fleet: Pick<Fleet, 'apps'> & { notify: Record<string, T> },
  app: string,
  event: NotifyEvent,
): T[] {
  const own = fleet.apps[app]?.notify;
  return Object.values(fleet.notify).filter(
    ({ name, events }) => (own?.targets?.includes(name) ?? true) && (own?.events ?? events).includes(event),
  );
}
