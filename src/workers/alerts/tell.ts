/** Makes an alert known, to each target once when it begins and once when it is over, and to the audit. */
import type { KnownAlert } from '../../backup';
import type { AuditEntry } from '../../audit';
import type { Fleet } from '../../fleet/config/types';
import { recipients, type RunEvent } from '../../notify';
import type { WatchParts } from './look';

type Moment = 'began' | 'over';

/** True: there is nothing left to make known of it, now or later. `keep` writes down what is done. */
export async function makeKnown(alert: KnownAlert, fleet: Fleet, parts: WatchParts, keep: () => void): Promise<boolean> {
  const { told, toldOver } = alert;
  const record = (moment: Moment): void => {
    if (alert.recorded[moment]) return;
    parts.record(entryOf(alert, fleet, moment));
    alert.recorded[moment] = true;
    keep();
  };
  const tell = async (moment: Moment, target: string, heard: string[]): Promise<boolean> => {
    try {
      await parts.tell(`${alert.id}-${moment}-${target}`, target, eventOf(alert, fleet, moment));
      heard.push(target);
      keep();
      return true;
    } catch (error) {
      parts.log.warn({ alert: alert.key, target, error: (error as Error).message }, 'A target was not told of an alert; it is tried again');
      return false;
    }
  };
  record('began');
  if (alert.over === null) {
    for (const { name } of recipients(fleet, alert.app ?? '', 'alert')) if (!told.includes(name)) await tell('began', name, told);
    return false;
  }
  record('over');
  // Who has not heard of it need not hear that it is over.
  const left = told.filter((name) => !toldOver.includes(name) && Object.hasOwn(fleet.notify, name));
  const done: boolean[] = [];
  for (const name of left) done.push(await tell('over', name, toldOver));
  return done.every(Boolean);
}

const eventOf = ({ id, key, app, title, says, hint, since, over }: KnownAlert, fleet: Fleet, moment: Moment): RunEvent => ({
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

const hostOf = (app: string | null, { apps }: Fleet): string | null => (app === null ? null : (apps[app]?.host ?? null));
