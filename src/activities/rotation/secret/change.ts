/** One value of an app's encrypted file, changed by a commit and taken back by another. */
import { RoostError } from '../../../errors';
import { pullRequestOf } from '../../../github/pull-request';
import { digestOf } from '../../../lib/digest';
import type { RotationStepArgs } from '../../../protocol/steps/rotation';
import { decrypt } from '../../../secrets/decrypt';
import { readStaged, removeStaged } from '../../../secrets/staged';
import { pathOf, valueIn, withValue } from '../../../secrets/value';
import { Mirror } from '../../release/facts/commit/mirror';
import { pushCommit } from '../commit';
import { readBranch, type Branch, type FoundSecret } from '../repository';
import type { RotationSite } from '../site';

type Args = RotationStepArgs['commitSecret'];

const TRIES = 6;

/** Errors: `SecretInvalid` if somebody else has changed it meanwhile, `PushRefused`. */
export async function commitSecret(site: RotationSite, args: Args): Promise<string> {
  const value = await stagedValue(site, args);
  return push(site, args, `Change ${args.name} in ${args.path}`, async (branch, secret, present) => {
    if (present === value) return null;
    if (digestOf(secret.known.values.get(args.name) ?? '') !== args.was)
      throw new RoostError('SecretInvalid', `${args.name} of ${args.in.app} was changed meanwhile.`, {
        app: args.in.app,
      });
    return value;
  });
}

/** The former value, as the commit has it that the plan was made with; where ours is still there. */
export async function takeBackSecret(site: RotationSite, args: Args): Promise<string> {
  const value = await stagedValue(site, args);
  return push(
    site,
    args,
    `Take the change of ${args.name} in ${args.path} back`,
    async (branch, secret, present) => {
      if (present !== value) return null;
      const git = new Mirror({ host: branch.host, paths: { mirror: branch.mirror } });
      const [ciphertext] = await git.files([`${args.from}:${args.path}`]);
      if (!ciphertext) throw new RoostError('SecretInvalid', `${args.path} is not in ${args.from}.`, {});
      return (await valueOf(site, args, { ...secret, ciphertext })) ?? null;
    },
  );
}

export async function forgetSecret(
  site: RotationSite,
  { staged }: RotationStepArgs['forgetSecret'],
): Promise<string> {
  await removeStaged(site.deps.control.directory, staged);
  return '';
}

async function stagedValue(site: RotationSite, { staged, keyFile }: Args): Promise<string> {
  const sops = await site.deps.tool('sops');
  const value = await readStaged(site.deps.control.directory, { sops, keyFile }, staged);
  site.deps.redactor.add(value);
  return value;
}

/** `wanted`: the value to write; null: nothing is to be done. */
async function push(
  site: RotationSite,
  { in: where, path, name, keyFile }: Args,
  subject: string,
  wanted: (branch: Branch, secret: FoundSecret, present: string | undefined) => Promise<string | null>,
): Promise<string> {
  const sops = await site.deps.tool('sops');
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const branch = await readBranch(site.deps, site.fleet, where, [], site.signal);
    const secret = branch.secrets.find((one) => one.path === path)!;
    const at = pathOf(secret, name);
    if (!at) throw new RoostError('SecretInvalid', `${path} of ${where.app} has no ${name} any more.`, {});
    const present = await valueOf(site, { keyFile, name }, secret);
    const value = await wanted(branch, secret, present);
    if (value === null) return 'it is so already';
    const content = await withValue({ sops, keyFile }, secret, at, value);
    const target =
      where.commit === 'direct' ? where.branch : `roost/secret-${where.app}-${site.context.operation}`;
    if (where.commit === 'branch' && (await branch.headOf(target)) !== null)
      return `${target} waits to be merged`;
    await site.hold();
    const { host, mirror, head: parent } = branch;
    const { repository } = where;
    const files = [{ path, mode: secret.mode, content }];
    const { operation } = site.context;
    const request = { host, mirror, repository, parent, operation, files, signal: site.signal };
    const ours = { message: `${subject}\n`, target: `refs/heads/${target}` };
    if (!(await pushCommit({ ...request, ...ours }))) continue;
    if (where.commit === 'direct') return `a commit on ${target}`;
    const link = pullRequestOf(repository, site.fleet.github.servers, where.branch, target);
    return `${target}, to be merged: ${link ?? `a branch of ${repository}`}`;
  }
  throw new RoostError(
    'PushRefused',
    `Somebody else pushed to ${where.branch} of ${where.app} ${TRIES} times.`,
    {
      app: where.app,
    },
  );
}

async function valueOf(
  { deps }: RotationSite,
  { keyFile, name }: Pick<Args, 'keyFile' | 'name'>,
  secret: FoundSecret,
): Promise<string | undefined> {
  const { path, format, ciphertext } = secret;
  const plaintext = await decrypt({ sops: await deps.tool('sops'), ciphertext, format, keyFile, name: path });
  const value = valueIn(plaintext, format, pathOf(secret, name) ?? []);
  if (value !== undefined) deps.redactor.add(value);
  return value;
}
