import { hasRoost, placeOf } from '../../../inspect/place';
import { within } from '../../../inspect/within';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { holdText } from '../../output/hosts/holders';
import type { Define } from '../types';

const help = `
A rollback puts the app on hold: a push deploys neither the commit that was left
nor an older one. A deploy of another commit also ends the hold.`;

export const defineResume: Define = (program, act) =>
  program
    .command('resume')
    .description('end the hold of an app after a rollback')
    .argument('<app>', 'name of the app')
    .addHelpText('after', help)
    .action(act(resume));

async function resume(context: Context, name: string): Promise<Reply> {
  const place = await placeOf(context, name);
  const end = async () => ((await hasRoost(place)) ? place.guard.resume() : null);
  const hold = await within(place.host.name, end());
  const result = hold
    ? `${name} is no longer on hold: ${holdText(hold, context.now())}.`
    : `${name} was not on hold.`;
  return { json: { app: name, resumed: hold }, lines: [result] };
}
