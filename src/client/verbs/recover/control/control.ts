import { RoostError, reportFor } from '../../../../errors';
import { controlFacts, type ControlFound } from '../../../../inspect/control/facts';
import { planControl } from '../../../../plan/recover/control/plan';
import type { ControlPlan } from '../../../../plan/recover/control/types';
import type { Context } from '../../../command/context';
import { port } from '../../../command/options';
import { Failed, type Reply } from '../../../command/reply';
import { secretFrom } from '../../../command/secret';
import { controlLines, nothingLine } from '../../../output/recover/control';
import type { Define } from '../../types';
import { execute } from './execute';
import { history } from './history';
import { keyLines, keysToGive, readableFile } from './keys';

export interface ControlVerbOptions {
  plan?: boolean;
  yes?: boolean;
  formerIsGone?: boolean;
  ageKey?: string;
  password?: string;
  sshKey?: string;
  finish: string[];
  locksOnly?: boolean;
  history?: boolean;
  port?: number;
  uiPort?: number;
}

const help = `
Examples:
  roost recover-control --age-key ~/age.txt --plan   show what would be done
  roost recover-control --age-key ~/age.txt          do it
  roost recover-control                              go on, or see it is done
  roost recover-control --history                    read the former Temporal

On a new machine with the fleet file, its encrypted secrets and the age key.
Brings the former control host's audit and states from its last snapshot,
starts an empty Temporal and the Schedules, gives the locks on all hosts to
this control host, and brings apps with a release under way to one whole
version: back to what served, or on with --finish. Where data may have
changed, you decide.`;

const collect = (name: string, names: string[]): string[] => [...names, name];

export const defineRecoverControl: Define = (program, act) =>
  program
    .command('recover-control')
    .description('bring the control host back on a new machine')
    .option('--plan', 'show the plan and change nothing')
    .option('--yes', 'do not ask for confirmation')
    .option('--former-is-gone', 'go on in spite of signs that the former one lives')
    .option('--age-key <file>', 'copy of the age key, if there is none at secrets.age.keyFile')
    .option('--password <file>', 'password of the repository, instead of that in secrets.file; -: stdin')
    .option('--ssh-key <file>', 'copy of the SSH key, for each key file of the fleet that is not here')
    .option('--finish <app>', 'finish its release under way instead of undoing it; repeatable', collect, [])
    .option('--locks-only', 'free the locks, and deploy nothing')
    .option('--history', 'open the former Temporal until Ctrl-C, for its histories')
    .option('--port <port>', "port of Temporal's own server (default: 7233)", port)
    .option('--ui-port <port>', "port of Temporal's UI (default: 1000 above)", port)
    .addHelpText('after', help)
    .action(act(recoverControl));

async function recoverControl(context: Context, options: ControlVerbOptions): Promise<Reply> {
  if (options.history) return history(context);
  const { screen } = context;
  const fleet = await context.fleet();
  const unknown = options.finish.find((app) => !Object.hasOwn(fleet.apps, app));
  if (unknown !== undefined)
    throw new RoostError('UnknownApp', `There is no app ${unknown} in fleet ${fleet.name}`, { app: unknown });
  const found = await controlFacts(context, {
    ageKey: readableFile(options.ageKey, '--age-key'),
    sshKey: readableFile(options.sshKey, '--ssh-key'),
    password: options.password === undefined ? undefined : await secretFrom(options.password),
    log: (line) => screen.note(line),
  });
  const plan = planControl(found.facts, options);
  const lines = controlLines(plan, { theme: screen.theme, now: context.now() });
  const json = { plan, snapshot: found.facts.snapshot };
  if (options.plan) return { json, lines: [...lines, '', 'Nothing was changed.'] };
  if (plan.steps.length === 0) {
    const said = plan.silent.length > 0 ? 'Nothing is left to do on this machine.' : nothingLine;
    return conclude(context, plan, { json, lines: [...lines, said] });
  }
  screen.note(...lines, '');
  await requireConsent(context, plan, options);
  return conclude(context, plan, await carriedOut(context, found, plan, options));
}

async function requireConsent(
  context: Context,
  { alive, steps }: ControlPlan,
  { yes, formerIsGone }: ControlVerbOptions,
): Promise<void> {
  if (alive.length > 0 && !formerIsGone)
    throw new RoostError(
      'ControlAlive',
      `The former control host may live:\n${alive.map((sign) => `- ${sign}`).join('\n')}`,
      { alive },
    );
  if (
    yes ||
    (await context.confirm(`Is the former control host gone, and are these ${steps.length} to be done?`))
  )
    return;
  throw new RoostError('BadRequest', 'Nothing was changed; read the plan and add --yes to carry it out');
}

async function carriedOut(
  context: Context,
  found: ControlFound,
  plan: ControlPlan,
  { port: temporalPort, uiPort }: ControlVerbOptions,
): Promise<Reply> {
  const { done, failed } = await execute(context, found, plan, { port: temporalPort, uiPort });
  const schedules = await (await context.schedules()).list();
  const json = { plan, done, failed, schedules };
  const lines = [
    'This machine is the control host now.',
    ...schedules.map(({ name, next }) => `Schedule ${name}: next ${next ?? 'never'}`),
  ];
  if (failed.length === 0) return { json, lines };
  const report = reportFor(
    'OtherRunFailed',
    `Not whole yet: ${failed.map(({ app, message }) => `${app} (${message})`).join('; ')}`,
    { failed },
  );
  if (!context.screen.options.json) context.screen.print(lines);
  throw new Failed(report, { json, lines: [`${report.message}. Repeat this command, or decide by hand.`] });
}

/** A host that did not answer may hold locks yet: that is no success. */
async function conclude(context: Context, { silent }: ControlPlan, reply: Reply): Promise<Reply> {
  const [first] = silent;
  if (!first) return reply;
  const { screen } = context;
  const keys = await keysToGive(await context.fleet(), silent);
  if (!screen.options.json) screen.print([...reply.lines, ...keyLines(keys)]);
  const names = silent.map(({ host }) => host).join(', ');
  const report = reportFor(
    'HostUnreachable',
    `${names} could not be asked: ${first.message.replace(/\.$/, '')}`,
    {
      hosts: silent,
    },
  );
  throw new Failed(report, {
    json: { ...reply.json, keys },
    lines: [`${report.message}. Repeat this command when ${names} can be reached.`],
  });
}
