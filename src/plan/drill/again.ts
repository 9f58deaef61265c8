/**
 * The steps by which a drill damages its data and restores them again, by those of the first restore. Pure.
 */
import { RoostError } from '../../errors';
import { dataServicesOf } from '../../fleet/file/app/servers';
import type { AppConfig } from '../../fleet/file/app/types';
import type { RestoreItem } from '../../protocol/steps/restore';
import type { Call, Step } from '../../protocol/steps/step';
import { itemName } from '../about';

const damaged = (items: RestoreItem[]): RestoreItem[] =>
  items.filter(({ kind }) => !['untracked', 'config', 'script'].includes(kind));

/** Errors: `NotInSnapshot` where there is nothing to damage. */
export function requireData({ app, items }: { app: AppConfig; items: RestoreItem[] }): void {
  if (damaged(items).length > 0) return;
  throw new RoostError('NotInSnapshot', `${app.name} has no data in the snapshot: none can be damaged.`, {
    app: app.name,
  });
}

/** `first`: those that have restored the app; `wait` in ms, of its databases. */
export function damagedAgain(
  { app, host }: { app: AppConfig; host: string },
  items: RestoreItem[],
  first: Step[],
  wait: number,
): Step[] {
  const those = damaged(items);
  return [
    {
      id: 'damage',
      title: `Damage ${those.map(itemName).join(', ')} of the drill on ${host} on purpose, as a bad migration would`,
      call: { run: 'damageDrill', args: { items: those, data: dataServicesOf(app), wait } },
      retry: 'long',
      limit: 3_600,
      onFailure: 'undo',
    },
    ...first.flatMap(({ id, title, call, ...more }): Step[] => {
      const repeated = again(call, those);
      return repeated ? [{ ...more, id: `${AGAIN}${id}`, title: `${title}, again`, call: repeated }] : [];
    }),
  ];
}

/** Before the id of a step that is done again. */
export const AGAIN = 'again-';

/** Null: once is enough. */
function again(call: Call, those: RestoreItem[]): Call | null {
  switch (call.run) {
    case 'fetchData':
      return { run: call.run, args: { ...call.args, items: those, again: true } };
    case 'sendData':
      return { run: call.run, args: { ...call.args, again: true } };
    case 'loadData':
      return { run: call.run, args: { ...call.args, again: true } };
    case 'swapData':
      return { run: call.run, args: { ...call.args, again: true } };
    case 'startDrillData':
    case 'startDrill':
    case 'checkDrill':
      return call;
    default:
      return null;
  }
}
