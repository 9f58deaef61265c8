/**
 * What the present key opens, and how far each file is. Changes nothing
 * but the mirrors, as a deploy's plan does.
 */
import { Context } from '@temporalio/activity';
import { RoostError } from '../../../errors';
import type { AppConfig, Fleet } from '../../../fleet/file';
import { onlyIf } from '../../../lib/only-if';
import type { AgeKeyFacts, BranchFacts, Phase } from '../../../plan/rotation/age-key';
import type { SecretsRepository } from '../../../protocol/steps/rotation';
import { requireAgeOnly } from '../../../secrets/age/only';
import type { Deps } from '../../deps';
import { readBranch, type FoundSecret } from '../repository';
import { isUnshared, isWide } from './change';
import { readControl } from './control';
import { rotatingKeys, type Rotating } from './keys';

export async function ageKeyFacts(deps: Deps, fleet: Fleet, file: string): Promise<AgeKeyFacts> {
  const keys = await rotatingKeys(deps, file);
  const known = [...keys.former, ...onlyIf(keys.next !== null, keys.next!)];
  const signal = Context.current().cancellationSignal;
  const branches: BranchFacts[] = [];
  for (const where of repositoriesOf(fleet, file)) {
    const { secrets, configs, mentions } = await readBranch(deps, fleet, where, known, signal);
    const phase = farthestBehind(secrets, keys);
    branches.push({ in: where, phase, files: secrets.length + configs.length, mentions });
  }
  const { file: own, age } = fleet.secrets;
  const control =
    own === undefined || age.keyFile !== file
      ? null
      : { secrets: own, phase: farthestBehind([await readControl(own)], keys) };
  if (branches.length === 0 && control === null)
    throw new RoostError('BadRequest', `The fleet file names no secret that ${file} is for.`, { file });
  return { file, former: keys.former, next: keys.next, branches, control };
}

/** Errors: `SecretInvalid` for a file that sops cannot change for us, before anything is changed. */
function farthestBehind(secrets: FoundSecret[], keys: Rotating): Phase {
  const wide = secrets.filter((one) => isWide(one, keys));
  wide.forEach(({ ciphertext, format, path }) => requireAgeOnly(ciphertext, format, path));
  if (wide.some((one) => isUnshared(one, keys))) return 'unshared';
  return wide.length > 0 ? 'wide' : 'done';
}

/** Apps may share a branch of a repository. */
function repositoriesOf(fleet: Fleet, file: string): SecretsRepository[] {
  const found = new Map<string, SecretsRepository>();
  for (const app of Object.values(fleet.apps)) {
    const files = filesOf(app, fleet, file);
    if (files.length === 0) continue;
    const { name, host, directory, repository, branch } = app;
    const key = `${repository}\n${branch}`;
    const known = found.get(key);
    if (known) known.files.push(...files.filter(({ path }) => known.files.every((one) => one.path !== path)));
    else
      found.set(key, {
        app: name,
        host,
        directory,
        repository,
        branch,
        files,
        commit: fleet.secrets.commit ?? 'direct',
      });
  }
  return [...found.values()];
}

const filesOf = ({ secrets }: AppConfig, fleet: Fleet, file: string): SecretsRepository['files'] =>
  secrets
    .filter(({ keyFile = fleet.secrets.age.keyFile }) => keyFile === file)
    .map(({ source, format }) => ({ path: source, format }));
