import { hasRoost, placeOf } from '../../inspect/place';
import { within } from '../../inspect/within';
import type { Context } from '../command/context';
import type { Reply } from '../command/reply';
import { holdText } from '../output/holders';
import type { Define } from './types';

const help = `
A rollback puts the app on hold: commits that contain no more than the one that
was left are not deployed by a push any more. A deploy of another commit ends
the hold too.`;

export const defineResume: Define = (program, act) =>
  program
    .command('resume')
    .description('end the hold that a rollback has put on an app')
    .argument('<app>', 'name of the app')
    .addHelpText('after', help)
    .action(act(resume));

async function resume(context: Context, name: string): Promise<Reply> {
  const place = await placeOf(context, name);
  const end = async () => ((await hasRoost(place)) ? place.guard.resume() : null);
  const hold = await within(place.host.name, end());
  const says = hold
    ? `${name} is not on hold any more: ${holdText(hold, context.now())}.`
    : `${name} was not on hold.`;
  return { json: { app: name, resumed: hold }, lines: [says] };
}
