import { RoostError } from '../../errors';
import type { HeldLock } from '../../host/types';
import { hasRoost, placeOf, type Place } from '../../inspect/app-on-host';
import { isAlive } from '../../inspect/ask-temporal';
import { within } from '../../inspect/within';
import type { Context } from '../command/context';
import type { Reply } from '../command/reply';
import { lockText } from '../output/holders';
import type { Define } from './types';

export const defineLock: Define = (program, act) => {
  const lock = program.command('lock').description("see or break an app's lock, straight on its host");
  lock
    .command('show')
    .description('who holds the lock')
    .argument('<app>', 'name of the app')
    .action(act(show));
  lock
    .command('break')
    .description('take the lock from whoever holds it')
    .argument('<app>', 'name of the app')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nRarely needed: the next run takes over the lock of a run that is over by itself.',
    )
    .action(act(breakLock));
};

async function show(context: Context, name: string): Promise<Reply> {
  const held = await holder(await placeOf(context, name));
  if (!held) return { json: { app: name, lock: null }, lines: [`Nobody holds the lock of ${name}.`] };
  const run = await isAlive(context, held.workflowId);
  return {
    json: { app: name, lock: { ...held, run } },
    lines: [`${name}: ${lockText(held, context.now())}`, `  its run: ${run}`],
  };
}

async function breakLock(context: Context, name: string, options: { yes?: boolean }): Promise<Reply> {
  const place = await placeOf(context, name);
  const held = await holder(place);
  if (!held) return { json: { app: name, broken: null }, lines: [`Nobody holds the lock of ${name}.`] };
  const run = await isAlive(context, held.workflowId);
  const says = `${lockText(held, context.now())}; its run: ${run}`;
  if (!options.yes && !(await context.confirm(`${name}: ${says}. Break the lock?`))) {
    throw new RoostError('BadRequest', `The lock of ${name} is held by ${says}; add --yes to break it`, {
      app: name,
      lock: held,
    });
  }
  const broken = await place.guard.break();
  return {
    json: { app: name, broken },
    lines: [
      broken ? `Broken: ${lockText(broken, context.now())}.` : `Nobody holds the lock of ${name} any more.`,
    ],
  };
}

function holder(place: Place): Promise<HeldLock | null> {
  const ask = async (): Promise<HeldLock | null> => ((await hasRoost(place)) ? place.guard.show() : null);
  return within(place.host.name, ask());
}
