/** How far a rotation of an SSH key is, and which hosts it is about. */
import { RoostError } from '../../../errors';
import type { Fleet } from '../../../fleet/file';
import { sshKeyFilesOf, sshKeyPhase } from '../../../host/ssh/key-files';
import type { SshKeyFacts } from '../../../plan/rotation/ssh-key';

/** `given`: of several keys. Errors: `BadRequest`, `SecretKeyWrong`. */
export async function sshKeyFacts(fleet: Fleet, given: string | undefined): Promise<SshKeyFacts> {
  const hosts = Object.values(fleet.hosts);
  const files = [...new Set(hosts.flatMap(({ keyFile }) => (keyFile === undefined ? [] : [keyFile])))];
  if (files.length === 0)
    throw new RoostError('BadRequest', 'No host of the fleet file has a key: they are reached by an agent.');
  if (given === undefined && files.length > 1)
    throw new RoostError('BadRequest', `Name one of the keys with --key-file: ${files.join(', ')}`);
  const file = given ?? files[0]!;
  if (!files.includes(file))
    throw new RoostError('BadRequest', `No host has the key ${file}; there are ${files.join(', ')}`);
  const own = hosts.filter(({ keyFile }) => keyFile === file);
  return {
    file,
    phase: await sshKeyPhase(await sshKeyFilesOf(file)),
    hosts: own.map(({ name }) => name),
    others: hosts.filter((host) => !own.includes(host)).map(({ name }) => name),
  };
}
