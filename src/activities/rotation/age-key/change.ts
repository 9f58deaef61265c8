/** Another set of keys for all files of a branch, in one commit. */
import { RoostError } from '../../../errors';
import { pullRequestOf } from '../../../github/pull-request';
import { plural } from '../../../lib/units';
import type { SecretsRepository } from '../../../protocol/steps/rotation';
import { requireSame, withoutReaders, withReader } from '../../../secrets/age/recipients';
import { withoutRecipients, withRecipient } from '../../../secrets/age/sops-config';
import { pushCommit } from '../commit';
import { readBranch, type Branch, type FoundSecret } from '../repository';
import type { RotationSite } from '../site';
import { madeKeys, type Rotating } from './keys';

type Keys = Rotating & { next: string };

/** How often the head is read anew, because somebody else has pushed. */
const TRIES = 6;

interface Change {
  /** Part of the branch's name: `share`. */
  name: string;
  subject: string;
  needs(secret: FoundSecret, keys: Keys): boolean;
  secrets(secrets: FoundSecret[], keys: Keys): Promise<Buffer[]>;
  config(text: string, keys: Keys): string;
}

const opens = ({ known }: FoundSecret, keys: string[]): boolean =>
  known.recipients.some((recipient) => keys.includes(recipient));

/** Which the former keys open, and the new one not yet. */
export const isUnshared = (
  secret: FoundSecret,
  { former, next }: Pick<Rotating, 'former' | 'next'>,
): boolean => opens(secret, former) && (next === null || !opens(secret, [next]));

/** Which the former keys still open. */
export const isWide = (secret: FoundSecret, { former }: Pick<Rotating, 'former'>): boolean =>
  opens(secret, former);

export const share: Change = {
  name: 'share',
  subject: 'Let another age key open the secrets',
  needs: isUnshared,
  async secrets(secrets, { sops, files: { file, next: alone }, next }) {
    const made = await withReader({ sops, keyFile: file }, secrets, next);
    await requireSame({ sops, keyFile: file }, secrets, made, alone);
    return made;
  },
  config: (text, { former, next }) => withRecipient(text, former, next),
};

export const narrow: Change = {
  name: 'narrow',
  subject: 'Encrypt the secrets to another age key alone',
  needs: isWide,
  async secrets(secrets, { sops, files: { next: alone }, former }) {
    const made = await withoutReaders({ sops, keyFile: alone }, secrets, former);
    await requireSame({ sops, keyFile: alone }, secrets, made, alone);
    return made;
  },
  config: (text, { former, next }) => withoutRecipients(text, former, next),
};

/**
 * Returns what was done, for the checklist.
 * Errors: `PushRefused`, `FetchFailed`, those of sops and the host.
 */
export async function changeKeys(
  site: RotationSite,
  file: string,
  where: SecretsRepository,
  change: Change,
): Promise<string> {
  const keys = await madeKeys(site.deps, file);
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const branch = await readBranch(site.deps, site.fleet, where, [...keys.former, keys.next], site.signal);
    const wanted = await contentsOf(branch, keys, change);
    if (wanted.length === 0) return 'it is so already';
    const target = targetOf(where, change, keys);
    const waiting = where.commit === 'branch' ? await branch.headOf(target) : null;
    if (waiting !== null) return `${target} waits to be merged`;
    await site.hold();
    const { host, mirror, head: parent } = branch;
    const { operation } = site.context;
    const message = `${change.subject}\n\nThe values are the same.\n`;
    const { repository } = where;
    const request = {
      host,
      mirror,
      repository,
      parent,
      operation,
      message,
      files: wanted,
      signal: site.signal,
    };
    if (!(await pushCommit({ ...request, target: `refs/heads/${target}` }))) continue;
    const done = `${plural(wanted.length, 'file')} on ${target}`;
    if (where.commit === 'direct') return done;
    const link = pullRequestOf(repository, site.fleet.github.servers, where.branch, target);
    return `${done}, to be merged: ${link ?? `a branch of ${repository}`}`;
  }
  throw new RoostError(
    'PushRefused',
    `Somebody else pushed to ${where.branch} of ${where.app} ${TRIES} times meanwhile.`,
    { app: where.app },
  );
}

/** The same for each phase and key, so that a further run finds its own branch. */
const targetOf = ({ branch, commit }: SecretsRepository, { name }: Change, { next }: Keys): string =>
  commit === 'direct' ? branch : `roost/age-key-${next.slice(-8)}-${name}`;

async function contentsOf(
  { secrets, configs }: Branch,
  keys: Keys,
  change: Change,
): Promise<{ path: string; mode: string; content: Buffer }[]> {
  const needing = secrets.filter((secret) => change.needs(secret, keys));
  const made = needing.length === 0 ? [] : await change.secrets(needing, keys);
  const changed = configs.flatMap(({ path, mode, text }) => {
    const content = change.config(text, keys);
    return content === text ? [] : [{ path, mode, content: Buffer.from(content) }];
  });
  return [...needing.map(({ path, mode }, i) => ({ path, mode, content: made[i]! })), ...changed];
}
