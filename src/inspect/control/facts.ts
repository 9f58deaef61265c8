/** All that a recovery of the control host goes by. Changes nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { RoostError } from '../../errors';
import type { Fleet } from '../../fleet/file';
import type { ControlFacts } from '../../plan/recover/control/types';
import type { Restic } from '../../restic';
import { connectClient } from '../../temporal/connect';
import type { InspectDeps } from '../deps';
import { repositoryOf } from '../repository';
import { hostsFacts } from './hosts';
import { machineFacts, type GivenKeys } from './machine';
import { controlSnapshot, type OpenedControl } from './snapshot';

export interface ControlAccess extends GivenKeys {
  /** Of the repository. */
  password?: string;
  log?: (line: string) => void;
}

export interface ControlFound {
  facts: ControlFacts;
  /** Where the snapshot was opened. */
  from: { restic: Restic; snapshot: OpenedControl } | null;
}

type Deps = Pick<InspectDeps, 'env' | 'fleet' | 'host' | 'guard'> & { fleetFile: string };

/** Errors: `SecretKeyWrong`, `SecretInvalid`, those of restic. */
export async function controlFacts(deps: Deps, access: ControlAccess): Promise<ControlFound> {
  const fleet = await deps.fleet();
  const machine = await machineFacts(deps.env, fleet, access);
  // A key that is not here yet must not hide what the repository and the other hosts say.
  const [from, hosts] = await Promise.all([
    machine.done ? null : opened(deps, fleet, access),
    hostsFacts(deps, withKey(fleet, access.sshKey)),
  ]);
  const known = !machine.running ? [] : await knownRuns(deps.env, hosts);
  return { facts: { machine, snapshot: from?.snapshot ?? null, hosts, known }, from };
}

async function opened(
  deps: Deps,
  fleet: Fleet,
  { ageKey, password, log }: ControlAccess,
): Promise<ControlFound['from']> {
  const keyFile = existsSync(fleet.secrets.age.keyFile)
    ? fleet.secrets.age.keyFile
    : (ageKey ?? fleet.secrets.age.keyFile);
  if (fleet.secrets.file !== undefined && !existsSync(keyFile))
    throw new RoostError(
      'SecretKeyWrong',
      `There is no age key at ${keyFile}: give the copy that is kept elsewhere by --age-key FILE.`,
      { file: keyFile },
    );
  if (!fleet.backup) return null;
  const secrets = { ...fleet.secrets, age: { keyFile } };
  const restic = await repositoryOf(
    { env: deps.env, fleet: () => Promise.resolve({ ...fleet, secrets }) },
    { password, log },
  );
  const snapshot = await controlSnapshot(restic, readFileSync(deps.fleetFile, 'utf8'));
  return snapshot && { restic, snapshot };
}

/** With the given key where the fleet's own is not there yet. */
function withKey(fleet: Fleet, sshKey: string | undefined): Fleet {
  if (sshKey === undefined) return fleet;
  const hosts = Object.values(fleet.hosts).map((config) => {
    const { keyFile } = config;
    return [config.name, keyFile && !existsSync(keyFile) ? { ...config, keyFile: sshKey } : config] as const;
  });
  return { ...fleet, hosts: Object.fromEntries(hosts) };
}

async function knownRuns(env: NodeJS.ProcessEnv, hosts: ControlFacts['hosts']): Promise<string[]> {
  const ids = hosts.flatMap(({ places }) => places.flatMap(({ flag }) => (flag ? [flag.workflowId] : [])));
  if (ids.length === 0) return [];
  const { client, close } = await connectClient({ env });
  try {
    const known = ids.map((id) =>
      client.workflow
        .getHandle(id)
        .describe()
        .then(
          () => [id],
          () => [],
        ),
    );
    return (await Promise.all(known)).flat();
  } finally {
    await close();
  }
}
