import { Argument, InvalidArgumentError } from 'commander';
import type { ScheduleName, NamedSchedule } from '../../../temporal/schedules-client';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { table } from '../../output/table';
import { ago, moment } from '../../output/time';
import type { Define } from '../types';

const help = `
  nightly-backup        backs up every app at \`backup.at\` of the fleet file
  nightly-drill         proves restores at \`backup.drill.at\`, oldest proof first
  quarterly-rehearsal   rehearses the fires that the fleet file has the needs of
  backup-APP            backs up an app at its own times (apps.APP.backup.at)
  heads                 compares branches' heads with the serving commits
  hosts                 compares hosts with the fleet file, on Mondays at 6:00

\`roost up\` applies them too. A pause lasts until \`roost schedules resume\`.`;

const names: ScheduleName[] = ['nightly-backup', 'nightly-drill', 'quarterly-rehearsal', 'heads', 'hosts'];
const known = (value: string): ScheduleName => {
  if (names.includes(value as ScheduleName) || /^backup-[a-z]/.test(value)) return value as ScheduleName;
  throw new InvalidArgumentError(`Allowed choices are ${names.join(', ')}, backup-APP.`);
};
const name = () =>
  new Argument('<name>', `name of the schedule: ${names.join(', ')} or backup-APP`).argParser(known);

export const defineSchedules: Define = (program, act) => {
  const schedules = program
    .command('schedules')
    .description('list and control the Schedules of Temporal')
    .addHelpText('after', help)
    .action(act(list));
  schedules.command('apply').description('create and update them from the fleet file').action(act(apply));
  schedules
    .command('pause')
    .description('start no more runs')
    .addArgument(name())
    .option('--reason <text>', 'reason; stored with the schedule')
    .action(act(pause));
  schedules.command('resume').description('end a pause').addArgument(name()).action(act(resume));
  schedules.command('trigger').description('start a run now').addArgument(name()).action(act(trigger));
};

async function list(context: Context): Promise<Reply> {
  return replyOf(context, await (await context.schedules()).list());
}

async function apply(context: Context): Promise<Reply> {
  const schedules = await context.schedules();
  await schedules.apply(await context.fleet());
  return replyOf(context, await schedules.list());
}

async function pause(context: Context, which: ScheduleName, { reason }: { reason?: string }): Promise<Reply> {
  const schedules = await context.schedules();
  await schedules.pause(which, `${context.by}${reason ? `: ${reason}` : ''}`);
  return replyOf(context, await schedules.list());
}

async function resume(context: Context, which: ScheduleName): Promise<Reply> {
  const schedules = await context.schedules();
  await schedules.resume(which, `resumed by ${context.by}`);
  return replyOf(context, await schedules.list());
}

async function trigger(context: Context, which: ScheduleName): Promise<Reply> {
  await (await context.schedules()).trigger(which);
  return {
    json: { triggered: which },
    lines: [`${which} is started; \`roost ${which === 'hosts' ? 'status' : 'runs'}\` shows it.`],
  };
}

function replyOf({ screen, now }: Context, found: NamedSchedule[]): Reply {
  if (found.length === 0)
    return { json: { schedules: [] }, lines: ['None: `roost schedules apply` makes them.'] };
  const { theme } = screen;
  const rows = found.map(({ name: which, paused, note, next, last }) => [
    which,
    paused ? theme.paint.yellow(`paused${note ? ` (${note})` : ''}`) : next ? moment(next) : 'never',
    last ? ago(last, now()) : 'never',
  ]);
  return { json: { schedules: found }, lines: table(['SCHEDULE', 'NEXT', 'LAST'], rows, theme) };
}
