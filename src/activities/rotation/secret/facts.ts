/** Where the value is that is to be changed. */
import { Context } from '@temporalio/activity';
import { RoostError } from '../../../errors';
import { appOf, type Fleet } from '../../../fleet/file';
import { digestOf } from '../../../lib/digest';
import { sentences } from '../../../lib/sentences';
import type { SecretFacts } from '../../../plan/rotation/secret';
import type { KeyRotationRequest } from '../../../protocol/requests';
import { readStaged } from '../../../secrets/staged';
import { requireSettable } from '../../../secrets/value';
import type { Deps } from '../../deps';
import { readBranch } from '../repository';

/**
 * Errors: `BadRequest` where no file, or more than one, has such a name;
 * `SecretInvalid` for a value that cannot be there.
 */
export async function secretFacts(
  deps: Deps,
  fleet: Fleet,
  request: KeyRotationRequest,
): Promise<SecretFacts> {
  const { app: of = '', name = '', in: only, staged = '' } = request;
  const app = appOf(fleet, of);
  const { host, directory, repository, branch } = app;
  const commit = fleet.secrets.commit ?? 'direct';
  const files = app.secrets.map(({ source: path, format }) => ({ path, format }));
  const where = { app: of, host, directory, repository, branch, files, commit };
  const { secrets, head } = await readBranch(deps, fleet, where, [], Context.current().cancellationSignal);
  const having = secrets.filter(({ path, known }) => known.values.has(name) && (only ?? path) === path);
  if (having.length !== 1)
    throw notOne(
      of,
      name,
      having.map(({ path }) => path),
    );
  const [{ path, format, known }] = having as [(typeof having)[number]];
  const { keyFile = fleet.secrets.age.keyFile } = app.secrets.find(({ source }) => source === path)!;
  const value = await readStaged(deps.control.directory, { sops: await deps.tool('sops'), keyFile }, staged);
  deps.redactor.add(value);
  requireSettable(value, format, name);
  return { in: where, path, name, keyFile, staged, from: head, was: digestOf(known.values.get(name)!) };
}

const notOne = (app: string, name: string, paths: string[]): RoostError =>
  new RoostError(
    'BadRequest',
    paths.length === 0
      ? sentences(
          `No encrypted file of ${app} has ${name}:`,
          'roost secrets inventory lists the names; add a new one with sops edit',
        )
      : `${name} is in ${paths.join(' and ')} of ${app}: name one with --file`,
    { app },
  );
