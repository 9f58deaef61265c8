/** Delivers an alert to each target and to the audit, once when it begins and once when it is over. */
import type { AuditEntry } from '../../audit';
import type { Deliveries, KnownAlert } from '../../backup';
import type { Fleet } from '../../fleet/file/types';
import { recipients } from '../../notify';
import type { RunEvent } from '../../protocol/reports/notification';
import type { WatchParts } from './types';

type Moment = 'began' | 'over';

/** True: all is delivered, also the end. `keep` saves the state after each delivery. */
export async function deliverAlert(
  alert: KnownAlert,
  fleet: Fleet,
  parts: WatchParts,
  keep: () => void,
): Promise<boolean> {
  const { deliveries, endDeliveries } = alert;
  const record = (moment: Moment): void => {
    if (alert.recorded[moment]) return;
    parts.record(entryOf(alert, fleet, moment));
    alert.recorded[moment] = true;
    keep();
  };
  const deliver = async (moment: Moment, target: string, done: Deliveries): Promise<void> => {
    const before = done[target];
    if (before === 'delivered') return;
    try {
      done[target] = await parts.deliver(
        `${alert.id}-${moment}-${target}`,
        target,
        eventOf(alert, fleet, moment),
        before,
      );
      if (done[target] !== before) keep();
    } catch (error) {
      parts.log.warn(
        { alert: alert.key, target, error: (error as Error).message },
        'An alert was not delivered to a target; it is tried again',
      );
    }
  };
  record('began');
  if (alert.over === null) {
    for (const { name } of recipients(fleet, alert.app ?? '', 'alert'))
      await deliver('began', name, deliveries);
    return false;
  }
  record('over');
  // A target without the beginning needs no end.
  const left = Object.keys(deliveries).filter((name) => Object.hasOwn(fleet.notify, name));
  for (const name of left) await deliver('over', name, endDeliveries);
  return left.every((name) => endDeliveries[name] === 'delivered');
}

const eventOf = (
  { id, key, app, host, title, says, hint, since, over }: KnownAlert,
  fleet: Fleet,
  moment: Moment,
): RunEvent => ({
  event: moment === 'began' ? 'alert' : 'recovery',
  fleet: fleet.name,
  app: app ?? '',
  host: host ?? hostOf(app, fleet),
  workflow: 'alert',
  workflowId: id,
  runId: id,
  url: null,
  result: moment,
  step: null,
  failure: null,
  question: null,
  release: null,
  by: 'roost',
  at: over ?? since,
  alert: { key, since, title, says, hint },
});

function entryOf(
  { id, key, app, host, says, since, over }: KnownAlert,
  fleet: Fleet,
  moment: Moment,
): AuditEntry {
  const isOver = moment === 'over';
  const at = isOver ? over! : since;
  return {
    kind: 'alert',
    at,
    who: 'roost',
    what: key.split(':')[0]!,
    app,
    host: host ?? hostOf(app, fleet),
    origin: null,
    result: moment,
    code: null,
    workflowId: null,
    runId: `${id}-${moment}`,
    startedAt: since,
    seconds: isOver ? (Date.parse(at) - Date.parse(since)) / 1000 : null,
    lockSeconds: null,
    details: { message: says },
  };
}

const hostOf = (app: string | null, { apps }: Fleet): string | null =>
  app === null ? null : (apps[app]?.host ?? null);
