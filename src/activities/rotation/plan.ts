/** Facts of a rotation, and its plan. Changes nothing but the mirrors, as a deploy's plan does. */
import { Context } from '@temporalio/activity';
import { RoostError } from '../../errors';
import type { AppConfig, Fleet } from '../../fleet/file';
import { planAgeKey, type AgeKeyFacts, type BranchFacts, type Phase } from '../../plan/rotation/age-key';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { RotationPlan } from '../../protocol/plan';
import type { KeyRotationRequest } from '../../protocol/requests';
import type { SecretsRepository } from '../../protocol/steps/rotation';
import { requireAgeOnly } from '../../secrets/age-only';
import type { Deps } from '../deps';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';
import { fleetSite } from '../scope/site';
import { isUnshared, isWide } from './age-key/change';
import { readControl } from './age-key/control';
import { rotatingKeys, type Rotating } from './age-key/keys';
import { readBranch, type FoundSecret } from './repository';

export async function planRotate(
  deps: Deps,
  request: KeyRotationRequest,
  lease: Lease | null,
): Promise<Planned<RotationPlan>> {
  const site = await fleetSite(deps);
  if (lease) await requireLock(site, lease);
  const fleet = await deps.fleet();
  const facts = await ageKeyFacts(deps, fleet, request.file ?? fleet.secrets.age.keyFile);
  const made = {
    plan: planAgeKey(facts, {
      scope: { kind: 'fleet', directory: deps.control.directory },
      operation: newOperation(),
      decideWait: fleet.decide.wait,
    }),
    facts: { gatheredAt: new Date().toISOString() },
  };
  return keepFleet(made, fleet, lease, false, false, true);
}

async function ageKeyFacts(deps: Deps, fleet: Fleet, file: string): Promise<AgeKeyFacts> {
  const keys = await rotatingKeys(deps, file);
  const known = [...keys.former, ...(keys.next === null ? [] : [keys.next])];
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
