/** The steps for which an app stops: what was loaded takes the place of what is live. Pure. */
import { dataServicesOf } from '../../fleet/file/app/servers';
import type { AppConfig } from '../../fleet/file/app/types';
import { sentences } from '../../lib/sentences';
import type { RestoreItem } from '../../protocol/steps/restore';
import type { Ask, Step, StepUndo } from '../../protocol/steps/step';
import { itemName } from '../about';
import type { RunningContainer } from '../release/facts';
import { probeOf, urlCheckOf } from '../release/situation';
import { staying } from '../short';
import { byScript, PUT_BACK } from './by-script';
import type { RestoreWorld } from './world';

/** Services that run on while the data are swapped. */
export function keptRunning({ app, containers, selection: { items } }: RestoreWorld): string[] {
  return dataServicesOf(app).filter((service) =>
    containers
      .filter((one) => one.service === service)
      .every(({ mounts }) => !mounts.some((mount) => items.some((item) => isUnder(app, item, mount)))),
  );
}

/** Containers of others are not stopped for the swap: who has a file open writes into what is kept aside. */
export const othersWarnings = ({ app, others = [], selection: { items } }: RestoreWorld): string[] =>
  items.flatMap((item) =>
    others
      .filter(({ mounts }) => mounts.some((mount) => isUnder(app, item, mount)))
      .map(({ name }) =>
        sentences(
          `Container ${name} is not the app's, and uses ${itemName(item)} too: stop it first.`,
          'What it writes after the swap may go to the former data.',
        ),
      ),
  );

/** Whether a mount shows what is restored. */
function isUnder(
  app: AppConfig,
  item: RestoreItem,
  { type, source }: { type: string; source: string },
): boolean {
  if (item.kind === 'volume') return type === 'volume' && source.includes(`/${item.volume}/`);
  if (item.kind !== 'folder' && item.kind !== 'sqlite') return false;
  const path = `${app.directory}/${item.path}`;
  return (
    type === 'bind' && (path === source || path.startsWith(`${source}/`) || source.startsWith(`${path}/`))
  );
}

/** `swap-folder1`: the second one of its kind. */
export const idOf = (verb: string, { kind }: RestoreItem, items: RestoreItem[], i: number): string => {
  const before = items.slice(0, i).filter((one) => one.kind === kind).length;
  return `${verb}-${kind}${before || ''}`;
};

/** What its script has brought is put back, and not swapped. */
const hasScript = (items: RestoreItem[]): boolean => items.some(({ kind }) => kind === 'script');

const BACK =
  'undo swaps them back (what was written since is kept aside); abort ends the run as things stand.';

export const askOf = (items: RestoreItem[]): Ask => ({
  default: 'stay',
  prompt: sentences(
    `The app has served on the ${hasScript(items) ? 'restored' : 'swapped'} data.`,
    'retry asks again; skip takes it for good;',
    hasScript(items) ? PUT_BACK : BACK,
  ),
});

/** Behind the maintenance page: what the check finds wrong is undone before anybody writes. */
export const checkStep = (service: string, command: string): Step => ({
  id: 'check',
  title: `Ask the app's own check: ${command}`,
  call: { run: 'checkApp', args: { service, command } },
  retry: 'long',
  limit: 20 * 60,
  onFailure: 'undo',
});

/** `id`: `swap-folder`. `of`, `way`: as of `swapSteps`. */
export function swapStepsOf(
  world: Pick<RestoreWorld, 'app' | 'host'>,
  item: RestoreItem,
  id: string,
  of: string,
  way: 'in' | 'back',
  except: string[],
): Step[] {
  const swap = swapStep(world, item, id, of, way, except);
  return item.kind === 'script' ? byScript(world, item, swap, of, way, except) : [swap];
}

function swapStep(
  { host }: Pick<RestoreWorld, 'host'>,
  item: RestoreItem,
  id: string,
  of: string,
  way: 'in' | 'back',
  except: string[],
): Step {
  const isBack = way === 'back';
  const [forth, undo] = isBack ? (['swapBack', 'swapData'] as const) : (['swapData', 'swapBack'] as const);
  const back: StepUndo = {
    title: `Give the ${isBack ? 'restored' : 'former'} ${itemName(item)} its place back`,
    call: { run: undo, args: { item, of, except } },
    freeUntil: host.proxy ? 'flag-off' : 'start',
    prompt: sentences(
      'The app may have written to the data since.',
      'undo swaps them back (what was written since is kept aside); abort ends the run as things stand.',
    ),
  };
  return {
    id,
    title: isBack
      ? `Give the former ${itemName(item)} its place back; the restored one is kept`
      : `Put the restored ${itemName(item)} in place of the live one, which is kept`,
    call: { run: forth, args: { item, of, except } },
    undo: back,
    retry: 'short',
    onFailure: 'undo',
  };
}

/**
 * `of`: the operation that has loaded the items. `way` back: what
 * was live before that gets its place back.
 */
export function swapSteps(world: RestoreWorld, of: string, way: 'in' | 'back' = 'in'): Step[] {
  const { app, host, containers, expects, personFlag } = world;
  const { items } = world.selection;
  const except = keptRunning(world);
  const ran = containers.filter((one) => isUp(one) && !except.includes(one.service));
  const stopped = [...new Set(containers.map(({ service }) => service))].filter(
    (service) => !containers.some((one) => one.service === service && isUp(one)),
  );
  const ids = ran.map(({ id }) => id);
  const named = Object.fromEntries(ran.map(({ id, name, service }) => [id, { name, service }]));
  const probe = probeOf({ app });
  const hasFlag = host.proxy !== undefined;
  const serves = ran.some(({ service }) => service === app.service);
  const brief = { retry: 'short', onFailure: 'undo' } as const;
  const undone = way === 'back' ? 'restored' : 'former';
  // Neither page nor app is opened before all data have their place back.
  const swaps = items.map((item, i) => idOf('swap', item, items, i));
  const steps: Step[] = [];
  if (hasFlag)
    steps.push({
      id: 'flag-on',
      title: 'Maintenance flag on',
      call: { run: 'setMaintenance', args: { on: true } },
      undo: {
        title: 'Maintenance flag off',
        call: { run: 'setMaintenance', args: { on: false } },
        needs: swaps,
      },
      ...brief,
    });
  steps.push({
    id: 'stop',
    title: `Stop ${app.name}${staying(except)}`,
    call: { run: 'stopServices', args: { except } },
    undo: {
      title: 'Start again what ran',
      call: { run: 'startAgain', args: { containers: ids, named, probe, [undone]: items, of } },
      needs: swaps,
    },
    ...brief,
  });
  items.forEach((item, i) => steps.push(...swapStepsOf(world, item, swaps[i]!, of, way, except)));
  if (ids.length > 0)
    steps.push({
      id: 'start',
      title: `Start ${app.name} again and wait until it is healthy`,
      call: { run: 'startAgain', args: { containers: ids, named, probe, of } },
      retry: 'health',
      limit: Math.ceil(probe.wait / 1000) + 300,
      onFailure: 'undo',
    });
  if (serves && world.check !== undefined && way === 'in') steps.push(checkStep(app.service, world.check));
  if (hasFlag)
    steps.push({
      id: 'flag-off',
      title: 'Maintenance flag off',
      call: { run: 'setMaintenance', args: { on: false } },
      undo: { title: 'Maintenance flag on again', call: { run: 'setMaintenance', args: { on: true } } },
      ...brief,
    });
  const url = urlCheckOf({ app, host, personFlag });
  if (serves)
    steps.push({
      id: 'verify',
      title: sentences(
        `${url ? `Ask ${url.host ?? url.url} through the proxy` : 'Serve'},`,
        `and watch for ${app.settle / 1000} s`,
      ),
      call: {
        run: 'verifyRelease',
        args: {
          release: expects,
          url,
          settle: app.settle,
          service: app.service,
          former: null,
          ignore: stopped,
        },
      },
      retry: 'health',
      limit: Math.ceil((app.settle * 3 + app.health.wait) / 1000) + 60,
      onFailure: 'ask',
      ask: askOf(items),
    });
  return steps;
}

const isUp = ({ state }: RunningContainer): boolean => state === 'running' || state === 'restarting';
