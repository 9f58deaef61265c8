/**
 * What a recovery of the control host would go by, read as on a machine that has only the copies of its keys.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ControlRehearsal } from '../activities/deps';
import { RoostError } from '../errors';
import { toHostTarget, type Fleet } from '../fleet/file';
import { createGuard } from '../host/guard';
import type { SshHosts } from '../host/types';
import { hostsFacts } from '../inspect/control/hosts';
import { controlSnapshot } from '../inspect/control/snapshot';
import { repositoryOf } from '../inspect/repository';
import type { OfflineCopies } from '../protocol/steps/rehearsal';

interface Parts {
  env: NodeJS.ProcessEnv;
  ssh: SshHosts;
  fleet(): Promise<Fleet>;
  /** Path of the fleet file. */
  file: string;
}

export async function controlRehearsal(
  { env, ssh, fleet: read, file }: Parts,
  { ageKey, password }: OfflineCopies,
  signal?: AbortSignal,
): Promise<ControlRehearsal> {
  const fleet = await read();
  const secrets = ageKey === undefined ? fleet.secrets : { ...fleet.secrets, age: { keyFile: ageKey } };
  const restic = await repositoryOf(
    { env, fleet: () => Promise.resolve({ ...fleet, secrets }) },
    { signal, password: password === undefined ? undefined : await lineOf(password) },
  );
  return {
    restic,
    async snapshot() {
      const found = await controlSnapshot(restic, readFileSync(file, 'utf8'));
      if (!found) return null;
      const { files: _files, ...snapshot } = found;
      return snapshot;
    },
    hosts: () =>
      hostsFacts(
        {
          host: (config) => Promise.resolve(ssh.host(toHostTarget(config))),
          guard: (host, directory) => Promise.resolve(createGuard(host, directory)),
        },
        fleet,
      ),
  };
}

/** The first line, as restic takes a password. */
async function lineOf(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new RoostError('BadRequest', `${path} cannot be read: ${cause.message}`, {}, { cause });
  });
  const line = text.split('\n')[0]!.replace(/\r$/, '');
  if (line !== '') return line;
  throw new RoostError('BadRequest', `${path} has no password in its first line.`);
}
