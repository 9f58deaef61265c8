import type { NotifyEvent, NotifyTarget } from '../fleet/file/notify/types';
import type { Fleet } from '../fleet/file/types';

/** Who hears of such an event of that app. An app that is no longer in the fleet file is anybody's. */
export function recipients(fleet: Fleet, app: string, event: NotifyEvent): NotifyTarget[] {
  const own = fleet.apps[app]?.notify;
  return Object.values(fleet.notify).filter(
    ({ name, events }) => (own?.targets?.includes(name) ?? true) && (own?.events ?? events).includes(event),
  );
}
