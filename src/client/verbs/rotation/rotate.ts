import { join } from 'node:path';
import type { Command } from 'commander';
import { appOf } from '../../../fleet/file';
import { stateFiles } from '../../../lib/files/state';
import type { CloudflarePlan, RotationPlan } from '../../../protocol/plan';
import type { PlanKind } from '../../../protocol/plan-kinds';
import type { KeyRotationRequest, RotateRequest } from '../../../protocol/requests';
import { removeStaged } from '../../../secrets/staged';
import type { Context } from '../../command/context';
import { checkHash } from '../../command/options';
import type { Reply } from '../../command/reply';
import { runPlanned, type PlannedOptions } from '../../runs/planned';
import type { Define } from '../types';
import { stageGiven } from './given';

interface Options extends PlannedOptions {
  expect?: string;
  reason?: string;
}

interface KeyOptions extends Options {
  keyFile?: string;
}

const help = `
Examples:
  roost rotate age-key --plan      the plan and its hash
  roost rotate age-key             another age key for every secret it opens
  roost rotate secret phone NAME   another value, by stdin, deployed
  roost rotate ssh-key             another key by which hosts are reached
  roost rotate restic-password     another password of the backup repositories
  roost rotate cloudflare          another token, tried before the first goes

Nothing is unreadable at any moment. A rotation that was stopped goes on with
the same command. roost secrets inventory lists what to change after a leak.`;

const ageKeyHelp = `
Makes a key and lets it open all that the present one opens, in every repository
of the fleet. Opens each file only with the new key. Then encrypts each file to
it alone, and takes the former key out of the file of the key.

With secrets.commit: branch the run ends with branches to be merged, twice: the
same command goes on when they are.`;

const sshKeyHelp = `
Makes a key, lets it in on every host beside the present one, and proves it by a
new connection. Then every connection uses it, and the former key is taken away
host by host, at root too. A host that does not answer keeps the former key,
which is still tried there: run the command again when it answers.`;

const secretHelp = `
Examples:
  pass show phone/jwt | roost rotate secret phone JWT_SECRET
  openssl rand -hex 32 | roost rotate secret phone JWT_SECRET --plan

Commits the value, deploys the app, and takes the value back by another commit
if the deploy does not end well. One line break at the end of stdin is left
away. It runs on the control host, where the age key is.`;

const resticHelp = `
Makes a password, lets it open backup.repository (and backup.second), opens each
by it alone, stores it in secrets.file, and takes the former key away. Other
keys of a repository stay. Keep a copy of the new password outside the fleet.`;

export const defineRotate: Define = (program, act) => {
  const rotate = program
    .command('rotate')
    .description('put another key or token in place of the present one')
    .addHelpText('after', help);
  common(rotate.command('age-key').description('the age key that opens the secrets'))
    .option('--key-file <file>', 'of several age keys: the file of this one. Default secrets.age.keyFile')
    .addHelpText('after', ageKeyHelp)
    .action(act((context, options: KeyOptions) => ofKey(context, options, 'age-key', 'age key')));
  common(rotate.command('ssh-key').description('the SSH key by which hosts are reached'))
    .option('--key-file <file>', 'of several keys of hosts in the fleet file: this one')
    .addHelpText('after', sshKeyHelp)
    .action(act((context, options: KeyOptions) => ofKey(context, options, 'ssh-key', 'SSH key')));
  common(rotate.command('secret').description('one value of an app, given by stdin'))
    .argument('<app>', 'name of the app')
    .argument('<name>', 'name of the value, as roost secrets inventory shows it')
    .option('--file <file>', 'of several files that have it: this one, relative to the source')
    .addHelpText('after', secretHelp)
    .action(act(secret));
  common(rotate.command('restic-password').description('the password of the backup repositories'))
    .addHelpText('after', resticHelp)
    .action(act(resticPassword));
  common(rotate.command('cloudflare').description('the API token for Cloudflare'))
    .addHelpText('after', '\nThe new value is put into secrets.file.')
    .action(act(cloudflare));
};

const common = (command: Command): Command =>
  command
    .option('--plan', 'show the plan and run nothing')
    .option('--expect <hash>', 'run only if the plan has this hash (from --plan)')
    .option('--reason <text>', 'why, for records and messages')
    .option('--detach', 'start the run and return at once');

async function cloudflare(context: Context, options: Options): Promise<Reply> {
  const request: RotateRequest = requestOf(context, options);
  return run<CloudflarePlan>(context, options, request, {
    kind: 'cloudflareRotate',
    planner: 'planCloudflareRotate',
    command: 'roost rotate cloudflare',
    what: 'another token',
  });
}

/** Of an age key or of the SSH key; `words`: as the question names it. */
async function ofKey(
  context: Context,
  options: KeyOptions,
  what: 'age-key' | 'ssh-key',
  words: string,
): Promise<Reply> {
  const { keyFile: file } = options;
  const request: KeyRotationRequest = { what, file, ...requestOf(context, options) };
  return run<RotationPlan>(context, options, request, {
    kind: 'rotate',
    planner: 'planRotate',
    command: `roost rotate ${what}${file === undefined ? '' : ` --key-file ${file}`}`,
    what: `another ${words}`,
  });
}

async function secret(
  context: Context,
  app: string,
  name: string,
  options: Options & { file?: string },
): Promise<Reply> {
  const { file } = options;
  const fields = { ...requestOf(context, options), app, name, in: file };
  const fleet = await context.fleet();
  const directory = join(stateFiles(context.env).folder, 'fleet');
  const staged = await stageGiven(context, appOf(fleet, app), fleet.secrets.age.keyFile, name, directory);
  const request: KeyRotationRequest = { what: 'secret', staged, ...fields };
  const reply = await run<RotationPlan>(context, options, request, {
    kind: 'rotate',
    planner: 'planRotate',
    command: `roost rotate secret ${app} ${name}${file === undefined ? '' : ` --file ${file}`}`,
    what: `${name} of ${app}`,
  });
  if (options.plan) await removeStaged(directory, staged);
  return reply;
}

async function resticPassword(context: Context, options: Options): Promise<Reply> {
  const request: KeyRotationRequest = { what: 'restic-password', ...requestOf(context, options) };
  return run<RotationPlan>(context, options, request, {
    kind: 'rotate',
    planner: 'planRotate',
    command: 'roost rotate restic-password',
    what: 'another password',
  });
}

function requestOf({ by }: Context, { expect, reason }: Options): RotateRequest {
  if (expect !== undefined) checkHash(expect);
  return { expect, by, reason };
}

interface About {
  kind: PlanKind;
  planner: string;
  command: string;
  what: string;
}

const run = <P extends CloudflarePlan | RotationPlan>(
  context: Context,
  options: Options,
  request: RotateRequest,
  about: About,
): Promise<Reply> =>
  runPlanned<P>(
    context,
    {
      ...about,
      scope: { kind: 'fleet' },
      request,
      again: ({ hash }) => `${about.command} --expect ${hash}`,
    },
    options,
  );
