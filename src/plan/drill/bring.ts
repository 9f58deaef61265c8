/** The steps by which a drill brings its data, as a restore does. Pure. */
import { dataServicesOf } from '../../fleet/file/app/servers';
import type { AppConfig } from '../../fleet/file/app/types';
import { HOUR } from '../../lib/time';
import { bytes } from '../../lib/units';
import type { RestoreItem, Rows } from '../../protocol/steps/restore';
import type { Step } from '../../protocol/steps/step';
import { itemName } from '../about';
import { isDump } from '../restore/dumps';
import { idOf } from '../restore/swap-steps';

export const short = { retry: 'short', onFailure: 'undo' } as const;
export const long = { retry: 'long', limit: HOUR / 1000, onFailure: 'undo' } as const;

export function fetching(
  { snapshot }: { snapshot: { id: string; root: string } },
  items: RestoreItem[],
): Step[] {
  if (items.length === 0) return [];
  const total = items.reduce((sum, item) => sum + item.bytes, 0);
  return [
    {
      id: 'fetch',
      title: `Restore ${bytes(total)} of snapshot ${snapshot.id.slice(0, 8)} to the control host, and verify them`,
      call: { run: 'fetchData', args: { snapshot: snapshot.id, root: snapshot.root, items } },
      ...long,
    },
  ];
}

export function loading(
  { app, host, rows }: { app: AppConfig; host: string; rows?: Record<string, Rows> },
  all: RestoreItem[],
  some: RestoreItem[],
  of: string,
): Step[] {
  const except = dataServicesOf(app);
  const [first] = some;
  if (!first) return [];
  const send: Step = {
    id: isDump(first) ? 'send-database' : first.kind === 'script' ? 'send-script' : 'send',
    title: `Send ${some.map(itemName).join(', ')} to ${host}`,
    call: { run: 'sendData', args: { items: some, into: 'live' } },
    ...long,
  };
  const each = some.flatMap((item): Step[] => {
    const i = all.indexOf(item);
    return [
      {
        id: idOf('load', item, all, i),
        title:
          item.kind === 'script'
            ? `Look on ${host} that all its backup script wrote is there`
            : `Load ${itemName(item)} and check it`,
        call: {
          run: 'loadData',
          args: { item, into: 'live', rows: rows?.[item.from] },
        },
        ...long,
      },
      {
        id: idOf('swap', item, all, i),
        title:
          item.kind === 'script'
            ? `Run the restore script of ${app.name}: ${item.command}`
            : `Give ${itemName(item)} its place, as a restore does`,
        call: { run: 'swapData', args: { item, of, except } },
        ...(item.kind === 'script' ? long : short),
      },
    ];
  });
  return [send, ...each];
}
