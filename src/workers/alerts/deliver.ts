/** Makes an alert known, to each target once when it begins and once when it is over, and to the audit. */
import type { AuditEntry } from '../../audit';
import type { Heard, KnownAlert } from '../../backup';
import type { Fleet } from '../../fleet/file/types';
import { recipients } from '../../notify';
import type { RunEvent } from '../../protocol/notification';
import type { WatchParts } from './types';

type Moment = 'began' | 'over';

/** True: there is nothing left to make known of it, now or later. `keep` writes down what is done. */
export async function makeKnown(
  alert: KnownAlert,
  fleet: Fleet,
  parts: WatchParts,
  keep: () => void,
): Promise<boolean> {
  const { told, toldOver } = alert;
  const record = (moment: Moment): void => {
    if (alert.recorded[moment]) return;
    parts.record(entryOf(alert, fleet, moment));
    alert.recorded[moment] = true;
    keep();
  };
  const tell = async (moment: Moment, target: string, heard: Heard): Promise<void> => {
    const before = heard[target];
    if (before === 'told') return;
    try {
      heard[target] = await parts.tell(
        `${alert.id}-${moment}-${target}`,
        target,
        eventOf(alert, fleet, moment),
        before,
      );
      if (heard[target] !== before) keep();
    } catch (error) {
      parts.log.warn(
        { alert: alert.key, target, error: (error as Error).message },
        'A target was not told of an alert; it is tried again',
      );
    }
  };
  record('began');
  if (alert.over === null) {
    for (const { name } of recipients(fleet, alert.app ?? '', 'alert')) await tell('began', name, told);
    return false;
  }
  record('over');
  // Who has not heard of it need not hear that it is over.
  const left = Object.keys(told).filter((name) => Object.hasOwn(fleet.notify, name));
  for (const name of left) await tell('over', name, toldOver);
  return left.every((name) => toldOver[name] === 'told');
}

const eventOf = (
  { id, key, app, title, says, hint, since, over }: KnownAlert,
  fleet: Fleet,
  moment: Moment,
): RunEvent => ({
  event: moment === 'began' ? 'alert' : 'recovery',
  fleet: fleet.name,
  app: app ?? '',
  host: hostOf(app, fleet),
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

function entryOf({ id, key, app, says, since, over }: KnownAlert, fleet: Fleet, moment: Moment): AuditEntry {
  const isOver = moment === 'over';
  const at = isOver ? over! : since;
  return {
    kind: 'alert',
    at,
    who: 'roost',
    what: key.split(':')[0]!,
    app,
    host: hostOf(app, fleet),
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
