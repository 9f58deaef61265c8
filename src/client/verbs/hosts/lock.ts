import { RoostError } from '../../../errors';
import type { HeldLock } from '../../../host/types';
import { isAlive } from '../../../inspect/ask-temporal';
import { hasRoost, hostPlaceOf, placeOf, type Place } from '../../../inspect/place';
import { within } from '../../../inspect/within';
import { scopeText } from '../../../protocol/scope';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { lockText } from '../../output/hosts/holders';
import type { Define } from '../types';

interface LockOptions {
  host?: string;
}

export const defineLock: Define = (program, act) => {
  const lock = program.command('lock').description('show or break the lock of an app or a host');
  lock
    .command('show')
    .description('show the holder of the lock')
    .argument('[app]', 'name of the app')
    .option('--host <host>', 'the lock of this host itself, not of an app')
    .action(act(show));
  lock
    .command('break')
    .description('remove the lock from its holder')
    .argument('[app]', 'name of the app')
    .option('--host <host>', 'the lock of this host itself, not of an app')
    .option('--yes', 'do not ask for confirmation')
    .addHelpText('after', '\nRarely needed: the next run takes over the lock of an ended run.')
    .action(act(breakLock));
};

/** The one lock that a command line names. */
interface NamedLock {
  /** `phone`, `host hornbill`. */
  name: string;
  /** The same for programs. */
  json: { app: string } | { host: string };
  place: Place;
}

async function lockOf(context: Context, app: string | undefined, { host }: LockOptions): Promise<NamedLock> {
  if (app !== undefined && host === undefined)
    return { name: scopeText({ kind: 'app', app }), json: { app }, place: await placeOf(context, app) };
  if (host !== undefined && app === undefined) {
    const place = await within(host, hostPlaceOf(context, host));
    return { name: scopeText({ kind: 'host', host }), json: { host }, place };
  }
  throw new RoostError('BadRequest', 'Name an app, or a host with --host');
}

async function show(context: Context, app: string | undefined, options: LockOptions): Promise<Reply> {
  const { name, json, place } = await lockOf(context, app, options);
  const held = await holder(place);
  if (!held) return { json: { ...json, lock: null }, lines: [`The lock of ${name} is free.`] };
  const run = await isAlive(context, held.workflowId);
  return {
    json: { ...json, lock: { ...held, run } },
    lines: [`${name}: ${lockText(held, context.now())}`, `  its run: ${run}`],
  };
}

async function breakLock(
  context: Context,
  app: string | undefined,
  options: LockOptions & { yes?: boolean },
): Promise<Reply> {
  const { name, json, place } = await lockOf(context, app, options);
  const held = await holder(place);
  if (!held) return { json: { ...json, broken: null }, lines: [`The lock of ${name} is free.`] };
  const run = await isAlive(context, held.workflowId);
  const holding = `${lockText(held, context.now())}; its run: ${run}`;
  if (!options.yes && !(await context.confirm(`${name}: ${holding}. Break the lock?`))) {
    throw new RoostError('BadRequest', `The lock of ${name} is held by ${holding}; add --yes to break it`, {
      ...json,
      lock: held,
    });
  }
  const broken = await place.guard.break();
  return {
    json: { ...json, broken },
    lines: [broken ? `Broken: ${lockText(broken, context.now())}.` : `The lock of ${name} is free already.`],
  };
}

function holder(place: Place): Promise<HeldLock | null> {
  const ask = async (): Promise<HeldLock | null> => ((await hasRoost(place)) ? place.guard.show() : null);
  return within(place.host.name, ask());
}
